"""States of an order and of its lines, with the moves that are allowed. Only states.py changes a state."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.states import allow_moves


class Payment(TextChoices):
    CASH = "cash", _("Trả tiền khi nhận hàng")
    CARD = "card", _("Thẻ")


class State(TextChoices):
    AWAITING_CARD = "awaiting_card", _("Chờ trả bằng thẻ")
    PLACED = "placed", _("Chờ nhà vườn trả lời")
    ACCEPTED = "accepted", _("Nhà vườn đã nhận, chờ đóng gói")
    PACKED = "packed", _("Đã đóng gói")
    ASKING_BUYER = "asking_buyer", _("Chờ người mua trả lời")
    PRICED = "priced", _("Đã cân, chờ bưu điện")
    BOOKED = "booked", _("Chờ bưu tá đến lấy")
    HANDED_OVER = "handed_over", _("Đang trên đường")
    DELIVERY_FAILED = "delivery_failed", _("Giao chưa được")
    DELIVERED = "delivered", _("Đã giao")
    EXPIRED_CARD = "expired_card", _("Hết hạn trả bằng thẻ")
    DECLINED = "declined", _("Nhà vườn hết hàng")
    TIMED_OUT = "timed_out", _("Nhà vườn không trả lời")
    CANCELLED = "cancelled", _("Đã hủy")
    REFUSED = "refused", _("Người mua không nhận")
    RETURNING = "returning", _("Đang trả về nhà vườn")
    RETURNED = "returned", _("Đã trả về nhà vườn")
    DESTROYED = "destroyed", _("Đã tiêu hủy")
    LOST = "lost", _("Bưu điện làm mất")
    DAMAGED = "damaged", _("Hư hỏng trên đường")


CAME_TO_NOTHING = frozenset({State.RETURNED, State.DESTROYED, State.LOST, State.DAMAGED})
"""The parcel did not reach the buyer and never will."""

_ON_THE_ROAD = {
    State.DELIVERY_FAILED,
    State.DELIVERED,
    State.REFUSED,
    State.RETURNING,
    State.RETURNED,
    State.DESTROYED,
    State.LOST,
    State.DAMAGED,
}

# What shares a parcel waits weighed (PACKED) until the parcel is closed, also after its buyer was asked.
# Events of a carrier may come late, or never: an order may jump over a step (BOOKED → DELIVERED when the
# hand-over was never scanned), but it never leaves an end. Delivered after a refusal only when staff accept
# the carrier's late word (dispatch announces it then, and not before).
MOVES: Mapping[State, frozenset[State]] = {
    State.AWAITING_CARD: frozenset({State.PLACED, State.EXPIRED_CARD, State.CANCELLED}),
    State.PLACED: frozenset({State.ACCEPTED, State.DECLINED, State.TIMED_OUT, State.CANCELLED}),
    State.ACCEPTED: frozenset({State.PACKED, State.CANCELLED}),
    State.PACKED: frozenset({State.ASKING_BUYER, State.PRICED, State.CANCELLED}),
    State.ASKING_BUYER: frozenset({State.PRICED, State.PACKED, State.CANCELLED}),
    State.PRICED: frozenset({State.BOOKED, State.CANCELLED}),
    State.BOOKED: frozenset({State.HANDED_OVER, State.CANCELLED} | _ON_THE_ROAD),
    State.HANDED_OVER: frozenset(_ON_THE_ROAD),
    State.DELIVERY_FAILED: frozenset(_ON_THE_ROAD | {State.HANDED_OVER}),
    State.REFUSED: frozenset({State.RETURNING, State.DELIVERED} | CAME_TO_NOTHING),
    State.RETURNING: CAME_TO_NOTHING | {State.DELIVERED},
    State.DELIVERED: frozenset(),
    State.EXPIRED_CARD: frozenset(),
    State.DECLINED: frozenset(),
    State.TIMED_OUT: frozenset(),
    State.CANCELLED: frozenset(),
    State.RETURNED: frozenset(),
    State.DESTROYED: frozenset(),
    State.LOST: frozenset(),
    State.DAMAGED: frozenset(),
}

allow_moves(State, MOVES)

ENDS = frozenset(state for state, onward in MOVES.items() if not onward)
# Ended before anything was handed to the post: nothing is charged and the goods are free again.
CALLED_OFF = frozenset({State.EXPIRED_CARD, State.DECLINED, State.TIMED_OUT, State.CANCELLED})
BEFORE_PRICING = frozenset(
    {State.AWAITING_CARD, State.PLACED, State.ACCEPTED, State.PACKED, State.ASKING_BUYER}
)
BEFORE_HAND_OVER = BEFORE_PRICING | {State.PRICED, State.BOOKED}
OPEN = frozenset(State) - ENDS


class LineState(TextChoices):
    ORDERED = "ordered", _("Đã đặt")
    PACKED = "packed", _("Đã cân")
    SHORT = "short", _("Thiếu nhiều, đang hỏi người mua")
    DROPPED = "dropped", _("Đã bỏ")


LINE_MOVES: Mapping[LineState, frozenset[LineState]] = {
    LineState.ORDERED: frozenset({LineState.PACKED, LineState.SHORT, LineState.DROPPED}),
    LineState.SHORT: frozenset({LineState.PACKED, LineState.DROPPED}),
    LineState.PACKED: frozenset(),
    LineState.DROPPED: frozenset(),
}
allow_moves(LineState, LINE_MOVES)


class CancelReason(TextChoices):
    """Why an order was called off; the words the buyer and the household read."""

    NONE = "", ""
    BUYER = "buyer", _("Người mua đã hủy")
    STAFF = "staff", _("Nhà Nông đã hủy")
    NOTHING_PACKED = "nothing_packed", _("Không còn món nào trong đơn")
    CARD_REFUSED = "card_refused", _("Ngân hàng không cho trừ tiền")
    CARD_EXPIRED = "card_expired", _("Chưa trả tiền kịp lúc")
    AUTHORISATION_ENDED = "authorisation_ended", _("Giữ tiền trên thẻ đã hết hạn")


class Urgency(TextChoices):
    """How a silent household is urged; the stages of `OrderUnanswered` and `OrderUnpacked`."""

    REMINDER = "reminder", _("Nhắc nhà vườn")
    COOPERATIVE = "cooperative", _("Nhờ hợp tác xã")
