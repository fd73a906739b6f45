"""The event log's monthly partitions. An event of a month without one goes to the default partition and
is moved when the month gets its own. Putting months away: archive.py."""

from datetime import UTC, datetime
from typing import Final

from django.db import transaction

from kernel.database import advisory_lock, execute, fetch
from logistics.dispatch.models import ArchivedMonth

AHEAD: Final = 3
LOCK: Final = "dispatch.partitions"
PARENT: Final = "dispatch_trackingevent"


@transaction.atomic
def make_partitions(*, at: datetime) -> list[str]:
    """Make those of the month of `at`, the one before and the three after; the names of the new ones. A month
    that was put away gets none."""
    advisory_lock(LOCK)
    first = month_start(at)
    months = [months_after(first, count) for count in range(-1, AHEAD + 1)]
    away = set(ArchivedMonth.objects.filter(starts_at__in=months).values_list("starts_at", flat=True))
    missing = [start for start in months if start not in away and not is_there(partition_name(start))]
    for start in missing:
        create_partition(start)
        attach_partition(start)
    return [partition_name(start) for start in missing]


def month_start(at: datetime) -> datetime:
    return datetime(at.astimezone(UTC).year, at.astimezone(UTC).month, 1, tzinfo=UTC)


def months_after(start: datetime, count: int) -> datetime:
    """The first instant of the month so many months later."""
    month = start.year * 12 + start.month - 1 + count
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)


def partition_name(start: datetime) -> str:
    return f"{PARENT}_{start:%Y_%m}"


def is_there(table: str) -> bool:
    return bool(fetch("SELECT to_regclass(%s) IS NOT NULL", [table])[0][0])


def create_partition(start: datetime) -> None:
    """An empty table of the log's shape, not part of it yet. It has the log's indexes and knows its month, so
    that attaching it, full as it may be, is the work of a moment: the log stands still for that."""
    name, end = partition_name(start), months_after(start, 1)
    execute(f"CREATE TABLE {name} (LIKE {PARENT} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
    execute(f"ALTER TABLE {name} ADD PRIMARY KEY (occurred_at, carrier_code, dedupe_key)")
    execute(f"CREATE INDEX ON {name} (parcel_id, occurred_at)")
    of_month = f"occurred_at >= '{start}' AND occurred_at < '{end}'"
    execute(f"ALTER TABLE {name} ADD CONSTRAINT {name}_month CHECK ({of_month})")


def attach_partition(start: datetime) -> None:
    """Make it the month's, with what came for the month meanwhile."""
    name, end = partition_name(start), months_after(start, 1)
    _move(name, start, end)
    execute(f"ALTER TABLE {PARENT} ATTACH PARTITION {name} FOR VALUES FROM ('{start}') TO ('{end}')")
    execute(f"ALTER TABLE {name} DROP CONSTRAINT {name}_month")


def _move(name: str, start: datetime, end: datetime) -> None:
    """Take the month's events out of the default partition, which is append-only for everybody else. An event
    that the month has already is not doubled."""
    default = f"{PARENT}_default"
    execute(f"LOCK TABLE {PARENT} IN SHARE ROW EXCLUSIVE MODE")
    early = f"SELECT 1 FROM {default} WHERE occurred_at >= %s AND occurred_at < %s LIMIT 1"  # noqa: S608
    if not fetch(early, [start, end]):
        return
    execute(f"ALTER TABLE {default} DISABLE TRIGGER USER")
    moved = f"DELETE FROM {default} WHERE occurred_at >= %s AND occurred_at < %s RETURNING *"  # noqa: S608
    into = f"INSERT INTO {name} SELECT * FROM moved ON CONFLICT DO NOTHING"  # noqa: S608
    execute(f"WITH moved AS ({moved}) {into}", [start, end])
    execute(f"ALTER TABLE {default} ENABLE TRIGGER USER")
