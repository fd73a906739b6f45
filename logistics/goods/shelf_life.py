"""How long goods stay good. Every place that asks whether a road is short enough asks `fits`."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOURS_TO_EAT = 24
"""What a buyer must have left after the parcel arrived."""

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def expiry(*, harvested_on: date, shelf_life_days: int | None) -> date | None:
    """The last day on which the goods are good; None for goods that keep."""
    return None if shelf_life_days is None else harvested_on + timedelta(days=shelf_life_days)


def remaining_hours(*, expires_on: date, at: datetime) -> int:
    """Whole hours from `at` to the end of that day in Viet Nam; 0 when it is over."""
    end = datetime.combine(expires_on + timedelta(days=1), time.min, tzinfo=_VIETNAM)
    return max(0, int((end - at).total_seconds() // 3600))


def fits(*, promised_hours: int, remaining_hours: int | None) -> bool:
    """Whether goods that arrive in `promised_hours` can still be eaten for a day. None keeps for ever."""
    return remaining_hours is None or promised_hours + HOURS_TO_EAT <= remaining_hours
