"""Making and changing a consignment. What it is stays open to change until it is handed over; the database
closes a clearance by itself when something changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from kernel.audit.operations import record
from kernel.clock import local_day
from kernel.errors import Invalid
from kernel.ids import order_code
from logistics.goods.models import LotRecord
from logistics.goods.refusals import UnknownLot
from logistics.paperwork.enums import (
    Channel,
    ConsignmentState,
    Form,
    Incoterm,
    PartyRole,
    Purpose,
    Route,
)
from logistics.paperwork.models import (
    Allocation,
    Consignment,
    ConsignmentLine,
    ConsignmentParcel,
    ConsignmentParty,
    Destination,
    ExportGood,
)
from logistics.paperwork.operations.checking import check_country, check_fields, check_weights
from logistics.paperwork.operations.gate import lock, move
from logistics.paperwork.operations.rates import take_rate
from logistics.paperwork.refusals import (
    AllocationTaken,
    ConsignmentGone,
    LotOfOtherGoods,
    UnknownDestination,
    UnknownExportGood,
)

CHANGEABLE: Final = frozenset(
    {
        "region",
        "incoterm",
        "incoterm_place",
        "eur_rate",
        "eur_rate_on",
        "eur_rate_source",
        "freight_minor",
        "insurance_minor",
        "preference",
        "departure_on",
        "arrival_at",
        "entry_on",
        "conveyance",
        "point_of_exit",
        "point_of_entry",
        "wood",
        "marked_not_for",
        "operator_size",
        "notice_at",
        "notice_number",
        "purpose",
    }
)
"""Fields that may change while papers are prepared; destination, route and currency make another
consignment."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What must be said to open a consignment. `country` is of the destination."""

    owner: str
    province_code: str
    destination: str
    country: str
    route: Route
    incoterm: Incoterm
    incoterm_place: str
    currency: str
    departure_on: date
    purpose: Purpose = Purpose.SALE


@dataclass(frozen=True, kw_only=True)
class PartySpec:
    name: str
    country: str
    address: str = ""
    tax_number: str = ""
    telephone: str = ""
    email: str = ""
    licence: str = ""


@dataclass(frozen=True, kw_only=True)
class AllocationSpec:
    """Whose quantity, from which lot, as packed: whole grams, packages, and its value in minor units."""

    holder: str
    lot: str
    net_g: int
    gross_g: int
    packages: int
    value_minor: int
    region: str = ""


@transaction.atomic
def open_consignment(*, plan: Plan, actor: str, at: datetime) -> Consignment:
    place = Destination.objects.filter(code=plan.destination).first()
    if place is None or plan.country not in place.countries:
        raise UnknownDestination(field="destination")
    if plan.departure_on < local_day(at):
        raise Invalid(field="departure_on")
    if not (len(plan.currency) == 3 and plan.currency.isascii() and plan.currency.isupper()):
        raise Invalid(field="currency")
    consignment = Consignment(
        number="NX" + order_code()[2:],
        owner=plan.owner,
        province_code=plan.province_code,
        destination=place,
        country=plan.country,
        channel=Channel.POST if plan.route == Route.POST else Channel.CARGO,
        route=plan.route,
        purpose=plan.purpose,
        incoterm=plan.incoterm,
        incoterm_place=plan.incoterm_place,
        currency=plan.currency,
        departure_on=plan.departure_on,
        state_since=at,
        created_at=at,
        created_by=actor,
    )
    check_fields(consignment, exclude=["destination", "decision"])
    take_rate(consignment, at=at)
    consignment.save()
    _written(consignment, "opened", actor=actor, at=at)
    return consignment


@transaction.atomic
def change_consignment(*, key: str, changes: Mapping[str, Any], actor: str, at: datetime) -> Consignment:
    """Set fields of CHANGEABLE; Invalid names any other. A clearance is closed by the change."""
    if unknown := sorted(set(changes) - CHANGEABLE):
        raise Invalid(field=unknown[0])
    consignment = editable(key)
    for name, value in changes.items():
        setattr(consignment, name, value)
    check_fields(consignment, exclude=["destination", "decision"])
    rate = take_rate(consignment, at=at)
    consignment.save(update_fields=[*sorted(changes), *rate])
    _written(consignment, "changed", actor=actor, at=at, fields=", ".join(sorted(changes)))
    consignment.refresh_from_db()
    return consignment


@transaction.atomic
def set_party(*, key: str, role: PartyRole, party: PartySpec, actor: str, at: datetime) -> None:
    consignment = editable(key)
    if not party.name.strip():
        raise Invalid(field="name")
    check_country(party.country)
    facts = {**vars(party), "name": party.name.strip()}
    check_fields(ConsignmentParty(consignment=consignment, role=role, **facts), exclude=["consignment"])
    ConsignmentParty.objects.update_or_create(consignment=consignment, role=role, defaults=facts)
    _written(consignment, "party_set", actor=actor, at=at, role=role.value)


@transaction.atomic
def add_line(
    *,
    key: str,
    good: str,
    description_en: str,
    form: Form,
    package_kind: str = "CT",
    actor: str,
    at: datetime,
) -> ConsignmentLine:
    consignment = editable(key)
    if not ExportGood.objects.filter(code=good).exists():
        raise UnknownExportGood(field="good")
    line = ConsignmentLine(
        consignment=consignment,
        position=consignment.lines.count() + 1,
        good_id=good,
        form=form,
        description_en=description_en,
        package_kind=package_kind,
    )
    check_fields(line, exclude=["consignment", "good"])
    line.save()
    _written(consignment, "line_added", actor=actor, at=at, good=good)
    return line


@transaction.atomic
def allocate(
    *, key: str, position: int, allocations: Sequence[AllocationSpec], actor: str, at: datetime
) -> None:
    """Put quantities on a line. A holder is in at most one consignment that is not cancelled
    (AllocationTaken); a lot must be recorded and of the goods of the line.
    """
    consignment = editable(key)
    line = consignment.lines.select_related("good").filter(position=position).first()
    if line is None:
        raise Invalid(field="position")
    for one in allocations:
        check_weights(net_g=one.net_g, gross_g=one.gross_g, packages=one.packages, value=one.value_minor)
    _check_lots({one.lot for one in allocations}, line)
    _check_holders({one.holder for one in allocations}, line)
    try:
        with transaction.atomic():
            Allocation.objects.bulk_create(Allocation(line=line, **vars(one)) for one in allocations)
    except IntegrityError as refused:
        raise Invalid(field="allocations") from refused
    count = str(len(allocations))
    _written(consignment, "allocated", actor=actor, at=at, position=str(position), count=count)


def _check_lots(references: set[str], line: ConsignmentLine) -> None:
    known = dict(
        LotRecord.objects.filter(reference__in=references).values_list("reference", "commodity__code")
    )
    if missing := sorted(references - set(known)):
        raise UnknownLot(lot=missing[0])
    if other := [lot for lot, code in known.items() if code not in line.good.commodity_codes]:
        raise LotOfOtherGoods(lot=sorted(other)[0])


def _check_holders(holders: set[str], line: ConsignmentLine) -> None:
    live = Allocation.objects.filter(holder__in=holders).exclude(
        line__consignment__state=ConsignmentState.CANCELLED
    )
    if live.exclude(line__consignment=line.consignment_id).exists():
        raise AllocationTaken


@transaction.atomic
def withdraw_allocations(*, key: str, holders: Sequence[str], actor: str, at: datetime) -> int:
    """Take holders out again; how many allocations went. They wait for the next consignment."""
    consignment = editable(key)
    gone, _each = Allocation.objects.filter(line__consignment=consignment, holder__in=holders).delete()
    _written(consignment, "allocations_withdrawn", actor=actor, at=at, count=str(gone))
    return gone


@transaction.atomic
def bind_parcel(*, key: str, shipment: str, actor: str, at: datetime) -> None:
    """From now on the shipment of that reference stands behind this consignment's gate. Idempotent."""
    consignment = editable(key)
    parcel, _new = ConsignmentParcel.objects.get_or_create(
        shipment=shipment, defaults={"consignment": consignment}
    )
    if parcel.consignment_id != consignment.pk:
        raise AllocationTaken
    _written(consignment, "parcel_bound", actor=actor, at=at, shipment=shipment)


@transaction.atomic
def cancel_consignment(*, key: str, reason: str, actor: str, at: datetime) -> None:
    move(lock(key), ConsignmentState.CANCELLED, actor=actor, reason=reason, at=at)


@transaction.atomic
def report_progress(*, key: str, state: ConsignmentState, actor: str, at: datetime) -> None:
    """Arrived, released by customs, delivered: in this order, as somebody reports it."""
    if state not in (ConsignmentState.ARRIVED, ConsignmentState.RELEASED, ConsignmentState.DELIVERED):
        raise Invalid(field="state")
    move(lock(key), state, actor=actor, at=at)


def editable(key: str) -> Consignment:
    """Locked, and not gone."""
    consignment = lock(key)
    if consignment.state not in (ConsignmentState.PREPARING, ConsignmentState.CLEARED):
        raise ConsignmentGone
    return consignment


def _written(consignment: Consignment, what: str, *, actor: str, at: datetime, **data: str) -> None:
    record(
        actor=actor,
        action=f"consignment.{what}",
        subject=f"consignment:{consignment.key}",
        data=data,
        at=at,
    )
