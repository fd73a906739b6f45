"""Writing XML: a tree from names and texts, the same bytes for the same data; reading it safely."""

import re
from collections.abc import Mapping
from typing import Any, Final

from lxml import etree

from logistics.documents.refusals import XmlRefused

Element = Any
"""lxml has no types of its own."""
LARGEST: Final = 5 * 1024 * 1024
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold at all."""


class Tree:
    """Adds children under a prefix: `tree.add(parent, "ram:Name", "Lychee", languageID="en")`."""

    def __init__(self, root: str, namespaces: Mapping[str | None, str]) -> None:
        self.namespaces = dict(namespaces)
        self.root: Element = etree.Element(self._name(root), nsmap=self.namespaces)

    def _name(self, name: str) -> str:
        prefix, _colon, local = name.rpartition(":")
        return f"{{{self.namespaces[prefix or None]}}}{local}"

    def add(self, parent: Element, name: str, text: str | None = None, /, **attributes: str) -> Element:
        child = etree.SubElement(parent, self._name(name), attributes)
        if text is not None:
            child.text = clean(text)
        return child

    def some(self, parent: Element, name: str, text: str, /, **attributes: str) -> None:
        """Only when there is something to say."""
        if text:
            self.add(parent, name, text, **attributes)

    def bytes(self) -> bytes:
        return bytes(etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def read_xml(content: bytes) -> Element:
    """XmlRefused for what is too large, has a DOCTYPE, or is no XML: no entity is ever resolved, nothing is
    fetched.
    """
    if len(content) > LARGEST:
        raise XmlRefused(problem="XML_TOO_LARGE")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        raise XmlRefused(problem="XML_UNREADABLE") from wrong
    if root.getroottree().docinfo.doctype:
        raise XmlRefused(problem="XML_DOCTYPE")
    return root
