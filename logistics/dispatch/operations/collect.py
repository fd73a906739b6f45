"""What the carrier says it collected, against what it was to collect; and lines that waited for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from kernel.database import array, execute
from kernel.errors import JSON
from kernel.outbox import announce
from kernel.states import check_move
from logistics.dispatch.enums import CashState, DiscrepancyKind, LineState
from logistics.dispatch.events import CashHandedIn, CodCollected, CodRemitted
from logistics.dispatch.models import CodCollection, CodRemittanceLine
from logistics.dispatch.operations.queue import Doubt, close_discrepancies
from logistics.dispatch.operations.turn import Turn
from logistics.dispatch.standing import Whole

LINES_TOLD: Final = 500
BY_ITSELF = "system:dispatch"
_SAVE = """
    UPDATE dispatch_codcollection c SET state = n.state, collected_dong = n.collected,
        collected_at = n.collected_at, reported_at = n.reported_at
    FROM unnest(%s::bigint[], %s::varchar[], %s::bigint[], %s::timestamptz[], %s::timestamptz[])
        AS n(id, state, collected, collected_at, reported_at)
    WHERE c.id = n.id
"""


def take_cash(pairs: Sequence[tuple[Turn, Whole]], *, at: datetime) -> list[Doubt]:
    """Compare; the right amount is announced, any other becomes a variance in the staff queue."""
    if not pairs:
        return []
    turns = {turn.row.id: turn for turn, _whole in pairs}
    collections = {row.shipment_id: row for row in lock_collections(turns)}
    doubts = []
    for turn, whole in pairs:
        amount, when = whole.collected_dong, whole.collected_at
        if amount is None or when is None:
            continue
        if not _settle(turn, collections.get(turn.row.id), amount=amount, when=when, at=at):
            doubts.append(_variance(turn, amount))
    _save(collections.values())
    right = [key for key, row in collections.items() if row.state == CashState.COLLECTED]
    close_discrepancies(kind=DiscrepancyKind.CASH_VARIANCE, shipment_ids=right, actor=BY_ITSELF, at=at)
    match_early_lines([turns[key] for key in right], at=at)
    return doubts


def _save(rows: Iterable[CodCollection]) -> None:
    columns = [
        (row.id, str(row.state), row.collected_dong, row.collected_at, row.reported_at) for row in rows
    ]
    if columns:
        execute(_SAVE, [array(column) for column in zip(*columns, strict=True)])


def lock_collections(shipment_ids: Iterable[int]) -> list[CodCollection]:
    """Lock the cash rows of locked shipments, by shipment."""
    rows = CodCollection.objects.select_for_update().filter(shipment_id__in=list(shipment_ids))
    return list(rows.order_by("shipment_id"))


def _settle(turn: Turn, row: CodCollection | None, *, amount: int, when: datetime, at: datetime) -> bool:
    if row is None or row.state in (CashState.COLLECTED, CashState.REMITTED):
        return row is not None and row.collected_dong == amount
    row.collected_dong, row.collected_at, row.reported_at = amount, when, row.reported_at or at
    found = CashState.COLLECTED if amount == row.due_dong else CashState.VARIANCE
    check_move(row.state, found)
    row.state = found
    if row.state == CashState.COLLECTED:
        say_collected(turn, row)
    return row.state == CashState.COLLECTED


def say_collected(turn: Turn, row: CodCollection) -> None:
    assert row.collected_at is not None
    turn.say(
        CodCollected,
        carrier_code=row.carrier_code,
        amount_dong=row.collected_dong,
        occurred_at=row.collected_at.isoformat(),
    )


def _variance(turn: Turn, amount: int) -> Doubt:
    data: dict[str, JSON] = {"due_dong": turn.row.cod_dong, "collected_dong": amount}
    return Doubt(DiscrepancyKind.CASH_VARIANCE, turn.row.carrier_code, turn.row.reference, data, turn.row.id)


def match_early_lines(turns: Sequence[Turn], *, at: datetime) -> None:
    """Lines of a remittance that came before the collection was reported are matched now."""
    by_id = {turn.row.id: turn for turn in turns}
    lines = CodRemittanceLine.objects.filter(shipment_id__in=by_id, state=LineState.EARLY)
    found = lines.select_related("remittance").order_by("id")
    waiting = {line.shipment_id: line for line in found if line.shipment_id}
    if not waiting:
        return
    collections = {row.shipment_id: row for row in lock_collections(by_id)}
    right = []
    for key, line in waiting.items():
        same = line.amount_dong == collections[key].collected_dong
        line.state = LineState.MATCHED if same else LineState.DIFFERENT
        right += [line] if same else []
    CodRemittanceLine.objects.bulk_update(waiting.values(), ["state"])
    match_lines(right, by_id, collections, at=at)
    close_lines(right, actor=BY_ITSELF, at=at)


def match_lines(
    lines: Sequence[CodRemittanceLine],
    turns: Mapping[int, Turn],
    collections: Mapping[int, CodCollection],
    *,
    at: datetime,
) -> None:
    """Cash of these shipments has been handed in, once each. The lines are stored as MATCHED already."""
    done = []
    for line in lines:
        assert line.shipment_id is not None
        collection = collections[line.shipment_id]
        check_move(collection.state, CashState.REMITTED)
        collection.state, collection.remitted_at = CashState.REMITTED, at
        done.append(collection)
        turns[line.shipment_id].say(
            CodRemitted,
            carrier_code=collection.carrier_code,
            amount_dong=line.amount_dong,
            fee_dong=line.fee_dong,
            remittance=line.remittance.reference,
        )
    CodCollection.objects.filter(id__in=[row.id for row in done]).update(
        state=CashState.REMITTED, remitted_at=at
    )
    _tell_cash(lines, turns)
    ids = [row.shipment_id for row in done]
    close_discrepancies(kind=DiscrepancyKind.CASH_MISSING, shipment_ids=ids, actor=BY_ITSELF, at=at)


def _tell_cash(lines: Sequence[CodRemittanceLine], turns: Mapping[int, Turn]) -> None:
    """So many at a time: whoever books them locks so many orders at once."""
    by_list = groupby(sorted(lines, key=_place), key=lambda line: line.remittance)
    announce(
        *(
            CashHandedIn(
                aggregate_key=f"{remittance.key}:{part[0].position}",
                version=1,
                carrier_code=remittance.carrier_code,
                remittance=remittance.reference,
                lines=[
                    (turns[line.shipment_id].row.reference, line.amount_dong, line.fee_dong)
                    for line in part
                    if line.shipment_id
                ],
            )
            for remittance, group in by_list
            for part in _parts(list(group))
        )
    )


def _parts(lines: Sequence[CodRemittanceLine]) -> Iterator[Sequence[CodRemittanceLine]]:
    return (lines[start : start + LINES_TOLD] for start in range(0, len(lines), LINES_TOLD))


def _place(line: CodRemittanceLine) -> tuple[int, int]:
    return line.remittance_id, line.position


def close_lines(lines: Sequence[CodRemittanceLine], *, actor: str, at: datetime) -> None:
    """These lines need nobody's eyes any more."""
    close_discrepancies(
        kind=DiscrepancyKind.REMITTANCE_LINE,
        shipment_ids=[line.shipment_id for line in lines if line.shipment_id],
        subjects=[subject_of(line) for line in lines],
        actor=actor,
        at=at,
    )


def subject_of(line: CodRemittanceLine) -> str:
    return f"{line.remittance.reference}:{line.position}"
