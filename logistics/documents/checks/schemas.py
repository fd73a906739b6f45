"""The official schemas, where their folder is known: not ours to ship. What libxml2 says about a file is put
into an exporter's words; its own sentence stays behind it for who wants it.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from lxml import etree

from logistics.documents.checks.findings import Finding, broken
from logistics.documents.xml.writing import Element

SPS: Final = "urn:un:unece:uncefact:data:standard:SPSCertificate:17"
MOST: Final = 50
_ELEMENT: Final = re.compile(r"Element '(?:\{[^}]*\})?([^']+)'(?:, attribute '([^']+)')?")


def ephyto_schema() -> etree.XMLSchema | None:
    """From EPHYTO_XSD_DIR; None when it is not set."""
    folder = settings.EPHYTO_XSD_DIR
    return load(folder) if folder else None


@lru_cache(maxsize=4)
def load(folder: str) -> etree.XMLSchema:
    """The file of the folder whose target is the certificate; FileNotFoundError when there is none."""
    for path in sorted(Path(folder).glob("*.xsd")):
        tree = etree.parse(str(path))
        if tree.getroot().get("targetNamespace") == SPS:
            return etree.XMLSchema(tree)
    raise FileNotFoundError(folder)


def against(schema: etree.XMLSchema, root: Element, names: Mapping[str, str]) -> list[Finding]:
    """`names` are what people call the elements."""
    if schema.validate(root):
        return []
    return [_put(entry.message, names) for entry in list(schema.error_log)[:MOST]]


def _put(message: str, names: Mapping[str, str]) -> Finding:
    match = _ELEMENT.search(message)
    element = match.group(1) if match else ""
    said = {"what": names.get(element, element), "detail": _shortened(message)}
    if "This element is not expected" in message:
        words = _("%(what)s: nằm sai chỗ, thừa, hoặc thiếu mục đứng trước. (%(detail)s)")
    elif "Missing child" in message:
        words = _("%(what)s: còn thiếu mục bên trong. (%(detail)s)")
    elif "not a valid value" in message:
        words = _("%(what)s: giá trị không đúng kiểu. (%(detail)s)")
    else:
        words = _("%(what)s: sai cấu trúc. (%(detail)s)")
    return broken(element, words % said)


def _shortened(message: str) -> str:
    return re.sub(r"\{[^}]*\}", "", message)[:200]
