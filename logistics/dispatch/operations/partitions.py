"""The event log's monthly partitions. An event of a month without one goes to the default partition and
is moved when the month gets its own. Archiving: docs/dispatch.md."""

from datetime import UTC, datetime
from typing import Final

from django.db import transaction

from kernel.database import advisory_lock, execute, fetch

AHEAD: Final = 3
_PARENT: Final = "dispatch_trackingevent"


@transaction.atomic
def make_partitions(*, at: datetime) -> list[str]:
    """Make those of the month of `at`, the one before and the three after; the names of the new ones."""
    advisory_lock("dispatch.partitions")
    first = at.astimezone(UTC).year * 12 + at.astimezone(UTC).month - 1
    return [name for month in range(first - 1, first + AHEAD + 1) if (name := _make(month))]


def _make(month: int) -> str:
    start, end = _start(month), _start(month + 1)
    name = f"{_PARENT}_{start:%Y_%m}"
    if fetch("SELECT to_regclass(%s) IS NOT NULL", [name])[0][0]:
        return ""
    execute(f"CREATE TABLE {name} (LIKE {_PARENT} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
    _move(name, start, end)
    execute(f"ALTER TABLE {_PARENT} ATTACH PARTITION {name} FOR VALUES FROM ('{start}') TO ('{end}')")
    return name


def _move(name: str, start: datetime, end: datetime) -> None:
    """Take the month's events out of the default partition, which is append-only for everybody else."""
    default = f"{_PARENT}_default"
    execute(f"LOCK TABLE {_PARENT} IN SHARE ROW EXCLUSIVE MODE")
    early = f"SELECT 1 FROM {default} WHERE occurred_at >= %s AND occurred_at < %s LIMIT 1"  # noqa: S608
    if not fetch(early, [start, end]):
        return
    execute(f"ALTER TABLE {default} DISABLE TRIGGER USER")
    moved = f"DELETE FROM {default} WHERE occurred_at >= %s AND occurred_at < %s RETURNING *"  # noqa: S608
    execute(f"WITH moved AS ({moved}) INSERT INTO {name} SELECT * FROM moved", [start, end])  # noqa: S608
    execute(f"ALTER TABLE {default} ENABLE TRIGGER USER")


def _start(month: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
