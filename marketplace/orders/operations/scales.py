"""What a household types in from its scales, checked before it is believed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kernel.measures import Base
from marketplace.orders.models import OrderLine
from marketplace.orders.refusals import PackedWrong

MOST_BOXES = 20
HEAVIEST_BOX_G = 100_000
LONGEST_SIDE_MM = 2_000
MOST_TIMES_ORDERED = 2
"""Grams typed as if they were kilograms, or the other way round, land far outside."""


@dataclass(frozen=True, slots=True)
class PackedLine:
    """`net_base`: net grams, or pieces, in the boxes; 0 drops the line."""

    line_key: str
    net_base: int


@dataclass(frozen=True, slots=True)
class PackedBox:
    """Gross grams and outer size in millimetres."""

    gross_g: int
    length_mm: int
    width_mm: int
    height_mm: int


def check_lines(rows: Sequence[OrderLine], lines: Sequence[PackedLine]) -> dict[str, int]:
    """Net base units by line key: every line once, nothing else."""
    net = {line.line_key: line.net_base for line in lines}
    for row in rows:
        if row.key not in net:
            raise PackedWrong(field=f"line:{row.key}", reason=_("Ghi cân được bao nhiêu."))
        if not 0 <= net[row.key] <= MOST_TIMES_ORDERED * row.quantity:
            raise PackedWrong(field=f"line:{row.key}", reason=_("Số này lệch xa số đã đặt. Xem lại cân."))
    if len(net) != len(lines) or len(net) != len(rows):
        raise PackedWrong(field="lines", reason=_("Có món không thuộc đơn này."))
    return net


def check_boxes(boxes: Sequence[PackedBox], *, rows: Sequence[OrderLine], net: Mapping[str, int]) -> None:
    """At least one box unless nothing was packed; a box weighs something; all of them no less than the
    goods.
    """
    if not any(net.values()) and not boxes:
        return
    if not 1 <= len(boxes) <= MOST_BOXES:
        raise PackedWrong(field="boxes", reason=_("Ghi cân nặng và kích thước từng thùng."))
    for position, box in enumerate(boxes):
        _check_box(box, field=f"box:{position}")
    goods_g = sum(net[row.key] for row in rows if row.base == Base.GRAM)
    if sum(box.gross_g for box in boxes) < goods_g:
        raise PackedWrong(field="boxes", reason=_("Cả thùng không thể nhẹ hơn hàng bên trong. Cân lại."))


def check_no_boxes(boxes: Sequence[PackedBox]) -> None:
    """Weighed before the parcel is closed: it stands where all of it is put together."""
    if boxes:
        raise PackedWrong(
            field="boxes", reason=_("Kiện gộp: chỉ cân hàng. Thùng cân sau, khi đủ hàng các nhà.")
        )


def _check_box(box: PackedBox, *, field: str) -> None:
    if not 0 < box.gross_g <= HEAVIEST_BOX_G:
        raise PackedWrong(field=field, reason=_("Cân nặng thùng chưa đúng."))
    if not all(0 < side <= LONGEST_SIDE_MM for side in (box.length_mm, box.width_mm, box.height_mm)):
        raise PackedWrong(field=field, reason=_("Kích thước thùng chưa đúng."))
