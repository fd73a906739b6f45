"""What we claim from a carrier for damage, loss and delay, by Decree 47/2011/NĐ-CP.

* Art. 25(1): inside the country at least four times the charge, the charge itself included.
* Art. 24: nothing without a proof that the carrier accepted the parcel; indirect damage is not counted.
* Art. 26: paid within thirty days of the document that says who is liable, here the carrier's acceptance.
* A complaint comes within six months of the promised day for loss and delay, within one month of the
delivery for damage (terms of the designated operator; the carrier publishes its own, never shorter by our
contracts)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from kernel.audit.operations import record
from kernel.clock import local_day
from kernel.errors import JSON
from kernel.states import check_move
from logistics.dispatch.enums import ClaimKind, ClaimState, DiscrepancyKind, ShipmentState
from logistics.dispatch.files import keep_picture
from logistics.dispatch.models import CarrierClaim, CarrierClaimPhoto, Shipment
from logistics.dispatch.operations.queue import Doubt, close_discrepancies, open_discrepancies
from logistics.dispatch.refusals import (
    ClaimNotFounded,
    ClaimTooLate,
    ClaimTooMuch,
    CompensationTooLow,
    UnknownClaim,
    UnknownShipment,
)

TIMES_THE_CHARGE: Final = 4
DAYS_TO_PAY: Final = 30
MONTHS_TO_COMPLAIN: Final = {ClaimKind.LOSS: 6, ClaimKind.DELAY: 6, ClaimKind.DAMAGE: 1}
MOST_PHOTOS: Final = 8
_NEVER_ACCEPTED: Final = (ShipmentState.BOOKED, ShipmentState.CANCELLED)


def minimum_of(shipment: Shipment) -> int:
    """Whole dong that the law gives at least."""
    return TIMES_THE_CHARGE * shipment.billed_dong


@transaction.atomic
def file_claim(
    *,
    shipment_key: str,
    kind: ClaimKind,
    claimed_dong: int,
    description: str,
    photos: Sequence[bytes] = (),
    actor: str,
    at: datetime,
) -> CarrierClaim:
    """Claim from the carrier of a shipment, once of a kind: a second call gives the first claim.
    ClaimNotFounded when the carrier never had the goods, or a delay is not one; ClaimTooLate after the
    months to complain."""
    shipment = Shipment.objects.select_for_update().filter(key=shipment_key).first()
    if shipment is None:
        raise UnknownShipment
    known = CarrierClaim.objects.filter(shipment=shipment, kind=kind).first()
    if known is not None:
        return known
    _check(shipment, kind, today=local_day(at))
    claim = CarrierClaim.objects.create(
        carrier_code=shipment.carrier_code,
        shipment=shipment,
        kind=kind,
        description=description,
        claimed_dong=claimed_dong,
        minimum_dong=minimum_of(shipment),
        filed_at=at,
        filed_by=actor,
    )
    for position, content in enumerate(photos[:MOST_PHOTOS], start=1):
        kept = keep_picture(content, folder=f"claims/{at:%Y%m}", field="photos")
        CarrierClaimPhoto.objects.create(claim=claim, position=position, **kept._asdict())
    _write_down("filed", claim, actor=actor, at=at)
    return claim


def _check(shipment: Shipment, kind: ClaimKind, *, today: date) -> None:
    if shipment.state in _NEVER_ACCEPTED:
        raise ClaimNotFounded(kind=str(kind.label))
    ended_on = _ended_on(shipment)
    if kind == ClaimKind.DELAY and (ended_on or today) <= shipment.promised_on:
        raise ClaimNotFounded(kind=str(kind.label))
    since = _since(shipment, kind, today=today)
    if today > months_later(since, MONTHS_TO_COMPLAIN[kind]):
        raise ClaimTooLate(since=since.isoformat())


def last_day_to_complain(shipment: Shipment, kind: ClaimKind, *, today: date) -> date:
    """Until when a claim of this kind may be filed; damage to what is still under way counts from today."""
    return months_later(_since(shipment, kind, today=today), MONTHS_TO_COMPLAIN[kind])


def _since(shipment: Shipment, kind: ClaimKind, *, today: date) -> date:
    return (_ended_on(shipment) or today) if kind == ClaimKind.DAMAGE else shipment.promised_on


def _ended_on(shipment: Shipment) -> date | None:
    ends = [parcel.state_since for parcel in shipment.parcels.all() if parcel.state_since]
    return local_day(max(ends)) if ends and shipment.state != ShipmentState.HANDED_OVER else None


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    month = day.month - 1 + months
    first_after = date(day.year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(day.year + month // 12, month % 12 + 1, 1) + timedelta(days=day.day - 1),
               first_after - timedelta(days=1))  # fmt: skip


@transaction.atomic
def accept_claim(
    *, carrier_code: str, key: str, amount_dong: int, answer: str = "", actor: str, at: datetime
) -> CarrierClaim:
    """The carrier is liable for so much: no less than the law's minimum or what is claimed
    (CompensationTooLow), no more than is claimed (ClaimTooMuch). It pays within thirty days. The same again
    changes nothing."""
    claim = _lock(carrier_code, key)
    if claim.state == ClaimState.ACCEPTED and claim.accepted_dong == amount_dong:
        return claim
    check_move(ClaimState(claim.state), ClaimState.ACCEPTED)
    least = min(claim.minimum_dong, claim.claimed_dong)
    if amount_dong < least:
        raise CompensationTooLow(field="amount_dong", least=least)
    if amount_dong > claim.claimed_dong:
        raise ClaimTooMuch(field="amount_dong", most=claim.claimed_dong)
    claim.state, claim.accepted_dong, claim.answer = ClaimState.ACCEPTED, amount_dong, answer
    claim.answered_at, claim.pay_until = at, local_day(at) + timedelta(days=DAYS_TO_PAY)
    return _save("accepted", claim, actor=actor, at=at)


@transaction.atomic
def reject_claim(*, carrier_code: str, key: str, answer: str, actor: str, at: datetime) -> CarrierClaim:
    """The carrier is not liable, and says why; staff look at it. The same again changes nothing."""
    claim = _lock(carrier_code, key)
    if claim.state == ClaimState.REJECTED and claim.answer == answer:
        return claim
    check_move(ClaimState(claim.state), ClaimState.REJECTED)
    claim.state, claim.answer, claim.answered_at = ClaimState.REJECTED, answer, at
    data = {"kind": claim.kind, "answer": answer}
    doubt = Doubt(DiscrepancyKind.CLAIM_REJECTED, carrier_code, claim.key, dict(data), claim.shipment_id)
    open_discrepancies([doubt], at=at)
    return _save("rejected", claim, actor=actor, at=at)


@transaction.atomic
def pay_claim(*, carrier_code: str, key: str, reference: str, actor: str, at: datetime) -> CarrierClaim:
    """The carrier has paid what it accepted, under its own reference. The same again changes nothing."""
    claim = _lock(carrier_code, key)
    if claim.state == ClaimState.PAID and claim.payment_reference == reference:
        return claim
    check_move(ClaimState(claim.state), ClaimState.PAID)
    claim.state, claim.paid_at, claim.payment_reference = ClaimState.PAID, at, reference
    return _save("paid", claim, actor=actor, at=at)


@transaction.atomic
def reopen_claim(*, key: str, description: str, actor: str, at: datetime) -> CarrierClaim:
    """Staff do not agree with a rejection: the claim is open again, with what they say to it."""
    claim = _lock("", key)
    check_move(ClaimState(claim.state), ClaimState.OPEN)
    claim.state, claim.description, claim.answered_at = ClaimState.OPEN, description, None
    _close_doubt(claim, actor=actor, at=at)
    return _save("reopened", claim, actor=actor, at=at)


@transaction.atomic
def withdraw_claim(*, key: str, actor: str, at: datetime) -> CarrierClaim:
    """Staff take it back before the carrier has answered."""
    claim = _lock("", key)
    check_move(ClaimState(claim.state), ClaimState.WITHDRAWN)
    claim.state = ClaimState.WITHDRAWN
    return _save("withdrawn", claim, actor=actor, at=at)


def _lock(carrier_code: str, key: str) -> CarrierClaim:
    found = CarrierClaim.objects.select_for_update(of=("self",)).select_related("shipment").filter(key=key)
    claim = (found.filter(carrier_code=carrier_code) if carrier_code else found).first()
    if claim is None:
        raise UnknownClaim
    return claim


def _close_doubt(claim: CarrierClaim, *, actor: str, at: datetime) -> None:
    kind, ids = DiscrepancyKind.CLAIM_REJECTED, [claim.shipment_id]
    close_discrepancies(kind=kind, shipment_ids=ids, subjects=[claim.key], actor=actor, at=at)


def _save(what: str, claim: CarrierClaim, *, actor: str, at: datetime) -> CarrierClaim:
    claim.save()
    _write_down(what, claim, actor=actor, at=at)
    return claim


def _write_down(what: str, claim: CarrierClaim, *, actor: str, at: datetime) -> None:
    data: dict[str, JSON] = {
        "kind": claim.kind, "claimed": claim.claimed_dong, "accepted": claim.accepted_dong,
    }  # fmt: skip
    record(actor=actor, action=f"carrier_claim.{what}", subject=f"claim:{claim.key}", data=data, at=at)
