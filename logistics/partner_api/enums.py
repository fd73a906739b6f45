"""What a partner's token may do, and how far its batches are."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.states import allow_moves


class LabelFormat(TextChoices):
    PDF = "pdf", "PDF"
    ZPL = "zpl", "ZPL"


class Scope(TextChoices):
    PICKUPS = "pickups", _("Xem và nhận chuyến lấy hàng")
    LABELS = "labels", _("In nhãn")
    EVENTS = "events", _("Báo sự kiện")
    COD = "cod", _("Nộp tiền thu hộ")
    CLAIMS = "claims", _("Xem và trả lời khiếu nại")
    CUSTOMS = "customs", _("Xem tờ khai hải quan")
    WEBHOOKS = "webhooks", _("Nhận tin báo qua webhook")


class BatchState(TextChoices):
    QUEUED = "queued", _("Đang chờ")
    RUNNING = "running", _("Đang làm")
    COMPLETED = "completed", _("Đã xong")
    CANCELLED = "cancelled", _("Đã hủy")


class ItemState(TextChoices):
    """Of one operation of a batch: it is done once, or it was refused, or it was not come to."""

    WAITING = "waiting", _("Đang chờ")
    SUCCEEDED = "succeeded", _("Được")
    FAILED = "failed", _("Không được")
    CANCELLED = "cancelled", _("Đã hủy")


OPEN_BATCHES: Final = (BatchState.QUEUED, BatchState.RUNNING)
allow_moves(
    BatchState,
    {
        BatchState.QUEUED: {BatchState.RUNNING, BatchState.COMPLETED, BatchState.CANCELLED},
        BatchState.RUNNING: {BatchState.COMPLETED, BatchState.CANCELLED},
        BatchState.COMPLETED: (),
        BatchState.CANCELLED: (),
    },
)
allow_moves(
    ItemState,
    {
        ItemState.WAITING: {ItemState.SUCCEEDED, ItemState.FAILED, ItemState.CANCELLED},
        ItemState.SUCCEEDED: (),
        ItemState.FAILED: (),
        ItemState.CANCELLED: (),
    },
)
