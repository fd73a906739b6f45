"""The words of the money: accounts, roads an order may end on, payouts, cards. Moves that are allowed
stand beside each.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.states import allow_moves


class AccountKind(TextChoices):
    """Whose account, or what it collects; docs/ledger.md says what each owner is. Debit is plus, credit
    is minus.
    """

    BUYER = "buyer", _("Người mua")
    BANK = "bank", _("Ngân hàng của sàn")
    STRIPE = "stripe", _("Tiền ở Stripe")
    HOUSEHOLD = "household", _("Nhà vườn")
    PAYOUT = "payout", _("Tiền đang chuyển cho nhà vườn")
    CARRIER = "carrier", _("Bưu điện: cước và bồi thường")
    CARRIER_CASH = "carrier_cash", _("Bưu điện: tiền thu hộ đang giữ")
    CASH_FEE = "cash_fee", _("Phí thu hộ")
    CARD_FEE = "card_fee", _("Phí thẻ")
    COMMISSION = "commission", _("Hoa hồng của sàn")
    POSTAGE = "postage", _("Cước của từng đơn")
    POSTAGE_DIFFERENCE = "postage_difference", _("Chênh lệch cước")
    TAX = "tax", _("Thuế giữ lại")
    LOSS = "loss", _("Sàn chịu")
    EXCHANGE = "exchange", _("Đổi ngoại tệ")
    ABROAD_COSTS = "abroad_costs", _("Chi phí bán ra nước ngoài")


class PaidBy(TextChoices):
    CASH = "cash", _("Tiền mặt khi nhận")
    CARD = "card", _("Thẻ")


class Road(TextChoices):
    """How an order came to its end, as far as money is concerned."""

    DELIVERED = "delivered", _("Đã giao")
    RETURNED = "returned", _("Trả về nhà vườn")
    DESTROYED = "destroyed", _("Tiêu hủy")
    CANCELLED = "cancelled", _("Hủy sau khi gọi bưu điện")
    LOST = "lost", _("Bưu điện làm mất")
    DAMAGED = "damaged", _("Hư hỏng trên đường")


UNDELIVERED = frozenset({Road.RETURNED, Road.DESTROYED, Road.CANCELLED})
CARRIERS_FAULT = frozenset({Road.LOST, Road.DAMAGED})


class Bearer(TextChoices):
    """Out of whose pocket a refund after the sale is paid."""

    PLATFORM = "platform", _("Sàn")
    HOUSEHOLD = "household", _("Nhà vườn")
    CARRIER = "carrier", _("Bưu điện")


class PayoutState(TextChoices):
    DRAWN = "drawn", _("Đã lập")
    SENT = "sent", _("Đã gửi ngân hàng")
    CONFIRMED = "confirmed", _("Ngân hàng xác nhận")
    RETURNED = "returned", _("Ngân hàng trả lại")


allow_moves(
    PayoutState,
    {
        PayoutState.DRAWN: frozenset({PayoutState.SENT, PayoutState.RETURNED}),
        PayoutState.SENT: frozenset({PayoutState.CONFIRMED, PayoutState.RETURNED}),
        PayoutState.CONFIRMED: frozenset({PayoutState.RETURNED}),
        PayoutState.RETURNED: frozenset(),
    },
)


class CardState(TextChoices):
    """Derived from the facts known about an intent (facts.py), never set by hand."""

    OPEN = "open", _("Chờ trả bằng thẻ")
    REFUSED = "refused", _("Thẻ bị từ chối, có thể thử lại")
    AUTHORISED = "authorised", _("Thẻ đã giữ tiền")
    CAPTURED = "captured", _("Đã thu")
    CAPTURE_REFUSED = "capture_refused", _("Không thu được")
    CANCELLED = "cancelled", _("Đã nhả tiền")
    ENDED = "ended", _("Hết hạn giữ tiền")


class Capture(TextChoices):
    """When the money is taken: later and perhaps less of it, or all of it as soon as the buyer pays."""

    HELD = "held", _("Giữ trước, thu sau")
    AT_ONCE = "at_once", _("Thu ngay")


class FactKind(TextChoices):
    """What the provider told us. Facts only add up: the order in which they arrive does not matter."""

    AUTHORISED = "authorised"
    REFUSED = "refused"
    CAPTURED = "captured"
    CAPTURE_REFUSED = "capture_refused"
    CANCELLED = "cancelled"
    ENDED = "ended"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"


class FactSource(TextChoices):
    ANSWER = "answer"
    WEBHOOK = "webhook"
    SWEEP = "sweep"


class CallKind(TextChoices):
    CREATE = "create"
    CAPTURE = "capture"
    REFUND = "refund"
    CANCEL = "cancel"


class CallState(TextChoices):
    WAITING = "waiting", _("Chờ")
    DONE = "done", _("Xong")
    REFUSED = "refused", _("Bị từ chối")
    DROPPED = "dropped", _("Không cần nữa")


allow_moves(
    CallState,
    {
        CallState.WAITING: frozenset({CallState.DONE, CallState.REFUSED, CallState.DROPPED}),
        CallState.DONE: frozenset({CallState.REFUSED}),
        CallState.REFUSED: frozenset(),
        CallState.DROPPED: frozenset({CallState.WAITING}),  # the money was taken after all
    },
)
