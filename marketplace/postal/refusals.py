from django.utils.translation import gettext_lazy as _

from kernel.errors import NotFound, Refusal


class UnknownPostalOrder(NotFound):
    """No such order, or another's: the two are not told apart."""


class PostalWayShut(Refusal):
    """The rules close it, or no service goes there; `data["why"]` says which, in words."""

    code = "POSTAL_WAY_SHUT"
    message = _("Không gửi bưu điện được: %(why)s")
    field = "country"


class PostalTermsUnknown(Refusal):
    """DDP needs a sum, and what no dated row names is not guessed."""

    code = "POSTAL_TERMS_UNKNOWN"
    message = _("Chưa biết đủ thuế ở nước đó nên không nhận trả thuế trước. Chọn trả thuế khi nhận.")
    field = "incoterm"


class PostalTotalChanged(Refusal):
    code = "POSTAL_TOTAL_CHANGED"
    message = _("Giá, cước hoặc thuế ước tính vừa đổi. Xem tổng mới rồi đặt lần nữa.")
    field = "total"


class LettersNotLatin(Refusal):
    """The forms of the post and of customs are filled in Latin letters."""

    code = "LETTERS_NOT_LATIN"
    message = _("Giấy tờ gửi đi viết bằng chữ Latinh. Viết lại ô này bằng chữ Latinh.")


class UnreadableEmail(Refusal):
    code = "UNREADABLE_EMAIL"
    message = _("Địa chỉ thư điện tử chưa đúng.")
    field = "email"


class UnreadableForeignTelephone(Refusal):
    code = "UNREADABLE_FOREIGN_TELEPHONE"
    message = _("Viết số điện thoại có mã nước, ví dụ +81 3 0000 0000.")
    field = "telephone"


class TooManyUnpaidParcels(Refusal):
    code = "TOO_MANY_UNPAID_PARCELS"
    message = _("Bạn còn %(open)s gói chưa trả tiền. Trả hoặc đợi hết giờ rồi đặt tiếp.")


class PostalOrderClosed(Refusal):
    code = "POSTAL_ORDER_CLOSED"
    message = _("Gói này không còn ở bước đó nữa.")


class ParcelLighterThanGoods(Refusal):
    code = "PARCEL_LIGHTER_THAN_GOODS"
    message = _("Cả bì không thể nhẹ hơn hàng bên trong.")
    field = "gross_g"


class ParcelHeavierThanPaid(Refusal):
    """Its postage at the true weight is more than the buyer paid."""

    code = "PARCEL_HEAVIER_THAN_PAID"
    message = _("Nặng quá mức cước khách đã trả. Đóng gói nhẹ lại, hoặc hủy để hoàn tiền.")
    field = "gross_g"
