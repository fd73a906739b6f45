"""What a planner reads before it thinks: who waits, what was fetched already, which vehicles there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from django.db.models import Count

from kernel.clock import PEOPLE_ZONE
from kernel.places.queries import commune
from logistics.dispatch.enums import ShipmentState
from logistics.dispatch.models import Shipment
from logistics.rounds.models import Base, Plan, Round, Stop, Vehicle, Yard
from logistics.rounds.values import Call, Car, Problem, Spot

GREETING_S: Final = 240  # to find the gate, count the boxes and scan
BOX_S: Final = 30


class Sender(NamedTuple):
    """What makes two shipments one stop."""

    commune_code: str
    address: str
    telephone: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One stop to be made."""

    call: Call
    shipment_ids: Sequence[int]
    is_exact: bool


@dataclass(slots=True)
class Out:
    """A round that has begun: what of it is done, and whether something of it is still to be done."""

    round: Round
    done: list[Stop] = field(default_factory=list)
    open: int = 0


@dataclass(frozen=True)
class Gathered:
    """`shipment_ids`: all that the plan is for, fetched or not. `outs`: rounds under way or done, by
    vehicle."""

    plan: Plan
    base: Base
    shipment_ids: list[int]
    waiting: list[Waiting]
    vehicles: list[Vehicle]
    outs: list[Out]
    problem: Problem


def gather(plan: Plan, *, at: datetime) -> Gathered:
    """The day's problem, as it stands at `at`: five statements however large the day."""
    base = plan.base
    shipments = list(_shipments(base, plan.day))
    by_sender: dict[Sender, list[Shipment]] = {}
    for row in shipments:
        if row.state == ShipmentState.BOOKED:
            sender = Sender(row.sender_commune_code, row.sender_address, row.sender_telephone)
            by_sender.setdefault(sender, []).append(row)
    yards = {(yard.commune_code, yard.address): yard for yard in _yards(by_sender)}
    waiting = [
        _waiting(sender, rows, yards.get((sender.commune_code, sender.address)))
        for sender, rows in sorted(by_sender.items())
    ]
    vehicles = list(base.vehicles.filter(retired_at=None).order_by("id"))
    outs = _outs(plan)
    cars = [_car(vehicle, outs, day=plan.day, at=at) for vehicle in vehicles]
    office = Spot(base.latitude, base.longitude)
    return Gathered(
        plan=plan,
        base=base,
        shipment_ids=sorted(row.id for row in shipments),
        waiting=waiting,
        vehicles=vehicles,
        outs=outs,
        problem=Problem(office=office, calls=[one.call for one in waiting], cars=cars),
    )


def _shipments(base: Base, day: date) -> Sequence[Shipment]:
    found = Shipment.objects.filter(
        pickup__carrier_code=base.carrier_code,
        pickup__day=day,
        sender_commune_code__in=base.communes,
        released=True,
        cancelled_at=None,
    )
    counted = found.annotate(boxes=Count("parcels"))
    return list(counted.select_related("pickup").order_by("id"))


def _yards(senders: Mapping[Sender, object]) -> Sequence[Yard]:
    addresses = {sender.address for sender in senders}
    communes = {sender.commune_code for sender in senders}
    return list(Yard.objects.filter(commune_code__in=communes, address__in=addresses))


def _waiting(sender: Sender, rows: Sequence[Shipment], yard: Yard | None) -> Waiting:
    place = commune(sender.commune_code)
    spot = Spot(yard.latitude, yard.longitude) if yard else Spot(place.latitude, place.longitude)
    earliest = max(seconds_of(row.pickup.window_start) for row in rows)
    latest = min(seconds_of(row.pickup.window_end) for row in rows)
    if yard and yard.earliest:
        earliest = min(latest, max(earliest, seconds_of(yard.earliest)))
    if yard and yard.latest:
        latest = max(earliest, min(latest, seconds_of(yard.latest)))
    boxes = sum(row.boxes for row in rows)  # type: ignore[attr-defined]
    call = Call(
        spot=spot,
        gross_g=sum(row.gross_g for row in rows),
        chilled_g=sum(row.gross_g for row in rows if row.chilled),
        service_s=GREETING_S + BOX_S * boxes,
        earliest_s=earliest,
        latest_s=latest,
    )
    return Waiting(call, [row.id for row in rows], yard is not None)


def _outs(plan: Plan) -> list[Out]:
    """Rounds of the plan as it was, with their stops that are done; those not begun are not kept."""
    rounds = {row.id: Out(row) for row in plan.rounds.select_related("vehicle").order_by("number")}
    stops = plan.stops.filter(round__isnull=False).prefetch_related("shipments").order_by("position")
    for stop in stops:
        out = rounds[stop.round_id or 0]
        live = [row for row in stop.shipments.all() if row.cancelled_at is None]
        if any(row.state == ShipmentState.BOOKED for row in live):
            out.open += 1
        elif live:
            out.done.append(stop)
    return [out for out in rounds.values() if out.done]


def _car(vehicle: Vehicle, outs: Sequence[Out], *, day: date, at: datetime) -> Car:
    """In its shift, or from now on; where it stands if it is out with something still to do."""
    current = next((out for out in outs if out.round.vehicle_id == vehicle.id and out.open), None)
    now_s = seconds_into(day, at)
    last = current.done[-1] if current else None
    loaded = [row for stop in current.done for row in stop.shipments.all()] if current else []
    return Car(
        capacity_g=vehicle.capacity_g,
        chilled_g=vehicle.chilled_g,
        from_s=max(seconds_of(vehicle.from_time), now_s),
        to_s=seconds_of(vehicle.to_time),
        trips=vehicle.trips,
        starts_at=Spot(last.latitude, last.longitude) if last else None,
        loaded_g=sum(row.gross_g for row in loaded),
        loaded_chilled_g=sum(row.gross_g for row in loaded if row.chilled),
    )


def seconds_of(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second


def seconds_into(day: date, at: datetime) -> int:
    """Seconds from the day's local midnight; below zero the evening before."""
    return int((at - datetime.combine(day, time(), PEOPLE_ZONE)).total_seconds())


def moment(day: date, seconds: int) -> datetime:
    """The instant so many seconds after the day's local midnight."""
    return datetime.combine(day, time(), PEOPLE_ZONE) + timedelta(seconds=seconds)
