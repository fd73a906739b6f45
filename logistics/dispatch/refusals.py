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


class PickupClosed(Refusal):
    """Made, refused or moved already."""

    code = "PICKUP_CLOSED"
    message = _("Chuyến lấy hàng này đã khép: %(state)s.")


class DayNotPossible(Refusal):
    code = "DAY_NOT_POSSIBLE"
    message = _("Chọn một ngày khác, từ %(first)s đến %(last)s.")


class ManifestReused(Refusal):
    code = "MANIFEST_REUSED"
    message = _("Bảng giao nhận %(reference)s đã gửi với nội dung khác.")


class ScanTimeWrong(Refusal):
    code = "SCAN_TIME_WRONG"
    message = _("Giờ quét phải trong bảy ngày qua; kiểm tra múi giờ.")


class UnknownManifest(Refusal):
    code = "UNKNOWN_MANIFEST"
    message = _("Không tìm thấy bảng giao nhận.")


class UnknownClaim(Refusal):
    code = "UNKNOWN_CLAIM"
    message = _("Không tìm thấy khiếu nại.")


class ClaimNotFounded(Refusal):
    """The carrier never had the goods, or they came in time."""

    code = "CLAIM_NOT_FOUNDED"
    message = _("Chưa có căn cứ để khiếu nại: %(kind)s.")


class ClaimTooLate(Refusal):
    code = "CLAIM_TOO_LATE"
    message = _("Đã quá hạn khiếu nại, tính từ %(since)s.")


class CompensationTooLow(Refusal):
    code = "COMPENSATION_TOO_LOW"
    message = _("Mức bồi thường thấp hơn mức tối thiểu theo luật: %(least)s đ.")


class ClaimTooMuch(Refusal):
    code = "CLAIM_TOO_MUCH"
    message = _("Mức bồi thường cao hơn số tiền khiếu nại: %(most)s đ.")


class WrongDeliveryCode(Refusal):
    code = "WRONG_DELIVERY_CODE"
    message = _("Mã của người nhận không đúng.")


class PictureUnreadable(Refusal):
    code = "PICTURE_UNREADABLE"
    message = _("Cần ảnh JPEG hoặc PNG, tối đa 1 MB.")


class MonthNotThere(Refusal):
    """The log has no partition of this month, or the month was never put away."""

    code = "MONTH_NOT_THERE"
    message = _("Nhật ký không có tháng %(month)s.")


class MonthStillNeeded(Refusal):
    """The month is not over, or something of it still moves; `why` in words."""

    code = "MONTH_STILL_NEEDED"
    message = _("Tháng %(month)s chưa cất được: %(why)s")


class ArchiveDamaged(Refusal):
    """What lies in the file is not what was written."""

    code = "ARCHIVE_DAMAGED"
    message = _("Tệp %(path)s thiếu hoặc hỏng.")


class ArchiveBusy(Refusal):
    """Another one puts a month away, or the log is used so much that it could not be taken out."""

    code = "ARCHIVE_BUSY"
    message = _("Đang bận, thử lại sau.")
    retry = True
