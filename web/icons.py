"""The icons: SVG files of Lucide (ISC, see icons/LICENSE), inlined: a page needs no request for them."""

import re
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).resolve().parent / "icons"
_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_FRAME = (
    '<svg class="icon" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{body}</svg>'
)


class UnknownIcon(LookupError):
    """No file of that name: copy it from the package lucide-static into web/icons/."""


@cache
def icon_svg(name: str) -> SafeString:
    """The drawing alone, hidden from screen readers: a word always stands beside it."""
    path = FOLDER / f"{name}.svg"
    if not name or path.parent != FOLDER or not path.is_file():
        raise UnknownIcon(name)
    found = _BODY.search(path.read_text(encoding="utf-8"))
    if found is None:
        raise UnknownIcon(name)
    body = " ".join(found.group(1).split())
    return mark_safe(_FRAME.format(body=body))  # our own files, never a person's words
