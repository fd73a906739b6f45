"""Where a list went on: the moment and the number of the last row, in an address."""

import re
from datetime import UTC, datetime

from django.utils.dateparse import parse_datetime

_NUMBER = re.compile(r"[0-9]{1,18}")


def write_after(at: datetime, number: int) -> str:
    return f"{at.isoformat()}~{number}"


def read_after(text: str) -> tuple[datetime, int] | None:
    """None for anything that this page did not write: the list then begins at its beginning."""
    moment, _mark, number = text.partition("~")
    if not _NUMBER.fullmatch(number):
        return None
    try:
        at = parse_datetime(moment)
        return (at.astimezone(UTC), int(number)) if at and at.tzinfo else None
    except (ValueError, OverflowError):
        return None
