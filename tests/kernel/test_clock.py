from datetime import UTC, date, datetime

from kernel.clock import local_day, now


def test_now_is_in_utc():
    assert now().tzinfo is UTC


def test_the_day_turns_at_midnight_in_viet_nam():
    assert local_day(datetime(2026, 6, 1, 16, 59, tzinfo=UTC)) == date(2026, 6, 1)
    assert local_day(datetime(2026, 6, 1, 17, 0, tzinfo=UTC)) == date(2026, 6, 2)
