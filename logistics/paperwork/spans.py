"""Months and working days, exact to the day."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, datetime, timedelta

SATURDAY = 5


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day (31 October and four
    months: 28 February).
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def working_days_earlier(moment: datetime, days: int, rest: Collection[date] = ()) -> datetime:
    """The same time of day so many working days before. Saturdays, Sundays and the days of `rest` do not
    count.
    """
    while days:
        moment -= timedelta(days=1)
        if moment.weekday() < SATURDAY and moment.date() not in rest:
            days -= 1
    return moment
