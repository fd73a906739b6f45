"""How long goods stay good, and which road is short enough."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.clock import PEOPLE_ZONE
from logistics.goods.shelf_life import HOURS_TO_EAT, expiry, fits, longest_road, remaining_hours

HARVEST = date(2026, 6, 9)
days = st.dates(min_value=date(2025, 1, 1), max_value=date(2035, 1, 1))
instants = st.integers(min_value=1_735_700_000, max_value=2_050_000_000).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)
hours = st.integers(min_value=0, max_value=2000)


def test_lychee_of_the_ninth_is_good_to_the_end_of_the_fourteenth() -> None:
    assert expiry(harvested_on=HARVEST, shelf_life_days=5) == date(2026, 6, 14)
    morning = datetime(2026, 6, 10, 10, tzinfo=PEOPLE_ZONE)
    assert remaining_hours(expires_on=date(2026, 6, 14), at=morning) == 4 * 24 + 14


def test_dry_goods_keep_for_longer_than_any_road() -> None:
    assert expiry(harvested_on=HARVEST, shelf_life_days=None) is None
    assert fits(promised_hours=10_000, remaining_hours=None)


def test_the_day_ends_at_midnight_in_viet_nam_not_in_greenwich() -> None:
    last = datetime(2026, 6, 14, 16, 59, tzinfo=UTC)
    assert remaining_hours(expires_on=date(2026, 6, 14), at=last) == 0
    assert remaining_hours(expires_on=date(2026, 6, 14), at=last - timedelta(hours=1)) == 1


def test_the_last_day_of_the_calendar_is_a_day_too() -> None:
    assert remaining_hours(expires_on=date.max, at=datetime(2026, 6, 14, tzinfo=PEOPLE_ZONE)) > 60_000_000


@pytest.mark.parametrize(("promised", "left", "fitting"), [(24, 48, True), (25, 48, False), (0, 23, False)])
def test_a_day_to_eat_must_be_left_after_the_arrival(promised: int, left: int, fitting: bool) -> None:
    assert fits(promised_hours=promised, remaining_hours=left) is fitting


@given(days, instants)
def test_remaining_hours_are_never_negative_and_fall_with_time(last: date, at: datetime) -> None:
    now, later = (remaining_hours(expires_on=last, at=at + timedelta(hours=late)) for late in (0, 1))
    assert 0 <= later <= now
    assert now - later in (0, 1)


@given(hours, hours)
def test_fits_is_exactly_arrival_and_a_day_within_the_life_left(promised: int, left: int) -> None:
    assert fits(promised_hours=promised, remaining_hours=left) is (promised + HOURS_TO_EAT <= left)
    assert fits(promised_hours=longest_road(left), remaining_hours=left)


@given(hours, hours, hours)
def test_what_fits_on_a_long_road_fits_on_a_shorter_one(a: int, b: int, left: int) -> None:
    short, long = sorted((a, b))
    if fits(promised_hours=long, remaining_hours=left):
        assert fits(promised_hours=short, remaining_hours=left)
