"""States of what moves, and the words carriers use to report it. The table for partners:
docs/partner-events.md."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.states import allow_moves


class EventCode(TextChoices):
    """What a carrier may tell us about one parcel. The order of the members breaks ties at the same
    instant."""

    PICKUP_FAILED = "pickup_failed", _("Không lấy được hàng")
    PICKED_UP = "picked_up", _("Bưu tá đã lấy hàng")
    IN_TRANSIT = "in_transit", _("Đang chuyển đi")
    AT_DELIVERY_OFFICE = "at_delivery_office", _("Đã tới bưu cục phát")
    OUT_FOR_DELIVERY = "out_for_delivery", _("Bưu tá đang đi giao")
    DELIVERY_FAILED = "delivery_failed", _("Giao chưa được")
    REFUSED = "refused", _("Người nhận từ chối")
    COD_COLLECTED = "cod_collected", _("Đã thu tiền")
    DELIVERED = "delivered", _("Đã giao")
    RETURNING = "returning", _("Đang trả về")
    RETURNED = "returned", _("Đã trả lại nhà vườn")
    DESTROYED = "destroyed", _("Đã hủy hàng")
    DAMAGED = "damaged", _("Hàng hư hỏng")
    LOST = "lost", _("Thất lạc")


class Reason(TextChoices):
    """Why a pickup or a delivery failed, or the goods were refused. Anything else is kept as `other`."""

    NOT_HOME = "not_home", _("Không có người ở nhà")
    NO_ANSWER = "no_answer", _("Gọi không nghe máy")
    WRONG_ADDRESS = "wrong_address", _("Sai địa chỉ")
    RESCHEDULED = "rescheduled", _("Khách hẹn ngày khác")
    NO_MONEY = "no_money", _("Chưa có đủ tiền trả")
    CHANGED_MIND = "changed_mind", _("Đổi ý không mua")
    QUALITY = "quality", _("Hàng không đúng ý")
    NOT_READY = "not_ready", _("Hàng chưa đóng xong")
    WEATHER = "weather", _("Mưa bão, đường hư")
    OTHER = "other", _("Lý do khác")


class ParcelState(TextChoices):
    """Where one box is: always derived from its events (standing.stand), never set by hand."""

    BOOKED = "booked", _("Chờ lấy hàng")
    PICKUP_FAILED = "pickup_failed", _("Lấy hàng chưa được")
    PICKED_UP = "picked_up", _("Đã lấy hàng")
    IN_TRANSIT = "in_transit", _("Đang chuyển đi")
    AT_DELIVERY_OFFICE = "at_delivery_office", _("Tới bưu cục phát")
    OUT_FOR_DELIVERY = "out_for_delivery", _("Đang giao")
    DELIVERY_FAILED = "delivery_failed", _("Giao chưa được")
    REFUSED = "refused", _("Bị từ chối")
    RETURNING = "returning", _("Đang trả về")
    RETURNED = "returned", _("Đã trả về")
    DESTROYED = "destroyed", _("Đã hủy hàng")
    DELIVERED = "delivered", _("Đã giao")
    DAMAGED = "damaged", _("Hư hỏng")
    LOST = "lost", _("Thất lạc")


class ShipmentState(TextChoices):
    """Where a whole shipment is: derived from its boxes (standing.combine); only CANCELLED is our own
    decision."""

    BOOKED = "booked", _("Chờ lấy hàng")
    CANCELLED = "cancelled", _("Đã hủy vận đơn")
    HANDED_OVER = "handed_over", _("Đang trên đường")
    OUT_FOR_DELIVERY = "out_for_delivery", _("Đang giao")
    DELIVERY_FAILED = "delivery_failed", _("Giao chưa được")
    REFUSED = "refused", _("Bị từ chối")
    RETURNING = "returning", _("Đang trả về")
    RETURNED = "returned", _("Đã trả về")
    DESTROYED = "destroyed", _("Đã hủy hàng")
    DELIVERED = "delivered", _("Đã giao")
    DAMAGED = "damaged", _("Hư hỏng")
    LOST = "lost", _("Thất lạc")


class OnUndelivered(TextChoices):
    """What the sender wants done with goods nobody took: fresh fruit is often not worth its way home."""

    RETURN = "return", _("Trả lại nhà vườn")
    DESTROY = "destroy", _("Hủy tại bưu cục")


class PickupState(TextChoices):
    OFFERED = "offered", _("Chờ bưu cục nhận")
    TAKEN = "taken", _("Bưu cục đã nhận")
    DONE = "done", _("Đã lấy xong")
    REFUSED = "refused", _("Bưu cục từ chối")
    MOVED = "moved", _("Đã dời ngày")


class ScanResult(TextChoices):
    """What a hand-over manifest says of each parcel: scanned, or expected and not scanned."""

    HANDED_OVER = "handed_over", _("Đã giao cho bưu tá")
    ALREADY = "already", _("Đã giao trước đó")
    UNEXPECTED = "unexpected", _("Không có trong chuyến, vẫn nhận")
    HELD = "held", _("Đang giữ, trả lại")
    CANCELLED = "cancelled", _("Đã hủy, trả lại")
    UNKNOWN = "unknown", _("Không có mã này")
    MISSING = "missing", _("Có trong chuyến, không thấy")


class ClaimKind(TextChoices):
    """What we hold a carrier liable for."""

    DAMAGE = "damage", _("Hư hỏng")
    LOSS = "loss", _("Thất lạc")
    DELAY = "delay", _("Chậm trễ")


class ClaimState(TextChoices):
    OPEN = "open", _("Chờ hãng trả lời")
    ACCEPTED = "accepted", _("Hãng nhận bồi thường")
    REJECTED = "rejected", _("Hãng từ chối")
    PAID = "paid", _("Đã bồi thường")
    WITHDRAWN = "withdrawn", _("Đã rút lại")


class ProofKind(TextChoices):
    """How a carrier shows that a parcel was delivered."""

    SIGNATURE = "signature", _("Chữ ký")
    PHOTO = "photo", _("Ảnh")
    CODE = "code", _("Mã của người nhận")


class CashState(TextChoices):
    """The life of the cash of one shipment, apart from the life of the goods."""

    TO_COLLECT = "to_collect", _("Chờ thu")
    VARIANCE = "variance", _("Thu lệch")
    COLLECTED = "collected", _("Đã thu")
    REMITTED = "remitted", _("Đã nộp")


class LineState(TextChoices):
    """What became of one line of a carrier's remittance."""

    MATCHED = "matched", _("Khớp")
    DIFFERENT = "different", _("Lệch số tiền")
    WRONG_FEE = "wrong_fee", _("Lệch phí")
    DUPLICATE = "duplicate", _("Trùng")
    ALREADY = "already", _("Đã nộp lần trước")
    OTHER_CARRIER = "not_theirs", _("Của hãng khác")
    UNKNOWN = "unknown", _("Không có mã này")
    EARLY = "early", _("Chưa báo đã thu")


class CashStage(TextChoices):
    """How far the cash of one shipment has come, for people to read: derived (models.CodCollection.stage).
    What a household was paid of it, marketplace.payments knows."""

    TO_COLLECT = "to_collect", _("Chờ thu")
    COLLECTED = "collected", _("Đã giao, chưa báo thu")
    REPORTED = "reported", _("Hãng báo đã thu")
    LISTED = "listed", _("Có trong bảng kê, chưa khớp")
    MATCHED = "matched", _("Đã nộp, khớp")
    PAID_OUT = "paid_out", _("Đã trả nhà vườn")


class DiscrepancyKind(TextChoices):
    """What a person must look at; each opens one row in the staff queue."""

    UNKNOWN_TRACKING_CODE = "unknown_tracking_code", _("Mã vận đơn lạ")
    UNKNOWN_EVENT_CODE = "unknown_event_code", _("Mã sự kiện lạ")
    BAD_CLOCK = "bad_clock", _("Giờ sự kiện không thể đúng")
    PICKED_UP_WHILE_HELD = "picked_up_while_held", _("Lấy hàng khi đang giữ")
    MOVED_AFTER_CANCEL = "moved_after_cancel", _("Đi tiếp sau khi hủy")
    CONTRADICTING_END = "contradicting_end", _("Hai kết cục khác nhau")
    MIXED_ENDS = "mixed_ends", _("Các kiện khác kết cục")
    CASH_VARIANCE = "cash_variance", _("Tiền thu lệch")
    REMITTANCE_LINE = "remittance_line", _("Dòng nộp tiền không khớp")
    CASH_MISSING = "cash_missing", _("Tiền thu rồi chưa nộp")
    PICKUP_REFUSED = "pickup_refused", _("Bưu cục từ chối chuyến lấy hàng")
    HANDOVER_DIFFERS = "handover_differs", _("Giao nhận lệch với chuyến lấy hàng")
    PARTLY_HANDED_OVER = "partly_handed_over", _("Mới giao một phần số kiện")
    AFTER_ARCHIVE = "after_archive", _("Tin về kiện của tháng đã cất")
    TOO_WARM = "too_warm", _("Sai nhiệt độ trên đường")
    CLAIM_REJECTED = "claim_rejected", _("Hãng từ chối bồi thường")
    CARRIER_REFUSED = "carrier_refused", _("Hãng không nhận đặt")
    CARRIER_IN_DOUBT = "carrier_in_doubt", _("Không rõ hãng đã nhận đặt chưa")
    CARRIER_NO_ANSWER = "carrier_no_answer", _("Hãng không trả lời")
    CARRIER_KEY_REFUSED = "carrier_key_refused", _("Hãng không nhận mã truy cập")
    CARRIER_NOT_CANCELLED = "carrier_not_cancelled", _("Hãng không hủy vận đơn")
    CARRIER_TWO_WAYBILLS = "carrier_two_waybills", _("Hãng có hai vận đơn cho một kiện")
    CARRIER_CANCELLED = "carrier_cancelled", _("Hãng tự hủy vận đơn")
    CARRIER_EXCEPTION = "carrier_exception", _("Hãng báo bất thường")
    CARRIER_UNREADABLE = "carrier_unreadable", _("Tin của hãng không đọc được")


CASH_KINDS: Final = (
    DiscrepancyKind.CASH_VARIANCE,
    DiscrepancyKind.REMITTANCE_LINE,
    DiscrepancyKind.CASH_MISSING,
)

WAITING: Final = (ParcelState.BOOKED, ParcelState.PICKUP_FAILED)  # not with the carrier yet
SHIPMENT_ENDS: Final = frozenset(
    {
        ShipmentState.CANCELLED,
        ShipmentState.DELIVERED,
        ShipmentState.RETURNED,
        ShipmentState.DESTROYED,
        ShipmentState.DAMAGED,
        ShipmentState.LOST,
    }
)

# The states of shipments and parcels are derived from events that may come late or never: no table of moves.
allow_moves(
    PickupState,
    {
        PickupState.OFFERED: {PickupState.TAKEN, PickupState.DONE, PickupState.REFUSED, PickupState.MOVED},
        PickupState.TAKEN: {PickupState.DONE, PickupState.REFUSED, PickupState.MOVED},
        PickupState.DONE: (),
        PickupState.REFUSED: (),
        PickupState.MOVED: (),
    },
)
allow_moves(
    CashState,
    {
        CashState.TO_COLLECT: {CashState.VARIANCE, CashState.COLLECTED},
        CashState.VARIANCE: {CashState.VARIANCE, CashState.COLLECTED},  # told again, with another amount
        CashState.COLLECTED: {CashState.REMITTED},
        CashState.REMITTED: (),
    },
)
allow_moves(
    ClaimState,
    {
        ClaimState.OPEN: {ClaimState.ACCEPTED, ClaimState.REJECTED, ClaimState.WITHDRAWN},
        ClaimState.ACCEPTED: {ClaimState.PAID},
        ClaimState.REJECTED: {ClaimState.OPEN},  # we do not agree, and say why
        ClaimState.PAID: (),
        ClaimState.WITHDRAWN: (),
    },
)
OPEN_PICKUPS: Final = (PickupState.OFFERED, PickupState.TAKEN)
