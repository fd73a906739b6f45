"""Writing what was harvested, what was done to it, and the codes of growing areas and packing houses."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from kernel.audit.operations import record
from kernel.clock import local_day
from kernel.errors import Invalid
from kernel.places.queries import commune
from kernel.states import check_move
from logistics.goods.enums import CodeStatus, TreatmentKind
from logistics.goods.models import (
    CodeStatusChange,
    GrowingArea,
    LotRecord,
    MarketApproval,
    PackingHouse,
    SprayRecord,
    Treatment,
    TreatmentFacility,
)
from logistics.goods.queries import commodity
from logistics.goods.refusals import (
    HarvestInTheFuture,
    LotAlreadyRecorded,
    UnknownFacility,
    UnknownGrowingArea,
    UnknownLot,
    UnknownPackingHouse,
)


def record_lot(
    *,
    reference: str,
    commodity_code: str,
    harvested_on: date,
    growing_area_code: str = "",
    packing_house_code: str = "",
    at: datetime,
) -> LotRecord:
    """Write down a lot under the opaque reference of its owner ("lot:<key>"). The same facts again change
    nothing; other facts under a used reference are refused (LotAlreadyRecorded).
    """
    if harvested_on > local_day(at):
        raise HarvestInTheFuture(field="harvested_on")
    facts: dict[str, Any] = {
        "commodity_id": commodity(commodity_code).pk,
        "harvested_on": harvested_on,
        "growing_area_id": _growing_area_id(growing_area_code),
        "packing_house_id": _packing_house_id(packing_house_code),
    }
    lot, created = LotRecord.objects.get_or_create(reference=reference, defaults={**facts, "recorded_at": at})
    if not created and any(getattr(lot, name) != value for name, value in facts.items()):
        raise LotAlreadyRecorded(lot=reference)
    return lot


@dataclass(frozen=True, kw_only=True)
class Dose:
    """What was measured while treating; what nobody wrote down stays None, and then fits no rule."""

    temperature_c: Decimal | None = None
    minutes: int | None = None
    dose_gray: int | None = None
    chemical: str = ""
    grams_per_m3: Decimal | None = None
    humidity_pct: int | None = None
    certificate: str = ""


def record_treatment(
    *,
    reference: str,
    kind: TreatmentKind,
    done_at: datetime,
    note: str = "",
    dose: Dose | None = None,
    facility_code: str = "",
) -> Treatment:
    """Add a treatment to a recorded lot; the same one (lot, kind, instant) again changes nothing."""
    lot = _lot(reference)
    facility = _facility(facility_code) if facility_code else None
    treatment, _created = Treatment.objects.get_or_create(
        lot=lot,
        kind=kind,
        done_at=done_at,
        defaults={"note": note, "facility": facility, **vars(dose or Dose())},
    )
    return treatment


def record_spray(
    *,
    reference: str,
    sprayed_on: date,
    product: str,
    substance: str = "",
    dose: str = "",
    wait_days: int | None = None,
    at: datetime,
) -> SprayRecord:
    """What was sprayed on the trees of a lot before its harvest; the same again changes nothing."""
    lot = _lot(reference)
    if sprayed_on > lot.harvested_on:
        raise Invalid(field="sprayed_on")
    facts = {"substance": substance, "dose": dose, "wait_days": wait_days, "recorded_at": at}
    spray, _created = SprayRecord.objects.get_or_create(
        lot=lot, sprayed_on=sprayed_on, product=product, defaults=facts
    )
    return spray


def _lot(reference: str) -> LotRecord:
    lot = LotRecord.objects.filter(reference=reference).first()
    if lot is None:
        raise UnknownLot(lot=reference)
    return lot


def _facility(code: str) -> TreatmentFacility:
    found = TreatmentFacility.objects.filter(code=code.strip().upper()).first()
    if found is None:
        raise UnknownFacility(facility=code, field="facility")
    return found


@transaction.atomic
def approve_market(
    *,
    of: GrowingArea | PackingHouse | TreatmentFacility,
    destination: str,
    approved_on: date,
    actor: str,
    at: datetime,
) -> MarketApproval:
    """That a destination took the code onto its list; one that is on it already is returned as it is."""
    holder = {_column(of): of}
    live = MarketApproval.objects.filter(destination=destination, withdrawn_on=None, **holder).first()
    if live is not None:
        return live
    row = MarketApproval.objects.create(
        destination=destination, approved_on=approved_on, actor=actor, recorded_at=at, **holder
    )
    _note_market(of, "approved", destination, approved_on, actor=actor, at=at)
    return row


@transaction.atomic
def withdraw_market(
    *,
    of: GrowingArea | PackingHouse | TreatmentFacility,
    destination: str,
    withdrawn_on: date,
    actor: str,
    at: datetime,
) -> int:
    """Off the list from that day on; how many approvals ended."""
    live = MarketApproval.objects.filter(
        destination=destination, withdrawn_on=None, approved_on__lte=withdrawn_on, **{_column(of): of}
    )
    ended = live.update(withdrawn_on=withdrawn_on)
    if ended:
        _note_market(of, "withdrawn", destination, withdrawn_on, actor=actor, at=at)
    return ended


def _column(of: GrowingArea | PackingHouse | TreatmentFacility) -> str:
    names = {GrowingArea: "growing_area", PackingHouse: "packing_house", TreatmentFacility: "facility"}
    return names[type(of)]


def _note_market(
    of: GrowingArea | PackingHouse | TreatmentFacility,
    what: str,
    destination: str,
    day: date,
    *,
    actor: str,
    at: datetime,
) -> None:
    record(
        actor=actor,
        action=f"market.{what}",
        subject=f"{_column(of)}:{of.code}",
        data={"destination": destination, "day": day.isoformat()},
        at=at,
    )


@transaction.atomic
def open_growing_area(
    *, code: str, commodity_code: str, commune_code: str, name: str = "", actor: str, at: datetime
) -> GrowingArea:
    """Enter an approved code (upper case; its pattern is not published, so none is checked). A known code is
    returned as it is.
    """
    area, created = GrowingArea.objects.get_or_create(
        code=code.strip().upper(),
        defaults={
            "commodity_id": commodity(commodity_code).pk,
            "commune_code": commune(commune_code).code,
            "name": name,
            "approved_on": local_day(at),
        },
    )
    if created:
        note_entry(area_or_house=area, actor=actor, at=at)
    return area


@transaction.atomic
def open_packing_house(
    *, code: str, commune_code: str, name: str = "", actor: str, at: datetime
) -> PackingHouse:
    """Enter an approved code, as open_growing_area does."""
    house, created = PackingHouse.objects.get_or_create(
        code=code.strip().upper(),
        defaults={"commune_code": commune(commune_code).code, "name": name, "approved_on": local_day(at)},
    )
    if created:
        note_entry(area_or_house=house, actor=actor, at=at)
    return house


@transaction.atomic
def change_code_status(
    *,
    area_or_house: GrowingArea | PackingHouse,
    status: CodeStatus,
    effective_on: date,
    reason: str,
    actor: str,
    at: datetime,
) -> None:
    """Suspend, approve again or revoke a code; ForbiddenMove once it is revoked. The history keeps the
    day.
    """
    locked = type(area_or_house)._default_manager.select_for_update().get(pk=area_or_house.pk)
    check_move(locked.status, status)
    locked.status = area_or_house.status = status
    locked.save(update_fields=["status"])
    _write_history(locked, effective_on=effective_on, reason=reason, actor=actor, at=at)


def note_entry(*, area_or_house: GrowingArea | PackingHouse, actor: str, at: datetime) -> None:
    """Begin the history of a code that was just entered, from today on."""
    _write_history(area_or_house, effective_on=local_day(at), reason="", actor=actor, at=at)


def _write_history(
    area_or_house: GrowingArea | PackingHouse, *, effective_on: date, reason: str, actor: str, at: datetime
) -> None:
    which = "growing_area" if isinstance(area_or_house, GrowingArea) else "packing_house"
    CodeStatusChange.objects.create(
        **{which: area_or_house},
        status=area_or_house.status,
        effective_on=effective_on,
        reason=reason,
        actor=actor,
        recorded_at=at,
    )
    record(
        actor=actor,
        action=f"{which}.{area_or_house.status.lower()}",
        subject=f"{which}:{area_or_house.code}",
        data={"effective_on": effective_on.isoformat(), "reason": reason},
        at=at,
    )


def _growing_area_id(code: str) -> int | None:
    """Whatever its status: where a lot grew is a fact; whether it may be exported is judged where it is."""
    if not code:
        return None
    found = GrowingArea.objects.filter(code=code.strip().upper()).first()
    if found is None:
        raise UnknownGrowingArea(growing_area=code, field="growing_area")
    return found.pk


def _packing_house_id(code: str) -> int | None:
    if not code:
        return None
    found = PackingHouse.objects.filter(code=code.strip().upper()).first()
    if found is None:
        raise UnknownPackingHouse(packing_house=code, field="packing_house")
    return found.pk
