"""The cash of deliveries: accepting what differs, and matching what the carrier hands in."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
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
from logistics.dispatch.operations.queue import Doubt, close_discrepancies, open_discrepancies
from logistics.dispatch.operations.scene import Scene, lock_by_codes, lock_by_ids
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
    at: datetime,
) -> RemittanceResult:
    """Match a carrier's list line by line; each line that does not match is kept and queued, none is
    lost.

    Idempotent on (carrier, reference): the same lines give the stored result as it stands now, others
    raise RemittanceReused. `total_dong`, when given, must be the sum of the amounts. Announces
    CodRemitted per matched line. A line whose collection is not reported yet waits (EARLY) and is matched
    when it is."""
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
        received_at=at,
    )
    _match(remittance, lines, at=at)
    return remittance_result(remittance)


def _match(remittance: CodRemittance, specs: Sequence[RemittanceLineSpec], *, at: datetime) -> None:
    codes = {spec.tracking_code for spec in specs}
    scene = lock_by_codes(carrier_code=remittance.carrier_code, tracking_codes=codes)
    collections = {row.shipment_id: row for row in lock_collections(list(scene.shipments))}
    lines = _judge_lines(remittance, specs, scene, collections)
    CodRemittanceLine.objects.bulk_create(lines)
    turns = {key: Turn(row) for key, row in scene.shipments.items()}
    matched = [line for line in lines if line.state == LineState.MATCHED]
    match_lines(matched, turns, collections, at=at)
    save_turns(turns.values())
    open_discrepancies([_doubt(line) for line in lines if line.state != LineState.MATCHED], at=at)


def _judge_lines(
    remittance: CodRemittance,
    specs: Sequence[RemittanceLineSpec],
    scene: Scene,
    collections: dict[int, CodCollection],
) -> list[CodRemittanceLine]:
    early = CodRemittanceLine.objects.filter(shipment_id__in=scene.shipments, state=LineState.EARLY)
    boxes = scene.by_code()
    spoken_for: set[int | None] = {*early.values_list("shipment_id", flat=True)}
    lines = []
    for position, spec in enumerate(specs, start=1):
        box = boxes.get(spec.tracking_code)
        line = CodRemittanceLine(remittance=remittance, position=position, **asdict(spec))
        line.shipment_id = box.shipment_id if box else None
        line.state = _line_state(line, collections, spoken_for)
        if line.shipment_id and line.state in (LineState.MATCHED, LineState.EARLY):
            spoken_for.add(line.shipment_id)
        lines.append(line)
    return lines


def _line_state(
    line: CodRemittanceLine, collections: dict[int, CodCollection], spoken_for: set[int | None]
) -> LineState:
    if line.shipment_id is None:
        return LineState.UNKNOWN
    collection = collections.get(line.shipment_id)
    if collection is None:
        return LineState.DIFFERENT  # nothing was to be collected
    if collection.state == CashState.REMITTED or line.shipment_id in spoken_for:
        return LineState.DUPLICATE
    collected = collection.state == CashState.COLLECTED
    due = collection.collected_dong if collected else collection.due_dong
    if line.amount_dong != due or line.fee_dong > line.amount_dong:
        return LineState.DIFFERENT  # a fee beyond the cash is for a person to look at
    return LineState.MATCHED if collected else LineState.EARLY


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
    """Staff accept a line whose amount differs: it counts as matched, CodRemitted of its own amount is
    announced. The collection must have been reported (or accepted) before."""
    line = CodRemittanceLine.objects.select_related("remittance").filter(id=line_id).first()
    if line is None or line.shipment_id is None:
        raise NothingToSettle
    scene = lock_by_ids([line.shipment_id])
    collections = {row.shipment_id: row for row in lock_collections([line.shipment_id])}
    line.refresh_from_db(fields=["state"])
    collected = [row for row in collections.values() if row.state == CashState.COLLECTED]
    if line.state != LineState.DIFFERENT or not collected:
        raise NothingToSettle
    turn = Turn(scene.shipments[line.shipment_id])
    line.state, line.accepted_by = LineState.MATCHED, actor
    line.save(update_fields=["state", "accepted_by"])
    match_lines([line], {line.shipment_id: turn}, collections, at=at)
    close_lines([line], actor=actor, at=at)
    _finish_acceptance(turn, "remittance_line.accepted", actor=actor, at=at)
