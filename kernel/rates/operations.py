"""Writing rates down: by hand, or from a file."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.db import transaction

from kernel.audit.operations import record
from kernel.clock import local_day
from kernel.errors import Invalid
from kernel.rates.models import ExchangeRate
from kernel.reference import FixtureError, check_fields, read_yaml

FIELDS = ("base", "quote", "value", "valid_on", "source")


@transaction.atomic
def record_rate(
    *, base: str, quote: str, value: Decimal, valid_on: date, source: str, actor: str, at: datetime
) -> ExchangeRate:
    """Invalid names what is wrong: a rate of tomorrow, of nothing, of no source."""
    for field, code in (("base", base), ("quote", quote)):
        if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
            raise Invalid(field=field)
    if base == quote:
        raise Invalid(field="quote")
    if not value.is_finite() or not 0 < value < 10**12:
        raise Invalid(field="value")
    if valid_on > local_day(at):
        raise Invalid(field="valid_on")
    if not source.strip():
        raise Invalid(field="source")
    row = ExchangeRate.objects.create(
        base=base, quote=quote, value=value, valid_on=valid_on, source=source.strip()[:120], recorded_at=at
    )
    told = {"value": str(value), "valid_on": valid_on.isoformat()}
    record(actor=actor, action="rate.recorded", subject=f"rate:{base}/{quote}", data=told, at=at)
    return row


@transaction.atomic
def load_rates(path: Path, *, at: datetime, actor: str = "system:rates") -> int:
    """How many rows were new. A row without `valid_on` is of the day of loading: only the demo's are. What is
    there already is not written again.
    """
    rows: Iterable[Mapping[str, Any]] = read_yaml(path)["rates"]
    written = 0
    for number, row in enumerate(rows, 1):
        check_fields(
            row, allowed=FIELDS, required=("base", "quote", "value", "source"), where=f"rates {number}"
        )
        facts = {
            **row,
            "value": _decimal(row["value"], number),
            "valid_on": row.get("valid_on") or local_day(at),
        }
        if not ExchangeRate.objects.filter(**facts).exists():
            record_rate(**facts, actor=actor, at=at)
            written += 1
    return written


def _decimal(text: object, number: int) -> Decimal:
    try:
        return Decimal(str(text))
    except InvalidOperation as wrong:
        raise FixtureError(f"rates {number}: value is no number") from wrong
