"""The states of listings, lots, photos and reservations."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ListingState(TextChoices):
    """On sale is PUBLISHED and nothing else."""

    DRAFT = "draft", _("Nháp")
    IN_REVIEW = "in_review", _("Đang chờ duyệt")
    PUBLISHED = "published", _("Đang bán")
    PAUSED = "paused", _("Tạm nghỉ")
    UNPUBLISHED = "unpublished", _("Bị gỡ")
    ENDED = "ended", _("Đã kết thúc")


LISTING_MOVES: dict[ListingState, frozenset[ListingState]] = {
    ListingState.DRAFT: frozenset({ListingState.PUBLISHED, ListingState.IN_REVIEW, ListingState.ENDED}),
    ListingState.IN_REVIEW: frozenset({ListingState.PUBLISHED, ListingState.UNPUBLISHED, ListingState.ENDED}),
    ListingState.PUBLISHED: frozenset(
        {ListingState.PAUSED, ListingState.IN_REVIEW, ListingState.UNPUBLISHED, ListingState.ENDED}
    ),
    ListingState.PAUSED: frozenset(
        {ListingState.PUBLISHED, ListingState.IN_REVIEW, ListingState.UNPUBLISHED, ListingState.ENDED}
    ),
    ListingState.UNPUBLISHED: frozenset({ListingState.IN_REVIEW, ListingState.ENDED}),
    ListingState.ENDED: frozenset(),
}


class PauseReason(TextChoices):
    NONE = "", ""
    HOUSEHOLD = "household", _("Nhà vườn tạm nghỉ")
    MISSED_ORDERS = "missed_orders", _("Hai đơn liền không trả lời")
    SUSPENDED = "suspended", _("Hộ đang tạm ngừng bán")


class LotState(TextChoices):
    OPEN = "open", _("Còn bán")
    EXPIRED = "expired", _("Hết hạn")
    CLOSED = "closed", _("Đã đóng")


LOT_MOVES: dict[LotState, frozenset[LotState]] = {
    LotState.OPEN: frozenset({LotState.EXPIRED, LotState.CLOSED}),
    LotState.EXPIRED: frozenset(),
    LotState.CLOSED: frozenset(),
}


class PhotoState(TextChoices):
    UPLOADED = "uploaded", _("Đang làm ảnh")
    READY = "ready", _("Xong")
    BROKEN = "broken", _("Hỏng")


PHOTO_MOVES: dict[PhotoState, frozenset[PhotoState]] = {
    PhotoState.UPLOADED: frozenset({PhotoState.READY, PhotoState.BROKEN}),
    PhotoState.READY: frozenset(),
    PhotoState.BROKEN: frozenset(),
}


class ReservationState(TextChoices):
    """HELD counts against the lot; RELEASED went back (or is written off); TAKEN has left the farm."""

    HELD = "held", _("Đang giữ")
    RELEASED = "released", _("Đã trả")
    TAKEN = "taken", _("Đã đi")


RESERVATION_MOVES: dict[ReservationState, frozenset[ReservationState]] = {
    ReservationState.HELD: frozenset({ReservationState.RELEASED, ReservationState.TAKEN}),
    ReservationState.RELEASED: frozenset(),
    ReservationState.TAKEN: frozenset(),
}


class Undelivered(TextChoices):
    """What happens to a parcel nobody takes: the household's choice, on the listing."""

    RETURN = "return", _("Gửi trả về nhà vườn")
    DESTROY = "destroy", _("Hủy tại bưu cục")
