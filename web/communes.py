"""Reading the place field: typed without accents, by an old name or today's, or chosen from the list."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.places.queries import Place, commune, find_communes
from kernel.places.refusals import UnknownPlace
from kernel.text import fold
from web.forms import HouseForm

ASKED_AT_MOST = 8


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
        found = [match.place for match in find_communes(text=text, limit=ASKED_AT_MOST)]
        self.place = _chosen(code, found, text) or _certain(found, text)
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


def _certain(found: Sequence[Place], text: str) -> Place | None:
    if len(found) == 1:
        return found[0]
    exact = [place for place in found if fold(place.label) == fold(text)]
    return exact[0] if len(exact) == 1 else None
