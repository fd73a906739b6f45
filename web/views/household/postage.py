"""The farm's own postage: one price a distance, up to a weight; what carriers ask above it is the farm's."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kernel.clock import now
from kernel.errors import Refusal
from kernel.money import parse_dong
from logistics.carriers.enums import Zone
from logistics.carriers.operations import FlatRow
from logistics.carriers.queries import flats_of
from marketplace.households.operations import set_flat_postage
from marketplace.households.queries import farm_reference
from web.forms import HouseForm
from web.http import HouseRequest
from web.quantities import KILOGRAM, plain_quantity, read_quantity
from web.views.household.guard import Home, for_household
from web.words import number_words

TO = {
    Zone.SAME_COMMUNE: gettext_lazy("Trong xã"),
    Zone.SAME_PROVINCE: gettext_lazy("Trong tỉnh"),
    Zone.SAME_REGION: gettext_lazy("Trong miền"),
    Zone.NATIONAL: gettext_lazy("Miền khác"),
}
LEAST_UP_TO = "5"


class PostageForm(HouseForm):
    """`dong_<zone>` empty: what the carrier asks. `up_to_<zone>` in kilograms."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for zone, word in TO.items():
            self.fields[f"dong_{zone}"] = forms.CharField(
                label=word,
                required=False,
                max_length=30,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
            self.fields[f"up_to_{zone}"] = forms.CharField(
                label=gettext_lazy("Kiện nặng đến"),
                required=False,
                max_length=10,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"dong_{zone}"], self[f"up_to_{zone}"]) for zone in TO]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["rows"] = [row for zone in TO if (row := self._row(zone, cleaned))]
        return cleaned

    def _row(self, zone: str, cleaned: dict[str, Any]) -> FlatRow | None:
        asked, up_to = cleaned.get(f"dong_{zone}", ""), cleaned.get(f"up_to_{zone}", "") or LEAST_UP_TO
        if not asked:
            return None
        dong = self._read(f"dong_{zone}", parse_dong, asked)
        grams = self._read(f"up_to_{zone}", lambda text: read_quantity(text, factor=KILOGRAM), up_to)
        return None if dong is None or grams is None else FlatRow(zone, dong, grams)

    def _read(self, name: str, read: Any, text: str) -> int | None:
        try:
            return int(read(text))
        except Refusal as refusal:
            self.add_error(name, str(refusal.text))
            return None


@require_http_methods(["GET", "POST"])
@for_household
def show(request: HouseRequest, home: Home) -> HttpResponse:
    form = PostageForm(request.POST or None, initial=_initial(home))
    if request.method == "POST" and form.is_valid():
        rows = form.cleaned_data["rows"]
        try:
            set_flat_postage(person=request.person, household_key=home.key, rows=rows, at=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã lưu. Từ hôm nay khách thấy cước này."))
            return redirect("web:flat_postage")
    words = {"home": home, "form": form, "bar": ""}
    return render(request, "household/postage.html", words, status=422 if form.errors else 200)


def _initial(home: Home) -> dict[str, str]:
    found: dict[str, str] = {}
    for zone, row in flats_of(sender_reference=farm_reference(home.key), at=now()).items():
        found[f"dong_{zone}"] = number_words(row.dong)
        found[f"up_to_{zone}"] = plain_quantity(row.up_to_g, factor=KILOGRAM)
    return found
