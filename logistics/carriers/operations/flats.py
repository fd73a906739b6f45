"""A farm's own postage, as dated rows: the one of yesterday ends, the one of today begins."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from kernel.clock import local_day
from kernel.database import advisory_lock
from logistics.carriers.card import forget
from logistics.carriers.enums import Zone
from logistics.carriers.models import FlatPostage
from logistics.carriers.refusals import FlatPostageWrong

MOST_DONG = 1_000_000
MOST_G = 100_000


class FlatRow(NamedTuple):
    """What a farm asks in a zone, for parcels up to `up_to_g`."""

    zone: str
    dong: int
    up_to_g: int


@transaction.atomic
def set_flats(*, sender_reference: str, rows: Sequence[FlatRow], at: datetime) -> bool:
    """From today on exactly these, one a zone; a zone that is not among them goes by the carriers' cards.
    What was asked on earlier days stays written. True when anything changed.
    """
    for row in rows:
        if row.zone not in Zone.values or not (0 <= row.dong <= MOST_DONG and 0 < row.up_to_g <= MOST_G):
            raise FlatPostageWrong(zone=row.zone)
    advisory_lock(f"flat postage {sender_reference}")
    today = local_day(at)
    wanted = {row.zone: row for row in rows}
    standing = {
        row.zone: row
        for row in FlatPostage.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=today), sender_reference=sender_reference
        )
    }
    changed = [zone for zone in Zone.values if _row_of(standing.get(zone)) != wanted.get(zone)]
    for zone in changed:
        if old := standing.get(zone):
            _end(old, today)
        if new := wanted.get(zone):
            FlatPostage.objects.create(sender_reference=sender_reference, valid_from=today, **new._asdict())
    transaction.on_commit(forget)
    return bool(changed)


def _row_of(row: FlatPostage | None) -> FlatRow | None:
    return FlatRow(row.zone, row.dong, row.up_to_g) if row else None


def _end(row: FlatPostage, today: date) -> None:
    """A row of today was never true for a whole day: it is written again, not ended before it began."""
    if row.valid_from >= today:
        row.delete()
    else:
        row.valid_to = today - timedelta(days=1)
        row.save(update_fields=["valid_to"])
