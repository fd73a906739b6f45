"""Where in a file a fact must stand, what people call it, and what the data set says it is."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Generic, TypeVar

from logistics.documents.checks.findings import Finding, differs, missing
from logistics.documents.xml.writing import Element, clean

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Place(Generic[Subject]):
    """`path` is XPath from the node. `expected` None: anything may stand there, but something must. Where the
    data set says nothing the element may be missing or empty. `number`: 40 and 40.0 are the same.
    """

    path: str
    words: "_StrOrPromise"
    expected: Callable[[Subject], str] | None = None
    number: bool = False

    @property
    def field(self) -> str:
        return re.sub(r"[a-z]+:|\[[^]]*\]", "", self.path).strip("./")


def look(
    node: Element, places: Sequence[Place[Subject]], subject: Subject, namespaces: Mapping[str, str]
) -> Iterator[Finding]:
    for place in places:
        found = [text_of(one) for one in node.xpath(place.path, namespaces=namespaces)]
        expected = None if place.expected is None else tidy(place.expected(subject))
        if not any(found):
            if expected != "":
                yield missing(place.field, place.words)
        elif expected is not None and not any(_same(one, expected, number=place.number) for one in found):
            yield differs(place.field, place.words, found=found[0], expected=expected)


def text_of(found: Element | str) -> str:
    """An element's text or an attribute's value."""
    return tidy(str(found) if isinstance(found, str) else "".join(found.itertext()))


def tidy(text: str) -> str:
    return " ".join(clean(text).split())


def _same(one: str, other: str, *, number: bool) -> bool:
    if one == other:
        return True
    return number and number_of(one) is not None and number_of(one) == number_of(other)


def number_of(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
