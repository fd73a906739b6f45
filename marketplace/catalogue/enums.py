"""The states of listings, lots, photos and reservations."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.states import allow_moves


class ListingState(TextChoices):
    """On sale is PUBLISHED and nothing else."""

    DRAFT = "draft", _("Nháp")
    IN_REVIEW = "in_review", _("Đang chờ duyệt")
    PUBLISHED = "published", _("Đang bán")
    PAUSED = "paused", _("Tạm nghỉ")
    UNPUBLISHED = "unpublished", _("Bị gỡ")
    ENDED = "ended", _("Đã kết thúc")


allow_moves(
    ListingState,
    {
        ListingState.DRAFT: {ListingState.PUBLISHED, ListingState.IN_REVIEW, ListingState.ENDED},
        ListingState.IN_REVIEW: {ListingState.PUBLISHED, ListingState.UNPUBLISHED, ListingState.ENDED},
        ListingState.PUBLISHED: {
            ListingState.PAUSED,
            ListingState.IN_REVIEW,
            ListingState.UNPUBLISHED,
            ListingState.ENDED,
        },
        ListingState.PAUSED: {
            ListingState.PUBLISHED,
            ListingState.IN_REVIEW,
            ListingState.UNPUBLISHED,
            ListingState.ENDED,
        },
        ListingState.UNPUBLISHED: {ListingState.IN_REVIEW, ListingState.ENDED},
        ListingState.ENDED: set(),
    },
)


class PauseReason(TextChoices):
    NONE = "", ""
    HOUSEHOLD = "household", _("Nhà vườn tạm nghỉ")
    MISSED_ORDERS = "missed_orders", _("Hai đơn liền không trả lời")
    SUSPENDED = "suspended", _("Hộ đang tạm ngừng bán")


class LotState(TextChoices):
    OPEN = "open", _("Còn bán")
    EXPIRED = "expired", _("Hết hạn")
    CLOSED = "closed", _("Đã đóng")


allow_moves(
    LotState,
    {
        LotState.OPEN: {LotState.EXPIRED, LotState.CLOSED},
        LotState.EXPIRED: set(),
        LotState.CLOSED: set(),
    },
)


class PhotoState(TextChoices):
    UPLOADED = "uploaded", _("Đang làm ảnh")
    READY = "ready", _("Xong")
    BROKEN = "broken", _("Hỏng")


allow_moves(
    PhotoState,
    {
        PhotoState.UPLOADED: {PhotoState.READY, PhotoState.BROKEN},
        PhotoState.READY: set(),
        PhotoState.BROKEN: set(),
    },
)


class ReservationState(TextChoices):
    """HELD counts against the lot; RELEASED went back (or is written off); TAKEN has left the farm."""

    HELD = "held", _("Đang giữ")
    RELEASED = "released", _("Đã trả")
    TAKEN = "taken", _("Đã đi")


allow_moves(
    ReservationState,
    {
        ReservationState.HELD: {ReservationState.RELEASED, ReservationState.TAKEN},
        ReservationState.RELEASED: set(),
        ReservationState.TAKEN: set(),
    },
)


class Undelivered(TextChoices):
    """What happens to a parcel nobody takes: the household's choice, on the listing."""

    RETURN = "return", _("Gửi trả về nhà vườn")
    DESTROY = "destroy", _("Hủy tại bưu cục")
