"""What payments refuses, in the words a person reads."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal


class PostedDifferently(Exception):
    """The same (kind, reference) was posted before with other entries: a mistake in the program, never in
    the input.
    """


class SettledDifferently(Exception):
    """The same order was settled before on another road or with other amounts."""


class InsideTransaction(Exception):
    """A provider was to be asked inside a database transaction: a mistake in the program."""


class NotYetSettled(Refusal):
    code = "NOT_YET_SETTLED"
    message = _("Đơn này chưa xong nên chưa tính tiền với nhà vườn được.")


class RefundTooLarge(Refusal):
    """`left` in minor units, `shown` as a person reads it."""

    code = "REFUND_TOO_LARGE"
    message = _("Không thể trả lại nhiều hơn số tiền đã thu (còn %(shown)s).")


class EnteredDifferently(Refusal):
    code = "ENTERED_DIFFERENTLY"
    message = _("Số %(number)s đã ghi sổ với nội dung khác. Xem lại sao kê.")


class CardPaymentsOff(Refusal):
    code = "CARD_PAYMENTS_OFF"
    message = _("Hiện chưa nhận trả bằng thẻ.")


class UnknownCardPayment(Refusal):
    code = "UNKNOWN_CARD_PAYMENT"
    message = _("Không có lần trả bằng thẻ này.")


class CardPaymentClosed(Refusal):
    code = "CARD_PAYMENT_CLOSED"
    message = _("Lần trả bằng thẻ này đã đóng.")


class CardAmountChanged(Refusal):
    code = "CARD_AMOUNT_CHANGED"
    message = _("Số tiền đã khác lúc mở trang trả thẻ.")


class CardCurrencyUnknown(Refusal):
    code = "CARD_CURRENCY_UNKNOWN"
    message = _("Không nhận trả bằng thẻ theo tiền %(currency)s.")


class NotAuthorised(Refusal):
    code = "CARD_NOT_AUTHORISED"
    message = _("Thẻ chưa giữ tiền cho đơn này.")


class CaptureTooLarge(Refusal):
    code = "CAPTURE_TOO_LARGE"
    message = _("Không thể thu nhiều hơn số tiền thẻ đã giữ (%(shown)s).")


class CapturedAlready(Refusal):
    code = "CARD_CAPTURED_ALREADY"
    message = _("Tiền thẻ của đơn này đã thu rồi.")


class RefundChanged(Refusal):
    code = "REFUND_CHANGED"
    message = _("Lần trả lại tiền này đã ghi với số tiền khác.")


class CardProviderDown(Refusal):
    code = "CARD_PROVIDER_DOWN"
    message = _("Chưa nối được với bên thu thẻ. Mời thử lại sau ít phút.")
    retry = True


class CardProviderRefused(Refusal):
    code = "CARD_PROVIDER_REFUSED"
    message = _("Bên thu thẻ không nhận yêu cầu này.")


class PayoutMoved(Refusal):
    code = "PAYOUT_MOVED"
    message = _("Khoản chi này không còn ở bước đó.")


class NothingToPay(Refusal):
    code = "NOTHING_TO_PAY"
    message = _("Chưa có khoản nào đến hạn trả.")
