"""The cash of deliveries: accepting what differs, and matching what the carrier hands in."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Final

import orjson
from django.db import transaction

from kernel.audit.operations import record
from kernel.database import advisory_lock
from logistics.dispatch.enums import CashState, DiscrepancyKind, LineState
from logistics.dispatch.models import CodCollection, CodRemittance, CodRemittanceLine, Shipment
from logistics.dispatch.operations.collect import (
    close_lines,
    lock_collections,
    match_early_lines,
    match_lines,
    say_collected,
    subject_of,
)
from logistics.dispatch.operations.lines import judge_lines
from logistics.dispatch.operations.missing import queue_missing_cash
from logistics.dispatch.operations.queue import Doubt, close_discrepancies, open_discrepancies
from logistics.dispatch.operations.scene import lock_by_codes, lock_by_ids
from logistics.dispatch.operations.turn import Turn, save_turns
from logistics.dispatch.queries import remittance_result
from logistics.dispatch.refusals import (
    NothingToSettle,
    RemittanceReused,
    RemittanceTotalWrong,
    TooManyItems,
    UnknownShipment,
)
from logistics.dispatch.values import RemittanceLineSpec, RemittanceResult

MOST_LINES: Final = 10_000


@transaction.atomic
def record_remittance(
    *,
    carrier_code: str,
    reference: str,
    lines: Sequence[RemittanceLineSpec],
    total_dong: int | None = None,
    covers: tuple[date, date] | None = None,
    at: datetime,
) -> RemittanceResult:
    """Match a carrier's list line by line; each line that does not match is kept and queued, none is
    lost.

    Idempotent on (carrier, reference): the same lines give the stored result as it stands now, others
    raise RemittanceReused. `total_dong`, when given, must be the sum of the amounts. Announces
    CodRemitted per matched line. A line whose collection is not reported yet waits (EARLY) and is matched
    when it is. `covers`: first and last day of collection for which the carrier says the list is complete;
    what was reported collected on those days and is not on any list is queued as missing."""
    if len(lines) > MOST_LINES:
        raise TooManyItems(limit=MOST_LINES)
    amount = sum(line.amount_dong for line in lines)
    if total_dong is not None and total_dong != amount:
        raise RemittanceTotalWrong(field="total_dong", said=total_dong, summed=amount)
    content = orjson.dumps([asdict(line) for line in lines])
    digest = hashlib.sha256(content).hexdigest()
    advisory_lock(f"dispatch.remittance:{carrier_code}:{reference}")
    known = CodRemittance.objects.filter(carrier_code=carrier_code, reference=reference).first()
    if known is not None:
        if known.lines_hash != digest:
            raise RemittanceReused(field="reference", reference=reference)
        return remittance_result(known)
    remittance = CodRemittance.objects.create(
        carrier_code=carrier_code,
        reference=reference,
        lines_hash=digest,
        amount_dong=amount,
        fee_dong=sum(line.fee_dong for line in lines),
        covers_from=covers[0] if covers else None,
        covers_to=covers[1] if covers else None,
        received_at=at,
    )
    _match(remittance, lines, at=at)
    if covers:
        queue_missing_cash(carrier_code=carrier_code, days=covers, at=at)
    return remittance_result(remittance)


def _match(remittance: CodRemittance, specs: Sequence[RemittanceLineSpec], *, at: datetime) -> None:
    codes = {spec.tracking_code for spec in specs}
    scene = lock_by_codes(carrier_code=remittance.carrier_code, tracking_codes=codes)
    collections = {row.shipment_id: row for row in lock_collections(list(scene.shipments))}
    lines = judge_lines(remittance, specs, scene, collections, at=at)
    CodRemittanceLine.objects.bulk_create(lines)
    turns = {key: Turn(row) for key, row in scene.shipments.items()}
    listed = [row.id for row in collections.values() if row.listed_at is None]
    CodCollection.objects.filter(id__in=listed).update(listed_at=at)
    matched = [line for line in lines if line.state == LineState.MATCHED]
    match_lines(matched, turns, collections, at=at)
    save_turns(turns.values())
    open_discrepancies([_doubt(line) for line in lines if line.state != LineState.MATCHED], at=at)


def _doubt(line: CodRemittanceLine) -> Doubt:
    remittance = line.remittance
    return Doubt(
        DiscrepancyKind.REMITTANCE_LINE,
        remittance.carrier_code,
        subject_of(line),
        {
            "state": line.state,
            "tracking_code": line.tracking_code,
            "amount_dong": line.amount_dong,
            "line": line.id,
        },
        line.shipment_id,
    )


@transaction.atomic
def accept_collection(*, shipment_key: str, actor: str, at: datetime) -> None:
    """Staff accept that the carrier collected another amount than it should: announces CodCollected of that
    amount; lines of a remittance that wait for it are matched."""
    shipment_id = Shipment.objects.filter(key=shipment_key).values_list("id", flat=True).first()
    scene = lock_by_ids([] if shipment_id is None else [shipment_id])
    if shipment_id is None:
        raise UnknownShipment
    turn = Turn(scene.shipments[shipment_id])
    for row in lock_collections([shipment_id]):
        if row.state == CashState.VARIANCE:
            row.state, row.accepted_by = CashState.COLLECTED, actor
            row.save(update_fields=["state", "accepted_by"])
            say_collected(turn, row)
            match_early_lines([turn], at=at)
            kind, ids = DiscrepancyKind.CASH_VARIANCE, [shipment_id]
            close_discrepancies(kind=kind, shipment_ids=ids, actor=actor, at=at)
            _finish_acceptance(turn, "cash_variance.accepted", actor=actor, at=at)
            return
    raise NothingToSettle


def _finish_acceptance(turn: Turn, action: str, *, actor: str, at: datetime) -> None:
    save_turns([turn])
    record(actor=actor, action=action, subject=f"shipment:{turn.row.key}", at=at)


@transaction.atomic
def accept_remittance_line(*, line_id: int, actor: str, at: datetime) -> None:
    """Staff accept a line whose amount or fee differs: it counts as matched, CodRemitted of its own amount is
    announced. The collection must have been reported (or accepted) before."""
    line = CodRemittanceLine.objects.select_related("remittance").filter(id=line_id).first()
    if line is None or line.shipment_id is None:
        raise NothingToSettle
    scene = lock_by_ids([line.shipment_id])
    collections = {row.shipment_id: row for row in lock_collections([line.shipment_id])}
    line.refresh_from_db(fields=["state"])
    collected = [row for row in collections.values() if row.state == CashState.COLLECTED]
    if line.state not in (LineState.DIFFERENT, LineState.WRONG_FEE) or not collected:
        raise NothingToSettle
    turn = Turn(scene.shipments[line.shipment_id])
    line.state, line.accepted_by = LineState.MATCHED, actor
    line.save(update_fields=["state", "accepted_by"])
    match_lines([line], {line.shipment_id: turn}, collections, at=at)
    close_lines([line], actor=actor, at=at)
    _finish_acceptance(turn, "remittance_line.accepted", actor=actor, at=at)
