"""Expected failures of dispatch."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal


class BookingRefused(Refusal):
    """The service cannot carry this shipment: `refused` is the carrier's own code (weight, cash limit,
    chill …)."""

    code = "BOOKING_REFUSED"
    message = _("Bên vận chuyển không nhận kiện hàng này: %(reason)s")


class BookingReused(Refusal):
    code = "BOOKING_REUSED"
    message = _("Mã %(reference)s đã đặt vận đơn với nội dung khác.")


class ShipmentHeld(Refusal):
    """Not released yet (a card that is not captured): the carrier must not take it."""

    code = "SHIPMENT_HELD"
    message = _("Kiện này đang được giữ lại, chưa giao cho bưu tá được.")
    retry = True


class ShipmentIsCancelled(Refusal):
    code = "SHIPMENT_CANCELLED"
    message = _("Vận đơn này đã hủy.")


class ShipmentUnderWay(Refusal):
    code = "SHIPMENT_UNDER_WAY"
    message = _("Hàng đã giao cho bưu tá, không hủy vận đơn được nữa.")


class NotDeliveredAfterAll(Refusal):
    """Nothing contradicts, or goods were said to be back or lost already and money has moved on that."""

    code = "NOT_DELIVERED_AFTER_ALL"
    message = _("Không nhận là đã giao được: bưu điện chưa báo giao, hoặc chuyến gửi đã khép sổ.")


class UnknownShipment(Refusal):
    code = "UNKNOWN_SHIPMENT"
    message = _("Không tìm thấy vận đơn.")


class UnknownPickup(Refusal):
    code = "UNKNOWN_PICKUP"
    message = _("Không tìm thấy chuyến lấy hàng.")


class UnknownParcel(Refusal):
    code = "UNKNOWN_PARCEL"
    message = _("Không tìm thấy kiện hàng nào có mã này.")


class UnknownRemittance(Refusal):
    code = "UNKNOWN_REMITTANCE"
    message = _("Không tìm thấy bảng kê nộp tiền.")


class TooManyItems(Refusal):
    code = "TOO_MANY_ITEMS"
    message = _("Mỗi lần gửi tối đa %(limit)s dòng.")


class RemittanceReused(Refusal):
    code = "REMITTANCE_REUSED"
    message = _("Bảng kê %(reference)s đã gửi với nội dung khác.")


class RemittanceTotalWrong(Refusal):
    code = "REMITTANCE_TOTAL_WRONG"
    message = _("Tổng bảng kê là %(said)s nhưng cộng các dòng được %(summed)s.")


class RemittanceFileUnreadable(Refusal):
    """The file cannot be taken at all: `why` in words."""

    code = "REMITTANCE_FILE_UNREADABLE"
    message = _("Không đọc được tệp: %(why)s")


class RemittanceRowsWrong(Refusal):
    """Some rows cannot be read; nothing of the file was taken. `rows` names the first of them."""

    code = "REMITTANCE_ROWS_WRONG"
    message = _("Tệp có %(count)s dòng sai, chưa nhận dòng nào: %(rows)s")


class NothingToSettle(Refusal):
    code = "NOTHING_TO_SETTLE"
    message = _("Dòng này đã xử lý rồi.")
