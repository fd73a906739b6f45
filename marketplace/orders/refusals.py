"""Why an order operation refuses. Each carries what a page needs to say what to do next."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal


class BasketEmpty(Refusal):
    code = "BASKET_EMPTY"
    message = _("Giỏ chưa có gì.")
    field = "basket"


class BasketTooLarge(Refusal):
    code = "BASKET_TOO_LARGE"
    message = _("Mỗi lần đặt nhiều nhất %(limit)s món.")
    field = "basket"


class ListingsGone(Refusal):
    """`listings`: the keys in the basket that are no longer for sale."""

    code = "LISTINGS_GONE"
    message = _("Có món không còn bán. Bỏ khỏi giỏ rồi đặt lại.")
    field = "basket"


class DeliveryNotChosen(Refusal):
    """`household`: the key of the one without a choice."""

    code = "DELIVERY_NOT_CHOSEN"
    message = _("Chọn cách giao cho từng nhà vườn.")
    field = "choices"


class DeliveryNotOffered(Refusal):
    """`household`, `service`, `reason` (words), `offered` (service codes that do fit)."""

    code = "DELIVERY_NOT_OFFERED"
    message = _("Cách giao này không dùng được: %(reason)s")
    field = "choices"


class CheckoutChanged(Refusal):
    """`changes`: a list of {household, what, before, after}; what is GOODS, POSTAGE or ARRIVAL. Nothing was
    ordered.
    """

    code = "CHECKOUT_CHANGED"
    message = _("Giá hoặc ngày giao vừa đổi. Xem lại rồi bấm đặt lần nữa.")
    retry = True


class TelephoneNotConfirmed(Refusal):
    code = "TELEPHONE_NOT_CONFIRMED"
    message = _("Số điện thoại chưa được xác nhận. Nhập mã vừa gửi tới máy.")
    field = "telephone"


class TooManyUnpaidCardOrders(Refusal):
    """`open`, `limit`. Each holds stock for a quarter of an hour."""

    code = "TOO_MANY_UNPAID_CARD_ORDERS"
    message = _("Bạn còn %(open)s đơn chưa trả bằng thẻ. Trả hoặc hủy đơn cũ trước đã.")
    field = "payment"
    retry = True


class TooManyOpenCashOrders(Refusal):
    """`open`, `limit`."""

    code = "TOO_MANY_OPEN_CASH_ORDERS"
    message = _(
        "Mỗi số điện thoại tối đa %(limit)s đơn tiền mặt chưa nhận. Nhận bớt đơn cũ, hoặc trả bằng thẻ."
    )
    field = "payment"


class CardNotOffered(Refusal):
    code = "CARD_NOT_OFFERED"
    message = _("Hiện chưa nhận trả bằng thẻ. Chọn trả tiền khi nhận hàng.")
    field = "payment"


class FieldMissing(Refusal):
    code = "FIELD_MISSING"
    message = _("Còn thiếu chỗ này.")


class TextTooLong(Refusal):
    code = "ORDER_TEXT_TOO_LONG"
    message = _("Viết dài quá. Nhiều nhất %(limit)s chữ cái.")


class AlreadyAnswered(Refusal):
    """`state`: where the order is now."""

    code = "ALREADY_ANSWERED"
    message = _("Đơn này đã có câu trả lời: %(state_text)s.")


class AnswerTooLate(Refusal):
    code = "ANSWER_TOO_LATE"
    message = _("Đã quá giờ trả lời: %(state_text)s.")


class NotCancellable(Refusal):
    """A buyer cancels freely until the household accepts; `state`."""

    code = "NOT_CANCELLABLE"
    message = _("Đơn không hủy được nữa: %(state_text)s.")


class NotPackable(Refusal):
    code = "NOT_PACKABLE"
    message = _("Đơn chưa đóng gói được: %(state_text)s.")


class NotTheHost(Refusal):
    """`host`: the household that closes the parcel."""

    code = "NOT_THE_HOST"
    message = _("Kiện gộp này đóng ở nhà %(host)s.")


class SharedNotReady(Refusal):
    """`waiting`: the names of the households whose goods are not weighed yet."""

    code = "SHARED_NOT_READY"
    message = _("Còn chờ hàng của: %(waiting)s.")
    retry = True


class PackedWrong(Refusal):
    """`field` names the box or the line, `reason` says what is wrong."""

    code = "PACKED_WRONG"
    message = _("%(reason)s")


class RefundTooMuch(Refusal):
    """`at_most` in dong, `at_most_text` as people read it."""

    code = "REFUND_TOO_MUCH"
    message = _("Chỉ trả lại được tối đa %(at_most_text)s.")
    field = "amount"


class NotBookable(Refusal):
    code = "NOT_BOOKABLE"
    message = _("Đơn này không đặt bưu điện lại được: %(state_text)s.")


class CardAlreadyClosed(Refusal):
    code = "CARD_ALREADY_CLOSED"
    message = _("Đơn đã hết hạn trả bằng thẻ. Đặt lại giúp nhé.")
