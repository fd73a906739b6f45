"""The form of the second screen, and what a price brings home."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.errors import Refusal
from kernel.measures import Base
from kernel.money import parse_dong
from logistics.goods.models import Commodity
from logistics.goods.queries import UnitChoice
from marketplace.payments.rates import SaleLine, rates_at, withheld
from web.components import SumLine
from web.forms import HouseForm
from web.quantities import read_quantity
from web.words import money_words

_DAY = {"type": "date"}


class PriceForm(HouseForm):
    """`unit` is one of the offered, written "kg:1000" (unit and how many base units it holds)."""

    unit = forms.ChoiceField(label=gettext_lazy("Bán theo"), widget=forms.RadioSelect)
    unit_price = forms.CharField(
        label=gettext_lazy("Giá"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    unit_weight_g = forms.CharField(
        label=gettext_lazy("Một trái nặng khoảng"),
        required=False,
        max_length=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    quantity = forms.CharField(
        label=gettext_lazy("Có bao nhiêu để bán?"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    harvested_on = forms.DateField(
        label=gettext_lazy("Hái ngày"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    harvest_to = forms.DateField(
        label=gettext_lazy("Bán đến ngày"),
        required=False,
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, choices: Sequence[UnitChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {choice_value(choice): choice for choice in choices}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(value, choice.label.removeprefix("1 ")) for value, choice in self.offered.items()]

    @property
    def chosen(self) -> UnitChoice:
        """The unit that is chosen as the form stands."""
        return self.offered.get(str(self["unit"].value()), next(iter(self.offered.values())))

    @property
    def sells_pieces(self) -> bool:
        return self.chosen.base == Base.PIECE

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._read("unit_price", lambda text: parse_dong(text, field="unit_price"))
        self._read("quantity", lambda text: read_quantity(text, factor=self.chosen.factor, field="quantity"))
        if cleaned.get("unit_weight_g"):
            self._read("unit_weight_g", lambda text: read_quantity(text, factor=1, field="unit_weight_g"))
        return cleaned

    def _read(self, name: str, read: Any) -> None:
        if name in self.cleaned_data:
            try:
                self.cleaned_data[name] = read(self.cleaned_data[name])
            except Refusal as refusal:
                self.add_error(name, str(refusal.text))


def choice_value(choice: UnitChoice) -> str:
    return f"{choice.unit}:{choice.factor}"


def price_hint(goods: Commodity) -> str:
    """What sources reported, never what we charge."""
    if goods.price_low is None or goods.price_high is None:
        return ""
    return _("Giá tham khảo: %(low)s đến %(high)s/%(unit)s%(noted)s") % {
        "low": money_words(goods.price_low),
        "high": money_words(goods.price_high),
        "unit": goods.price_unit,
        "noted": f" ({goods.price_noted_on})" if goods.price_noted_on else "",
    }


@dataclass(frozen=True, slots=True)
class InHand:
    """What selling one unit brings home, line by line."""

    lines: Sequence[SumLine]
    net_dong: int


def in_hand(unit_price: int, *, self_produced: bool, at: datetime) -> InHand:
    kept = withheld([SaleLine(unit_price, rates_at(at=at, self_produced=self_produced))])
    tax = kept.vat_dong + kept.pit_dong
    lines = [SumLine(_("Giá bán"), unit_price), SumLine(_("Phí sàn"), -kept.commission_dong)]
    if tax:
        lines.append(SumLine(_("Thuế nộp thay"), -tax))
    return InHand(lines, unit_price - kept.total_dong)
