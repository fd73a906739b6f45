"""Where a list went on: the moment and the number of the last row, in an address."""

from datetime import datetime

from django.utils.dateparse import parse_datetime


def write_after(at: datetime, number: int) -> str:
    return f"{at.isoformat()}~{number}"


def read_after(text: str) -> tuple[datetime, int] | None:
    """None for anything that this page did not write: the list then begins at its beginning."""
    moment, _mark, number = text.partition("~")
    try:
        at = parse_datetime(moment)
    except ValueError:
        return None
    return (at, int(number)) if at and at.tzinfo and number.isdigit() else None
