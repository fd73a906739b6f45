"""Orders in the words and shapes of the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.measures import Base
from marketplace.orders import queries
from marketplace.orders.enums import LineState, State
from marketplace.orders.models import Order, OrderLine
from marketplace.orders.pricing import packed_price
from web.components import Photo, Step, StepState, SumLine
from web.photos import photos_of_lines
from web.quantities import quantity_words, unit_word
from web.words import weight_words


@dataclass(frozen=True, slots=True)
class LineTold:
    key: str
    title: str
    url_slug: str
    photo: Photo | None
    ordered: str
    agreed_dong: int
    packed: str
    packed_dong: int | None
    missing: str
    dropped: bool


def lines_told(lines: Sequence[OrderLine]) -> list[LineTold]:
    """One statement for their photos, whatever their number."""
    photos = photos_of_lines(lines)
    return [line_told(line, photos.get(line.listing_id)) for line in lines]


def line_told(line: OrderLine, photo: Photo | None) -> LineTold:
    weighed = line.packed_base is not None
    missing = line.quantity - (line.packed_base or 0) if weighed else 0
    return LineTold(
        key=line.key,
        title=line.title,
        url_slug=line.listing.slug,
        photo=photo,
        ordered=amount_words(line, line.quantity),
        agreed_dong=line.agreed_dong,
        packed=weighed_words(line, line.packed_base or 0) if weighed else "",
        packed_dong=price_as_packed(line),
        missing=weighed_words(line, missing) if missing > 0 else "",
        dropped=line.state == LineState.DROPPED,
    )


def price_as_packed(line: OrderLine) -> int | None:
    """Also of a short line that the buyer has not answered for yet: what keeping it would cost."""
    if line.packed_dong is None and line.packed_base is not None:
        return packed_price(line, packed_base=line.packed_base)
    return line.packed_dong


def amount_words(line: OrderLine, base: int) -> str:
    return quantity_words(base, factor=line.unit_factor, unit=unit_word(line.unit_label))


def weighed_words(line: OrderLine, base: int) -> str:
    """What the scales said: in grams and kilograms whatever the unit, pieces counted."""
    return weight_words(base) if line.base == Base.GRAM else amount_words(line, base)


_STATES: Mapping[str, StepState] = {"done": "done", "now": "now", "next": "next", "trouble": "failed"}
_DONE: Mapping[str, "str | Promise"] = {
    State.PLACED: gettext_lazy("Đã đặt"),
    State.ACCEPTED: gettext_lazy("Nhà vườn báo có hàng"),
    State.PRICED: gettext_lazy("Đã cân và đóng gói"),
    State.BOOKED: gettext_lazy("Đã gọi bưu tá"),
    State.HANDED_OVER: gettext_lazy("Bưu tá đã lấy hàng"),
    State.AWAITING_CARD: gettext_lazy("Đã đặt, trả bằng thẻ"),
}
"""A step that lies behind, told as what happened."""
_ICONS = {"handed_over": "truck", "delivered": "house", "booked": "package", "returning": "undo-2"}


def steps_told(steps: Sequence[queries.Step]) -> list[Step]:
    return [
        Step(
            title=str(_DONE.get(step.code, step.text)) if step.status == "done" else step.text,
            state="now" if step.code == State.ASKING_BUYER else _STATES[step.status],
            at=step.at,
            detail=step.detail,
            icon="" if step.status in ("done", "trouble") else _ICONS.get(step.code, ""),
        )
        for step in steps
    ]


@dataclass(frozen=True, slots=True)
class SumTold:
    """`due_dong` is what the postman collects, or what the card pays; `back_dong` what became less."""

    lines: Sequence[SumLine]
    total: SumLine
    due_dong: int
    back_dong: int


def sum_told(order: Order) -> SumTold:
    weighed = order.packed_dong is not None
    goods = SumLine(_("Hàng, theo cân thật") if weighed else _("Hàng, theo số đặt"), order.charged_goods_dong)
    postage = SumLine(_("Phí gửi"), order.postage_dong, why=order.service_name)
    lines = [goods, postage] if order.charged_dong else []
    if order.refunded_dong:
        lines.append(SumLine(_("Nhà Nông trả lại"), -order.refunded_dong))
    due = order.charged_dong - order.refunded_dong
    return SumTold(lines, SumLine(_("Bạn trả"), due), due_dong=due, back_dong=order.money_back_dong)
