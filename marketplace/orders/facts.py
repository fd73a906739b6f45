"""What the texts of messages.py can speak of, as people read it."""

from collections.abc import Sequence
from typing import TypedDict

from django.utils.translation import gettext as _

from logistics.dispatch.enums import OnUndelivered, Reason
from marketplace.orders.deadlines import GIVE_UP_AFTER
from marketplace.orders.enums import CancelReason, LineState, Payment
from marketplace.orders.events import OrderEvent, OrderRefunded, OrderTooWarm
from marketplace.orders.models import Order, OrderLine
from marketplace.orders.words import day_words, moment_words, money_words, quantity_words


class Facts(TypedDict):
    """`money` says what becomes of the buyer's money; `fate` what becomes of goods nobody took."""

    code: str
    household: str
    goods: str
    short: str
    goods_dong: str
    packed_dong: str
    checkout_dong: str
    charged: str
    back: str
    amount: str
    service: str
    arrives: str
    due: str
    why: str
    money: str
    fate: str
    box: str
    degrees: str
    host: str
    postage: str


def facts_of(
    event: OrderEvent, order: Order, *, left: Sequence[Order] = (), for_all: Sequence[Order] = ()
) -> Facts:
    """`order` with its lines, checkout and household read. `left` share its parcel, the one that packs it
    first; `for_all`: code and sum are of all these.
    """
    lines = list(order.lines.all())
    return {
        "code": ", ".join(one.code for one in for_all or (order,)),
        "household": order.household.name,
        "goods": goods_words(lines),
        "short": ", ".join(_short(line) for line in lines if line.state == LineState.SHORT),
        "goods_dong": money_words(order.goods_dong),
        "packed_dong": money_words(order.packed_dong or 0),
        "checkout_dong": money_words(order.checkout.total_dong),
        "charged": money_words(sum(one.charged_dong for one in for_all or (order,))),
        "back": money_words(order.money_back_dong),
        "amount": money_words(event.amount_dong if isinstance(event, OrderRefunded) else 0),
        "service": order.service_name,
        "arrives": day_words(order.arrives_on),
        "due": moment_words(order.due_at or event.at + GIVE_UP_AFTER),
        "why": why_words(event.reason),
        "money": _money(order),
        "fate": _fate(order, left),
        "box": event.tracking_code if isinstance(event, OrderTooWarm) else "",
        "degrees": _degrees(event) if isinstance(event, OrderTooWarm) else "",
        "host": left[0].household.name if left else order.household.name,
        "postage": money_words(order.postage_dong),
    }


def goods_words(lines: Sequence[OrderLine]) -> str:
    """ "10 kg Vải thiều, 2 kg Mận hậu và 3 món nữa": as much as a message bears."""
    shown = [f"{quantity_words(line.quantity, line)} {line.title}" for line in lines[:2]]
    more = len(lines) - len(shown)
    text = ", ".join(shown)
    return _("%(goods)s và %(more)s món nữa") % {"goods": text, "more": more} if more else text


def why_words(reason: str) -> str:
    """The words of one of our own codes or a carrier's; what staff wrote stands as it is."""
    for words in (CancelReason, Reason):
        if reason and reason in words.values:
            return str(words(reason).label).lower()
    return reason


def _short(line: OrderLine) -> str:
    packed, ordered = quantity_words(line.packed_base or 0, line), quantity_words(line.quantity, line)
    return _("%(title)s chỉ có %(packed)s trên %(ordered)s") % {
        "title": line.title,
        "packed": packed,
        "ordered": ordered,
    }


def _money(order: Order) -> str:
    if order.payment == Payment.CASH:
        return _("Bạn không phải trả gì.")
    return _("Tiền trên thẻ được trả lại.")


def _fate(order: Order, left: Sequence[Order]) -> str:
    if left and left[0].pk != order.pk:
        return _("Hàng đang quay về nhà %(host)s, nơi đóng kiện.") % {"host": left[0].household.name}
    if order.on_undelivered == OnUndelivered.DESTROY:
        return _("Hàng sẽ hủy tại bưu cục như bạn đã chọn.")
    return _("Hàng đang quay về nhà bạn.")


def _degrees(event: OrderTooWarm) -> str:
    """ "8 đến 13 °C", whole degrees; one number where both are the same."""
    lowest, highest = (round(measured / 100) for measured in (event.lowest_c, event.highest_c))
    if lowest == highest:
        return f"{highest} °C"
    return _("%(lowest)s đến %(highest)s °C") % {"lowest": lowest, "highest": highest}
