"""Reading the place field: typed without accents, by an old name or today's, or chosen from the list."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.places.queries import Match, Place, commune, find_communes
from kernel.places.refusals import UnknownPlace
from kernel.text import fold
from web.forms import HouseForm

ASKED_AT_MOST = 8
_WORDS = re.compile(r"\w+")


class CommuneForm(HouseForm):
    """`commune` as typed, `commune_code` as chosen; once clean, `place`, or `choices` to ask."""

    commune = forms.CharField(label=gettext_lazy("Xã, phường"), max_length=120)
    commune_code = forms.CharField(required=False, max_length=5)
    place: Place | None = None
    choices: Sequence[Place] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if text := cleaned.get("commune", ""):
            self._read(text, cleaned.get("commune_code", ""))
        return cleaned

    def _read(self, text: str, code: str) -> None:
        matches = find_communes(text=text, limit=ASKED_AT_MOST)
        found = [match.place for match in matches]
        self.place = _chosen(code, found, text) or certain(matches, text)
        if self.place is None and found:
            self.choices = found
            self.add_error("commune", _("Tên này có ở nhiều nơi. Chọn nơi của bạn bên dưới."))
        elif self.place is None:
            self.add_error("commune", _("Không tìm thấy xã, phường này. Gõ thêm tên huyện hoặc tỉnh cũ."))


def _chosen(code: str, found: Sequence[Place], text: str) -> Place | None:
    """A code counts only while the text beside it still means it: without scripts one may have typed anew."""
    if not code:
        return None
    try:
        place = commune(code)
    except UnknownPlace:
        return None
    return place if place in found or fold(place.label) == fold(text) else None


def certain(matches: Sequence[Match], text: str) -> Place | None:
    """The place that the text names beyond doubt: the only hit, the one whose label it is, or the only one of
    today with that name (with or without its kind and its province), unless a former unit of that name may be
    meant, since what became of it has other names.
    """
    if len(matches) == 1:
        return matches[0].place
    wanted = _plain(text)
    of_today = [match.place for match in matches if not match.old_name]
    labelled = [place for place in of_today if _plain(place.label) == wanted]
    if len(labelled) == 1:
        return labelled[0]
    named = [place for place in of_today if wanted in _names_of(place)]
    unit = _plain(text.partition(",")[0])
    rivals = (_plain(match.old_name.partition(",")[0]) for match in matches if match.old_name)
    if any(rival == unit or rival.endswith(f" {unit}") for rival in rivals):
        return None
    return named[0] if len(named) == 1 else None


def _names_of(place: Place) -> set[str]:
    names = (place.name, place.full_name)
    return {_plain(name) for name in (*names, *(f"{name} {place.province_name}" for name in names))}


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(fold(text)))
