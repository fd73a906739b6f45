"""What a clock does: lots expire, unpaid reservations run out, forgotten photos are made."""

from datetime import datetime, timedelta

from kernel.audit.operations import record
from marketplace.catalogue import stock
from marketplace.catalogue.enums import PhotoState
from marketplace.catalogue.models import Photo

BATCH = 1_000
FORGOTTEN = timedelta(minutes=10)


def expire_lots(*, at: datetime) -> int:
    """Close every lot past its last good day, in batches that lock little; answers how many."""
    closed = 0
    while batch := stock.expire_lots(at=at, limit=BATCH):
        closed += batch
    if closed:
        record(
            actor="system:catalogue",
            action="lots.expired",
            subject="catalogue:lots",
            data={"lots": closed},
            at=at,
        )
    return closed


def release_run_out(*, at: datetime) -> int:
    """Give back what unpaid reservations held; answers how many base units went back on sale."""
    return stock.release_run_out(at=at)


def sweep_photos(*, at: datetime) -> list[str]:
    """Keys of photos whose upload came through and whose making did not, oldest first: to be made again."""
    waiting = Photo.objects.filter(state=PhotoState.UPLOADED, uploaded_at__lt=at - FORGOTTEN)
    return list(waiting.order_by("uploaded_at", "pk").values_list("key", flat=True)[:100])
