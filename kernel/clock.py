"""The clock, read at the edge only: operations take `at`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PEOPLE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_stands_at: ContextVar[datetime | None] = ContextVar("stands_at", default=None)


def now() -> datetime:
    """This instant, aware, in UTC; the one that `standing_at` holds the clock at, where it does."""
    return _stands_at.get() or datetime.now(UTC)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Inside, the clock of this context stands still at `moment`: for stories told after the fact."""
    token = _stands_at.set(moment)
    try:
        yield
    finally:
        _stands_at.reset(token)


def local_day(at: datetime) -> date:
    """The day on the wall calendar in Viet Nam."""
    return at.astimezone(PEOPLE_ZONE).date()
