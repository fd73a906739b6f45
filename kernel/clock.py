"""The clock, read at the edge only: operations take `at`."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PEOPLE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def local_day(at: datetime) -> date:
    """The day on the wall calendar in Viet Nam."""
    return at.astimezone(PEOPLE_ZONE).date()
