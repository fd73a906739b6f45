"""Months of the event log that are put away in a file, and brought back.

A month's file is written, synced and read back before the month's partition goes, in one transaction: whoever
is killed half-way has the partition still, and a file that the next run writes anew, or no partition and a
file that was found whole. Parcels of such a month keep their states (away.py)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from kernel.audit.operations import record
from kernel.database import advisory_lock, execute, fetch, session_lock
from kernel.errors import JSON
from logistics.dispatch.enums import SHIPMENT_ENDS, CashState, DiscrepancyKind
from logistics.dispatch.models import ArchivedMonth
from logistics.dispatch.operations import partitions
from logistics.dispatch.operations.month_file import Written, load_month, read_month, write_month
from logistics.dispatch.refusals import ArchiveBusy, ArchiveDamaged, MonthNotThere, MonthStillNeeded

_TRIES: Final = 20
_NAMED: Final = 5  # shipments that a refusal names

_UNDER_WAY = """
    SELECT DISTINCT s.reference FROM dispatch_shipment s JOIN dispatch_parcel p ON p.shipment_id = s.id
    LEFT JOIN dispatch_codcollection c ON c.shipment_id = s.id
    WHERE p.id IN (SELECT parcel_id FROM {name})
      AND (s.state <> ALL(%s::varchar[]) OR s.state = 'delivered' AND c.state = ANY(%s::varchar[]))
    ORDER BY s.reference LIMIT %s
"""
_WAITING = "SELECT 1 FROM dispatch_keptbatch WHERE first_at < %s AND last_at >= %s LIMIT 1"
_LATE = """
    WITH late AS (
        SELECT p.shipment_id AS id, min(p.first_event_at) AS first_at, max(p.last_event_at) AS last_at
        FROM dispatch_parcel p
        WHERE p.shipment_id IN (SELECT shipment_id FROM dispatch_discrepancy WHERE kind = %s)
        GROUP BY p.shipment_id HAVING min(p.first_event_at) < %s AND max(p.last_event_at) >= %s
    ), settled AS (
        UPDATE dispatch_discrepancy d SET resolved_at = %s, resolved_by = %s
        FROM late WHERE d.shipment_id = late.id AND d.kind = %s AND d.resolved_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM dispatch_archivedmonth m
                          WHERE m.starts_at <= late.last_at AND m.ends_at > late.first_at)
    )
    INSERT INTO dispatch_keptbatch (shipment_ids, first_at, last_at, kept_at, due_at, failures)
    SELECT array_agg(id), min(first_at), max(last_at), %s, %s, 0 FROM late HAVING count(*) > 0
"""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A month that lies in a file. `is_new`: it was put there just now."""

    path: Path
    rows: int
    sha256: str
    is_new: bool


def archive_month(*, month: datetime, folder: Path, actor: str, at: datetime) -> Kept:
    """Put the month of `month` away; audited. A month that is away already stays as it is.

    Raises MonthNotThere (no partition of its own), MonthStillNeeded (not over, some of its shipments are
    under way, or their cash is not told yet), ArchiveDamaged (the file cannot be written, or reads
    otherwise), ArchiveBusy."""
    start = partitions.month_start(month)
    name = partitions.partition_name(start)
    with _alone():
        known = ArchivedMonth.objects.filter(starts_at=start).first()
        if known:
            return Kept(path=Path(known.path), rows=known.rows, sha256=known.sha256, is_new=False)
        if not partitions.is_there(name):
            raise MonthNotThere(month=f"{start:%Y-%m}")
        _refuse_needed(start, at=at)
        path, written = write_month(name, folder.resolve())
        _take_out(start, path, written, actor=actor, at=at)
    return Kept(path=path, rows=written.rows, sha256=written.sha256, is_new=True)


def restore_month(*, month: datetime, folder: Path | None = None, actor: str, at: datetime) -> int:
    """Bring a month back, with what came for it meanwhile; how many rows its file had; audited. `folder`:
    where the file is now, if not where it was written. All or nothing; the file stays. What was reported late
    about its parcels is derived now. Raises MonthNotThere, ArchiveDamaged, ArchiveBusy."""
    start = partitions.month_start(month)
    with _alone(), transaction.atomic():
        advisory_lock(partitions.LOCK)
        kept = ArchivedMonth.objects.select_for_update().filter(starts_at=start).first()
        if kept is None:
            raise MonthNotThere(month=f"{start:%Y-%m}")
        path = folder.resolve() / Path(kept.path).name if folder else Path(kept.path)
        found = read_month(path)
        if (found.rows, found.sha256) != (kept.rows, kept.sha256):
            raise ArchiveDamaged(path=str(path))
        partitions.create_partition(start)
        load_month(partitions.partition_name(start), path)
        partitions.attach_partition(start)
        kept.delete()
        _derive_late(start, at=at)
        subject = f"events:{start:%Y-%m}"
        record(actor=actor, action="events.restored", subject=subject, data={"rows": kept.rows}, at=at)
    return kept.rows


@contextmanager
def _alone() -> Iterator[None]:
    with session_lock("dispatch.archive") as is_free:
        if not is_free:
            raise ArchiveBusy
        yield


def _refuse_needed(start: datetime, *, at: datetime) -> None:
    month, end = f"{start:%Y-%m}", partitions.months_after(start, 1)
    if end > at:
        raise MonthStillNeeded(month=month, why=_("chưa hết tháng"))
    if fetch(_WAITING, [end, start]):
        raise MonthStillNeeded(month=month, why=_("còn tin chưa xử lý"))
    unpaid = [CashState.TO_COLLECT.value, CashState.VARIANCE.value]
    asked = _UNDER_WAY.format(name=partitions.partition_name(start))
    live = [row for (row,) in fetch(asked, [sorted(SHIPMENT_ENDS), unpaid, _NAMED])]
    if live:
        raise MonthStillNeeded(month=month, why=", ".join(live))


def _take_out(start: datetime, path: Path, written: Written, *, actor: str, at: datetime) -> None:
    """Try until the log stands still for a moment: those who use it are not kept waiting for longer than the
    limit of one try."""
    for _attempt in range(_TRIES):
        try:
            return _take_out_once(start, path, written, actor=actor, at=at)
        except OperationalError as refused:
            if connection.in_atomic_block or not isinstance(refused.__cause__, LockNotAvailable):
                raise
    raise ArchiveBusy


@transaction.atomic
def _take_out_once(start: datetime, path: Path, written: Written, *, actor: str, at: datetime) -> None:
    """Nobody writes into the month while its rows are counted again: the log only grows, so the same number
    is the same rows. Only then the whole log is held, for a moment. The limit is below PostgreSQL's for
    deadlocks: an event that comes at this moment is never the victim."""
    name, end = partitions.partition_name(start), partitions.months_after(start, 1)
    advisory_lock(partitions.LOCK)
    execute("SET LOCAL lock_timeout = '500ms'")
    execute(f"LOCK TABLE {name} IN SHARE MODE")
    if fetch(f"SELECT count(*) FROM {name}")[0][0] != written.rows:  # noqa: S608
        raise MonthStillNeeded(month=f"{start:%Y-%m}", why=_("vừa có tin mới"))
    _refuse_needed(start, at=at)
    execute(f"LOCK TABLE {partitions.PARENT} IN ACCESS EXCLUSIVE MODE")
    execute(f"ALTER TABLE {partitions.PARENT} DETACH PARTITION {name}")
    execute(f"DROP TABLE {name}")
    ArchivedMonth.objects.create(
        starts_at=start, ends_at=end, path=str(path), rows=written.rows, sha256=written.sha256, archived_at=at
    )
    data: dict[str, JSON] = {"rows": written.rows, "sha256": written.sha256, "file": path.name}
    record(actor=actor, action="events.archived", subject=f"events:{start:%Y-%m}", data=data, at=at)


def _derive_late(start: datetime, *, at: datetime) -> None:
    kind, end = DiscrepancyKind.AFTER_ARCHIVE.value, partitions.months_after(start, 1)
    execute(_LATE, [kind, end, start, at, "system:dispatch", kind, at, at])
