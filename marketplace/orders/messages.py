"""Who is told what at which event, with which link: the one table. Sent by handlers.write_letters.

Texts are short enough for a telephone that knows no app. `%(…)s` are the fields of facts.Facts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kernel.messages.operations import send
from marketplace.households.queries import helpers_of
from marketplace.orders import events, links
from marketplace.orders.enums import Payment, State, Urgency
from marketplace.orders.facts import facts_of
from marketplace.orders.models import Order, OrderLine
from marketplace.orders.states import in_one_parcel

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


ATTEMPTS_TOLD = 5


class To(Enum):
    BUYER = auto()
    HOUSEHOLD = auto()
    HELPERS = auto()  # the managers of its cooperative, while the household consents


class Link(Enum):
    ORDER = auto()  # the buyer's page of the order, by its secret
    CHECKOUT = auto()  # the buyer's page of everything ordered together
    ANSWER = auto()  # the household's page with two buttons
    WORK = auto()  # Việc hôm nay; needs signing in


def _always(_event: events.OrderEvent, _order: Order) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Letter:
    """`when` says for which of these events it is written; by default for each."""

    to: To
    text: "_StrOrPromise"
    link: Link
    when: Callable[[events.OrderEvent, Order], bool] = _always


def _leads(event: events.OrderEvent, _order: Order) -> bool:
    return isinstance(event, events.OrderPlaced) and event.leads


def _seldom(event: events.OrderEvent, _order: Order) -> bool:
    """A carrier that repeats itself under new names does not ring the buyer's telephone all night."""
    return isinstance(event, events.OrderDeliveryFailed) and event.attempt <= ATTEMPTS_TOLD


def _stage(stage: Urgency) -> Callable[[events.OrderEvent, Order], bool]:
    return lambda event, _order: event.reason == stage


def _household_knew(_event: events.OrderEvent, order: Order) -> bool:
    """It had been asked: an order that still waited for a card it has never heard of."""
    return order.payment == Payment.CASH or order.checkout.authorised_at is not None


def _card(_event: events.OrderEvent, order: Order) -> bool:
    return order.payment == Payment.CARD


def _cash(_event: events.OrderEvent, order: Order) -> bool:
    return order.payment == Payment.CASH


def _paid_less(_event: events.OrderEvent, order: Order) -> bool:
    return order.money_back_dong > 0


def _paid_as_agreed(_event: events.OrderEvent, order: Order) -> bool:
    return order.money_back_dong == 0


def _still_theirs(_event: events.OrderEvent, order: Order) -> bool:
    """The buyer who did not take the goods does not eat them."""
    return order.state not in (State.REFUSED, State.RETURNING)


def _is_guest(_event: events.OrderEvent, order: Order) -> bool:
    """It shares a parcel that somebody else packs."""
    left = in_one_parcel(order)
    return bool(left) and left[0].pk != order.pk


_OF_THE_PARCEL = (
    events.OrderHandedOver,
    events.OrderDeliveryFailed,
    events.OrderTooWarm,
    events.OrderDelivered,
    events.OrderReturned,
    events.OrderDestroyed,
    events.OrderLost,
    events.OrderDamaged,
)
"""Where orders share a parcel, its buyer is told once of it, for all of them, by the one that packs it."""
_FOR_WHO_PACKS = (events.OrderBooked, events.BookingRefused)


LETTERS: Mapping[type[events.OrderEvent], Sequence[Letter]] = {
    events.OrderPlaced: [
        Letter(
            To.HOUSEHOLD,
            _("Đơn mới %(code)s: %(goods)s, %(goods_dong)s. Có hàng không? Trả lời trước %(due)s."),
            Link.ANSWER,
        ),
        Letter(
            To.BUYER,
            _("Đã đặt hàng, tổng %(checkout_dong)s. Nhà vườn trả lời trong 12 giờ. Xem đơn hoặc hủy:"),
            Link.CHECKOUT,
            _leads,
        ),
    ],
    events.OrderUnanswered: [
        Letter(
            To.HOUSEHOLD,
            _("Đơn %(code)s chờ trả lời: %(goods)s. Có hàng không? Quá %(due)s đơn sẽ bị hủy."),
            Link.ANSWER,
            _stage(Urgency.REMINDER),
        ),
        Letter(
            To.HOUSEHOLD,
            _("Nhắc lần cuối: đơn %(code)s, %(goods)s. Trả lời trước %(due)s."),
            Link.ANSWER,
            _stage(Urgency.COOPERATIVE),
        ),
        Letter(
            To.HELPERS,
            _("Nhà %(household)s chưa trả lời đơn %(code)s (%(goods)s). Gọi giúp trước %(due)s."),
            Link.WORK,
            _stage(Urgency.COOPERATIVE),
        ),
    ],
    events.OrderAccepted: [
        Letter(To.BUYER, _("Nhà %(household)s có hàng, đang đóng gói đơn %(code)s."), Link.ORDER),
    ],
    events.OrderPacked: [
        Letter(
            To.HOUSEHOLD,
            _("Đơn %(code)s đi chung một kiện với nhà bên. Mang hàng đã cân tới nhà %(host)s để đóng thùng."),
            Link.WORK,
            _is_guest,
        ),
    ],
    events.SharedReady: [
        Letter(
            To.HOUSEHOLD,
            _("Kiện gộp của đơn %(code)s đã đủ hàng các nhà. Đóng thùng, cân cả kiện rồi báo bưu tá."),
            Link.WORK,
        ),
    ],
    events.PostageDivided: [
        Letter(
            To.BUYER,
            _("Kiện gộp bớt hàng: cước đơn %(code)s nay là %(postage)s. Cả kiện không quá số đã báo."),
            Link.ORDER,
        ),
    ],
    events.OrderUnpacked: [
        Letter(
            To.HOUSEHOLD,
            _("Đơn %(code)s nhận từ hôm qua chưa đóng gói: %(goods)s. Đóng hôm nay nhé, khách đang chờ."),
            Link.WORK,
            _stage(Urgency.REMINDER),
        ),
        Letter(
            To.HOUSEHOLD,
            _("Nhắc lần cuối: đơn %(code)s chưa đóng gói. Hết hàng thì báo Nhà Nông để khách khỏi chờ."),
            Link.WORK,
            _stage(Urgency.COOPERATIVE),
        ),
        Letter(
            To.HELPERS,
            _("Nhà %(household)s nhận đơn %(code)s (%(goods)s) mà chưa đóng gói. Nhắc giúp hôm nay."),
            Link.WORK,
            _stage(Urgency.COOPERATIVE),
        ),
    ],
    events.OrderDeclined: [
        Letter(To.BUYER, _("Nhà %(household)s báo hết hàng, đơn %(code)s đã hủy. %(money)s"), Link.ORDER),
    ],
    events.OrderTimedOut: [
        Letter(To.BUYER, _("Nhà %(household)s không trả lời, đơn %(code)s đã hủy. %(money)s"), Link.ORDER),
        Letter(To.HOUSEHOLD, _("Đơn %(code)s đã hủy vì quá giờ trả lời."), Link.WORK),
    ],
    events.OrderCancelled: [
        Letter(To.BUYER, _("Đơn %(code)s đã hủy: %(why)s. %(money)s"), Link.ORDER),
        Letter(
            To.HOUSEHOLD, _("Đơn %(code)s đã hủy: %(why)s. Không cần gửi hàng."), Link.WORK, _household_knew
        ),
    ],
    events.CardExpired: [
        Letter(
            To.BUYER, _("Đơn %(code)s đã hủy vì chưa trả được bằng thẻ. Thẻ không bị trừ tiền."), Link.ORDER
        ),
    ],
    events.BuyerAsked: [
        Letter(
            To.BUYER,
            _("Đơn %(code)s cân thiếu: %(short)s. Lấy hay bỏ? Sau %(due)s coi như lấy, trả theo cân thật."),
            Link.ORDER,
        ),
    ],
    events.OrderPriced: [
        Letter(
            To.BUYER,
            _("Đơn %(code)s đã cân: trả %(charged)s, bớt %(back)s so với lúc đặt."),
            Link.ORDER,
            _paid_less,
        ),
        Letter(
            To.BUYER, _("Đơn %(code)s đã cân đủ: trả %(charged)s như lúc đặt."), Link.ORDER, _paid_as_agreed
        ),
    ],
    events.BookingRefused: [
        Letter(
            To.HOUSEHOLD,
            _("Bưu điện chưa nhận thùng của đơn %(code)s. Giữ hàng nơi mát, Nhà Nông đang gọi bên khác."),
            Link.WORK,
        ),
    ],
    events.OrderBooked: [
        Letter(To.HOUSEHOLD, _("Đơn %(code)s: đã gọi %(service)s. Dán nhãn, chờ bưu tá đến lấy."), Link.WORK),
    ],
    events.OrderHandedOver: [
        Letter(
            To.BUYER,
            _("Đơn %(code)s đang trên đường, dự kiến tới %(arrives)s. Chuẩn bị %(charged)s trả bưu tá."),
            Link.ORDER,
            _cash,
        ),
        Letter(To.BUYER, _("Đơn %(code)s đang trên đường, dự kiến tới %(arrives)s."), Link.ORDER, _card),
    ],
    events.OrderDeliveryFailed: [
        Letter(
            To.BUYER,
            _("Bưu tá giao đơn %(code)s chưa được: %(why)s. Sẽ giao lại."),
            Link.ORDER,
            _seldom,
        ),
    ],
    events.OrderTooWarm: [
        Letter(
            To.BUYER,
            _("Đơn %(code)s, thùng %(box)s không giữ đúng độ mát: %(degrees)s. Nhớ mở xem kỹ rồi hãy ăn."),
            Link.ORDER,
            _still_theirs,
        ),
        Letter(
            To.HOUSEHOLD,
            _("Đơn %(code)s, thùng %(box)s không giữ đúng độ mát: %(degrees)s. Nhà Nông đang xem."),
            Link.WORK,
        ),
    ],
    events.OrderDelivered: [
        Letter(To.BUYER, _("Đơn %(code)s đã giao. Chúc ngon miệng!"), Link.ORDER),
        Letter(
            To.HOUSEHOLD,
            _("Đơn %(code)s đã giao. Tiền hàng %(packed_dong)s, xem ngày nhận ở mục Tiền."),
            Link.WORK,
        ),
    ],
    events.OrderRefused: [
        Letter(To.HOUSEHOLD, _("Người mua không nhận đơn %(code)s: %(why)s. %(fate)s"), Link.WORK),
    ],
    events.OrderReturned: [
        Letter(To.HOUSEHOLD, _("Hàng của đơn %(code)s đã về tới nhà. Bạn không phải trả cước."), Link.WORK),
        Letter(
            To.BUYER,
            _("Đơn %(code)s đã quay về nhà vườn. Tiền hàng được trả lại, trừ cước gửi."),
            Link.ORDER,
            _card,
        ),
    ],
    events.OrderDestroyed: [
        Letter(
            To.HOUSEHOLD,
            _("Hàng của đơn %(code)s đã hủy tại bưu cục theo ý bạn. Bạn không phải trả cước."),
            Link.WORK,
        ),
        Letter(
            To.BUYER,
            _("Đơn %(code)s đã hủy tại bưu cục. Tiền hàng được trả lại, trừ cước gửi."),
            Link.ORDER,
            _card,
        ),
    ],
    events.OrderLost: [
        Letter(To.BUYER, _("Bưu điện làm mất đơn %(code)s. Rất tiếc! %(money)s"), Link.ORDER),
        Letter(
            To.HOUSEHOLD,
            _("Bưu điện làm mất đơn %(code)s và đền đủ %(packed_dong)s tiền hàng cho bạn."),
            Link.WORK,
        ),
    ],
    events.OrderDamaged: [
        Letter(To.BUYER, _("Đơn %(code)s hư hỏng trên đường. Rất tiếc! %(money)s"), Link.ORDER),
        Letter(
            To.HOUSEHOLD,
            _("Đơn %(code)s hư hỏng trên đường, bưu điện đền đủ %(packed_dong)s tiền hàng."),
            Link.WORK,
        ),
    ],
    events.OrderRefunded: [
        Letter(To.BUYER, _("Nhà Nông trả lại %(amount)s của đơn %(code)s: %(why)s."), Link.ORDER),
    ],
}


def write_letters(event: events.OrderEvent, *, at: datetime) -> int:
    """Queue every message of this event; how many. Texts speak of the order as it is by then."""
    order = _order(event.aggregate_key)
    left = in_one_parcel(order)
    letters = [letter for letter in LETTERS[type(event)] if letter.when(event, order)]
    return sum(
        _send(letter, event, order, left, at=at)
        for letter in letters
        if not left or left[0].pk == order.pk or not _said_by_who_packs(letter, event)
    )


def _said_by_who_packs(letter: Letter, event: events.OrderEvent) -> bool:
    if letter.to == To.BUYER:
        return isinstance(event, _OF_THE_PARCEL)
    return isinstance(event, _FOR_WHO_PACKS)


def _order(key: str) -> Order:
    lines = Prefetch("lines", OrderLine.objects.order_by("position"))
    orders = Order.objects.select_related("checkout__account", "household").prefetch_related(lines)
    return orders.get(key=key)


def _send(
    letter: Letter, event: events.OrderEvent, order: Order, left: Sequence[Order], *, at: datetime
) -> int:
    account = order.checkout.account if letter.to == To.BUYER else None
    with translation.override(account.language if account else "vi"):
        for_all = left if letter.to == To.BUYER and isinstance(event, _OF_THE_PARCEL) else ()
        text = str(letter.text) % facts_of(event, order, left=left, for_all=for_all)
    recipients = _telephones(letter.to, order)
    for telephone in recipients:
        send(
            to=telephone,
            kind=type(event).__name__,
            text=text,
            link=_address(letter.link, order),
            confidential=letter.link != Link.WORK,
            at=at,
        )
    return len(recipients)


def _telephones(to: To, order: Order) -> Sequence[str]:
    match to:
        case To.BUYER:
            return [order.telephone]
        case To.HOUSEHOLD:
            return [order.household.telephone]
        case To.HELPERS:
            return helpers_of(household_id=order.household_id)


def _address(link: Link, order: Order) -> str:
    match link:
        case Link.ORDER:
            return links.buyer_link(order.secret)
        case Link.CHECKOUT:
            return links.checkout_link(order.checkout.secret)
        case Link.ANSWER:
            return links.answer_link(order.answer_secret)
        case Link.WORK:
            return links.work_link()
