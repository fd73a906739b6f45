"""Holidays and levies from their files, strictly: a field that is wrong stops the whole load."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from kernel.reference import FixtureError, check_fields
from logistics.paperwork.enums import Channel, Confidence, Levy
from logistics.paperwork.reading import rows_of
from logistics.paperwork.rows import choice

Row = Mapping[str, Any]
YEAR = ("country", "year", "days", "source", "as_of", "confidence")
LEVY_MUST = ("name", "levy", "destination", "currency", "valid_from", "source", "as_of", "confidence")
LEVY_MAY = (
    *LEVY_MUST,
    "country",
    "good",
    "channel",
    "preference",
    "from_minor",
    "below_minor",
    "percent",
    "amount_minor",
    "valid_to",
)


def holiday_years(path: Path) -> Iterator[Row]:
    for row in rows_of(path, "years"):
        where = f"{path.name} {row.get('country')} {row.get('year')}"
        check_fields(row, allowed=YEAR, required=YEAR, where=where)
        choice(row["confidence"], Confidence, where)
        days = [_day(one, where) for one in row["days"]]
        if not days or any(day.year != row["year"] for day in days) or len(set(days)) < len(days):
            raise FixtureError(f"{where}: days are of that year, each once")
        yield {**row, "days": sorted(days)}


def levies(path: Path) -> Iterator[Row]:
    for row in rows_of(path, "levies"):
        where = f"{path.name} {row.get('name')}"
        check_fields(row, allowed=LEVY_MAY, required=LEVY_MUST, where=where)
        choice(row["levy"], Levy, where)
        choice(row["confidence"], Confidence, where)
        if row.get("channel"):
            choice(row["channel"], Channel, where)
        if ("percent" in row) == ("amount_minor" in row):
            raise FixtureError(f"{where}: a percent or an amount, and not both")
        yield {
            **{name: row.get(name, "") for name in ("country", "good", "channel", "preference")},
            **{name: row[name] for name in LEVY_MUST},
            "from_minor": row.get("from_minor", 0),
            "below_minor": row.get("below_minor"),
            "percent": _percent(row.get("percent"), where),
            "amount_minor": row.get("amount_minor"),
            "valid_from": _day(row["valid_from"], where),
            "valid_to": _day(row["valid_to"], where) if row.get("valid_to") else None,
        }


def _percent(given: object, where: str) -> Decimal | None:
    if given is None:
        return None
    try:
        read = Decimal(str(given))
    except InvalidOperation as wrong:
        raise FixtureError(f"{where}: percent is no number") from wrong
    if not 0 <= read <= 1000:
        raise FixtureError(f"{where}: percent is no percentage")
    return read


def _day(given: object, where: str) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError as wrong:
        raise FixtureError(f"{where}: {given} is no day") from wrong
