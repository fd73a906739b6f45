"""Reserving, giving back and taking stock: one SQL statement each. docs/stock.md explains why it cannot
oversell.

Locks are taken here and nowhere else: `reserve` locks lots in id order; every other function locks
reservations in id order, then lots in id order. Reserving inserts reservations and never waits for one, so
no circle can form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from kernel.clock import local_day
from marketplace.catalogue.refusals import LotSoldOut, QuantityInvalid, ReservationGone
from marketplace.catalogue.stock_sql import (
    CLOSE_LOTS,
    CONFIRM,
    EXPIRE_LOTS,
    GIVE_BACK,
    HOLD_LOT,
    IMBALANCES,
    LOWER_LOT,
    RELEASE,
    RESERVE,
    RUN_OUT,
    TAKE,
    WRITE_OFF,
    WRITE_OFF_MISSING,
)


@dataclass(frozen=True, slots=True)
class Want:
    """`quantity` base units of a listing, spoken for under `reference` (an order line; at most 64
    characters). Only lots that are good until the day `good_until` at least are taken; None takes any.
    """

    reference: str
    listing_id: int
    quantity: int
    good_until: date | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What one lot gives to one want."""

    reference: str
    listing_id: int
    lot_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Imbalance:
    """A lot whose grams do not add up; there must never be one."""

    lot_key: str
    quantity: int
    available: int
    written_off: int
    reserved: int


def reserve(*, wants: Sequence[Want], expires_at: datetime | None, at: datetime) -> list[Taken]:
    """Reserve all wants from the open lots of published listings, first expiring first; all of them or none.

    LotSoldOut, with what is left of each listing that is short, when one cannot be had whole: then nothing
    was written. `expires_at` is when an unpaid reservation runs out; None holds it until it is released or
    taken. Call it last before the commit: the lots stay locked until then.
    """
    if any(want.quantity <= 0 for want in wants):
        raise QuantityInvalid
    rows = _run(
        RESERVE,
        {
            "references": [want.reference for want in wants],
            "listings": [want.listing_id for want in wants],
            "quantities": [want.quantity for want in wants],
            "good_until": [want.good_until for want in wants],
            "today": local_day(at),
            "expires_at": expires_at,
            "at": at,
        },
    )
    if short := {key: left for reference, _, _, left, key in rows if reference is None}:
        raise LotSoldOut(left=short)
    return [
        Taken(reference, listing_id, lot_id, quantity) for reference, listing_id, lot_id, quantity, _ in rows
    ]


def release(*, references: Sequence[str], at: datetime, to_stock: bool = True) -> int:
    """End what these references still hold; answers how many base units went back on sale. A second call
    changes nothing.

    Goods return only to a lot that is open and not past its day, otherwise they are written off; so they
    are with `to_stock=False` (the household says there are none).
    """
    statement = RELEASE if to_stock else WRITE_OFF
    return _count(statement, {"references": list(references), "today": local_day(at), "at": at})


def write_off_missing(*, missing: Mapping[str, int], at: datetime) -> int:
    """What was reserved but is not there when packed (base units by reference) is written off, and only what
    is there stays held; answers how many base units that was. Call it once: a second call cuts again.
    """
    short = {reference: quantity for reference, quantity in missing.items() if quantity > 0}
    if not short:
        return 0
    return _cut(WRITE_OFF_MISSING, short, at=at)


def give_back(*, less: Mapping[str, int], at: datetime) -> int:
    """So many base units of each reference are not needed after all; the rest stays held. They go back on
    sale where the lot still sells, else they are written off. Call it once: a second call cuts again.
    """
    unneeded = {reference: quantity for reference, quantity in less.items() if quantity > 0}
    return _cut(GIVE_BACK, unneeded, at=at) if unneeded else 0


def _cut(statement: str, less: Mapping[str, int], *, at: datetime) -> int:
    return _count(
        statement,
        {"references": list(less), "missing": list(less.values()), "today": local_day(at), "at": at},
    )


def hold_lot(*, lot_id: int, reference: str, quantity: int, at: datetime) -> bool:
    """Hold so much of this very lot, without an end; False where it is closed, past its day or has less.
    A reference holds of a lot once.
    """
    if quantity <= 0:
        raise QuantityInvalid
    day = local_day(at)
    wanted = {"lot_id": lot_id, "reference": reference, "quantity": quantity, "today": day, "at": at}
    return bool(_count(HOLD_LOT, wanted))


def take(*, references: Sequence[str], at: datetime) -> int:
    """The goods have left the farm; answers how many base units. A second call changes nothing and answers
    0.
    """
    return _count(TAKE, {"references": list(references), "at": at})


def confirm(*, references: Sequence[str], expires_at: datetime | None = None) -> None:
    """The money is there (or needs longer): these reservations no longer run out, or do so at `expires_at`.

    ReservationGone when one of the references holds nothing any more; the caller's transaction rolls back.
    """
    held = {
        reference
        for (reference,) in _run(CONFIRM, {"references": list(references), "expires_at": expires_at})
    }
    if set(references) - held:
        raise ReservationGone


def release_run_out(*, at: datetime, limit: int = 500) -> int:
    """Release reservations whose time to pay is over; answers how many base units went back on sale."""
    return _count(RUN_OUT, {"today": local_day(at), "at": at, "limit": limit})


def expire_lots(*, at: datetime, limit: int = 1_000) -> int:
    """Close up to `limit` lots past their last good day and write off what is left; answers how many were
    closed.
    """
    return _count(EXPIRE_LOTS, {"today": local_day(at), "limit": limit})


def close_lots(*, listing_id: int) -> int:
    """Close every open lot of a listing and write off what is left; answers how many base units that was."""
    return _count(CLOSE_LOTS, {"listing_id": listing_id})


def lower_lot(*, lot_id: int, available: int) -> bool:
    """Write off so much of an open lot that `available` is left; False where less than that is left
    already.
    """
    return bool(_count(LOWER_LOT, {"lot_id": lot_id, "available": available}))


def imbalances(*, limit: int = 100) -> list[Imbalance]:
    """Lots that break quantity = available + written off + held + taken. Empty in a healthy shop."""
    return [Imbalance(*row) for row in _run(IMBALANCES, {"limit": limit})]


def _run(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _count(statement: str, parameters: Mapping[str, Any]) -> int:
    [(count,)] = _run(statement, parameters)
    return int(count)
