"""The form of the scales: net weight of each line, gross weight and size of each box."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.errors import Refusal
from kernel.measures import Base
from logistics.goods.packing import Guide, packing_guide
from logistics.goods.queries import commodity
from marketplace.orders.models import Order, OrderLine
from marketplace.orders.operations import PackedBox, PackedLine
from web.forms import HouseForm
from web.quantities import KILOGRAM, plain_quantity, quantity_words, read_quantity, unit_word
from web.words import goods_name

SIZES: dict[str, tuple[int, int, int]] = {
    "300x200x200": (300, 200, 200),
    "400x300x250": (400, 300, 250),
    "500x350x300": (500, 350, 300),
    "600x400x400": (600, 400, 400),
}
"""Foam and carton boxes that post offices know, in millimetres."""

SIZE_WORDS = [
    ("300x200x200", gettext_lazy("Nhỏ 30×20×20")),
    ("400x300x250", gettext_lazy("Vừa 40×30×25")),
    ("500x350x300", gettext_lazy("Lớn 50×35×30")),
    ("600x400x400", gettext_lazy("Rất lớn 60×40×40")),
]
MOST_BOXES = 20
NET, GROSS, SIZE = "net_", "gross_", "size_"


class PackForm(HouseForm):
    """Lines are weighed in kilograms, or counted where they are sold by the piece; boxes are weighed."""

    def __init__(
        self, data: Any = None, *, lines: Sequence[OrderLine], boxes: int = 1, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.lines, self.boxes = lines, boxes
        for line in lines:
            self.fields[f"{NET}{line.key}"] = _figure(
                _("Cân được bao nhiêu?") if line.base == Base.GRAM else _("Đóng được bao nhiêu?")
            )
        for number in range(1, boxes + 1):
            self.fields[f"{GROSS}{number}"] = _figure(_("Cả thùng nặng"))
            self.fields[f"{SIZE}{number}"] = forms.ChoiceField(
                label=_("Cỡ thùng, cm"), choices=SIZE_WORDS, initial="400x300x250"
            )

    @classmethod
    def for_order(cls, order: Order, lines: Sequence[OrderLine]) -> "PackForm":
        return cls(lines=lines, prefix=None, auto_id=f"{order.code}_%s")

    @property
    def weighed(self) -> list[dict[str, Any]]:
        """Each line with its field and what the script needs to say the difference in money."""
        return [
            {
                "line": line,
                "field": self[f"{NET}{line.key}"],
                "unit": typed_unit(line),
                "ordered": ordered_words(line),
                "ordered_figure": line.quantity / typed_factor(line),
                "price": line.unit_price * typed_factor(line) / line.unit_factor,
            }
            for line in self.lines
        ]

    @property
    def boxed(self) -> list[dict[str, Any]]:
        return [
            {"number": number, "gross": self[f"{GROSS}{number}"], "size": self[f"{SIZE}{number}"]}
            for number in range(1, self.boxes + 1)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for line in self.lines:
            self._read(f"{NET}{line.key}", typed_factor(line), may_be_nought=True)
        for number in range(1, self.boxes + 1):
            self._read(f"{GROSS}{number}", KILOGRAM)
        return cleaned

    def _read(self, name: str, factor: int, *, may_be_nought: bool = False) -> None:
        text = str(self.cleaned_data.get(name, "")).strip()
        if not text:
            return
        try:
            self.cleaned_data[name] = (
                0 if may_be_nought and text == "0" else read_quantity(text, factor=factor)
            )
        except Refusal as refusal:
            self.add_error(name, str(refusal.text))

    @property
    def packed_lines(self) -> list[PackedLine]:
        return [PackedLine(line.key, self.cleaned_data[f"{NET}{line.key}"]) for line in self.lines]

    @property
    def packed_boxes(self) -> list[PackedBox]:
        return [
            PackedBox(self.cleaned_data[f"{GROSS}{number}"], *SIZES[self.cleaned_data[f"{SIZE}{number}"]])
            for number in range(1, self.boxes + 1)
        ]


def guides_of(lines: Sequence[OrderLine]) -> list[tuple[str, Guide]]:
    """One a way of packing, named after the first goods that are packed so. From memory."""
    found: dict[tuple[str, ...], tuple[str, Guide]] = {}
    for line in lines:
        goods = commodity(line.listing.commodity_id)
        guide = packing_guide(goods)
        found.setdefault(tuple(guide.steps), (goods_name(goods), guide))
    return list(found.values())


def _figure(label: str) -> forms.CharField:
    attrs = {"inputmode": "decimal", "autocomplete": "off"}
    return forms.CharField(label=label, max_length=12, widget=forms.TextInput(attrs=attrs))


def typed_factor(line: OrderLine) -> int:
    """What is sold by weight is weighed in kilograms whatever its unit; pieces are counted."""
    return KILOGRAM if line.base == Base.GRAM else 1


def typed_unit(line: OrderLine) -> str:
    return "kg" if line.base == Base.GRAM else str(_("trái"))


def ordered_words(line: OrderLine) -> str:
    words = quantity_words(line.quantity, factor=line.unit_factor, unit=unit_word(line.unit_label))
    if line.unit_factor == typed_factor(line):
        return words
    return f"{words} = {plain_quantity(line.quantity, factor=typed_factor(line))} {typed_unit(line)}"
