"""What is wrong with a file, in an exporter's words. The triple of area, level and field is the one in which
the ePhyto Hub's own check answers.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from logistics.documents.enums import Area, Level

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`field` names the element or the part of the data, `message` is for people."""

    area: Area
    level: Level
    field: str
    message: str


def missing(field: str, words: "_StrOrPromise") -> Finding:
    message = _("Thiếu: %(what)s.") % {"what": words}
    return Finding(area=Area.MANDATORY, level=Level.SEVERE, field=field, message=message)


def differs(field: str, words: "_StrOrPromise", *, found: str, expected: str) -> Finding:
    said = {"what": words, "found": found[:120] or "–", "expected": expected[:120] or "–"}
    message = _("%(what)s: trong tệp là “%(found)s”, dữ liệu lô hàng là “%(expected)s”.") % said
    return Finding(area=Area.MAPPING, level=Level.SEVERE, field=field, message=message)


def broken(field: str, message: str) -> Finding:
    return Finding(area=Area.SCHEMA, level=Level.SEVERE, field=field, message=message)


def noted(field: str, message: str) -> Finding:
    return Finding(area=Area.MAPPING, level=Level.WARNING, field=field, message=message)
