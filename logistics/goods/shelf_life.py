"""How long goods stay good. Every place that asks whether a road is short enough asks `fits` (or
`longest_road`, which it stands on)."""

from datetime import date, datetime, time, timedelta

from kernel.clock import PEOPLE_ZONE

HOURS_TO_EAT = 24
"""What a buyer must have left after the parcel arrived."""

ENDLESS = 1_000_000
"""Hours of a road that no carrier takes: for goods that keep."""


def expiry(*, harvested_on: date, shelf_life_days: int | None) -> date | None:
    """The last day on which the goods are good; None for goods that keep."""
    return None if shelf_life_days is None else harvested_on + timedelta(days=shelf_life_days)


def remaining_hours(*, expires_on: date, at: datetime) -> int:
    """Whole hours from `at` to the end of that day in Viet Nam; 0 when it is over."""
    here = at.astimezone(PEOPLE_ZONE)
    since_midnight = here - datetime.combine(here.date(), time.min, tzinfo=PEOPLE_ZONE)
    left = timedelta(days=(expires_on - here.date()).days + 1) - since_midnight
    return max(0, int(left.total_seconds() // 3600))


def longest_road(remaining_hours: int | None) -> int:
    """In how many hours goods must arrive that they can still be eaten for a day. None keeps for ever."""
    return ENDLESS if remaining_hours is None else remaining_hours - HOURS_TO_EAT


def fits(*, promised_hours: int, remaining_hours: int | None) -> bool:
    """Whether goods that arrive in `promised_hours` can still be eaten for a day."""
    return promised_hours <= longest_road(remaining_hours)


def last_day_needed(*, road_hours: int, at: datetime) -> date:
    """The first `expires_on` with which goods that go at `at` still `fits` a road of so many hours."""
    return (at.astimezone(PEOPLE_ZONE) + timedelta(hours=road_hours + HOURS_TO_EAT, microseconds=-1)).date()
