"""What the post office, a household and a planner read of rounds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Prefetch

from kernel.clock import PEOPLE_ZONE
from logistics.dispatch.enums import ShipmentState
from logistics.dispatch.models import Parcel, Shipment
from logistics.rounds.models import Base, Plan, Round, Stop, Vehicle, Yard
from logistics.rounds.refusals import UnknownVehicle

_HALF_HOUR: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Visit:
    """When a courier comes: told as an hour around the planned minute, in whole half hours."""

    from_at: datetime
    to_at: datetime
    courier: str
    vehicle: str


def plans_to_make() -> list[int]:
    """Those that are asked for, the longest wait first."""
    found = Plan.objects.filter(wanted_at__isnull=False).order_by("wanted_at", "id")
    return list(found.values_list("id", flat=True)[:200])


def base_of(*, carrier_code: str, office_code: str) -> Base | None:
    """The office's base; without an office the carrier's first."""
    found = Base.objects.filter(carrier_code=carrier_code).order_by("id")
    return (found.filter(office_code=office_code) if office_code else found).first()


def yard_at(*, commune_code: str, address: str) -> Yard | None:
    """Where somebody said that the yard of this address lies."""
    return Yard.objects.filter(commune_code=commune_code, address=address).first()


def yards_placed(senders: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Of these (commune, address) those whose yard somebody has placed on the map. One statement."""
    wanted = set(senders)
    found = Yard.objects.filter(
        commune_code__in={code for code, _address in wanted},
        address__in={address for _code, address in wanted},
    )
    return wanted & set(found.values_list("commune_code", "address"))


def vehicles_of(base: Base) -> list[Vehicle]:
    """Those in use."""
    return list(base.vehicles.filter(retired_at=None).order_by("id"))


def vehicle_by_key(*, carrier_code: str, office_code: str, key: str) -> Vehicle:
    """Raises UnknownVehicle, for another office's too. `office_code` "" is the whole carrier."""
    found = Vehicle.objects.select_related("base").filter(
        key=key, base__carrier_code=carrier_code, retired_at=None
    )
    vehicle = (found.filter(base__office_code=office_code) if office_code else found).first()
    if vehicle is None:
        raise UnknownVehicle
    return vehicle


def plan_of_day(*, base: Base, day: date) -> Plan | None:
    """The plan with its rounds, stops, shipments and boxes: six statements however many there
    are. `plan.rounds.all()`, `round.stops.all()`; stops without a round in `plan.left_out`."""
    shipments = Shipment.objects.prefetch_related(Prefetch("parcels", Parcel.objects.order_by("position")))
    stops = Stop.objects.order_by("position").prefetch_related(
        Prefetch("shipments", shipments.order_by("id"))
    )
    rounds = Round.objects.select_related("vehicle").order_by("number").prefetch_related(
        Prefetch("stops", stops)
    )  # fmt: skip
    left = Prefetch("stops", stops.filter(round=None), to_attr="left_out")
    found = Plan.objects.filter(base=base, day=day).prefetch_related(Prefetch("rounds", rounds), left)
    return found.first()


def visits_of(*, references: Sequence[str]) -> dict[str, Visit]:
    """When the courier comes for these shipments, by reference; those that nobody has planned are missing.
    One statement."""
    if not references:
        return {}
    found = Stop.objects.filter(
        shipments__reference__in=references,
        shipments__state=ShipmentState.BOOKED,
        shipments__cancelled_at=None,
        round__isnull=False,
        arrives_at__isnull=False,
    )
    rows = found.order_by("plan__day").values_list(
        "shipments__reference", "arrives_at", "round__vehicle__courier", "round__vehicle__name"
    )
    return {reference: _visit(arrives, courier, name) for reference, arrives, courier, name in rows}


def _visit(arrives_at: datetime | None, courier: str, vehicle: str) -> Visit:
    assert arrives_at is not None
    local = arrives_at.astimezone(PEOPLE_ZONE)
    start = local.replace(minute=0 if local.minute < 30 else 30, second=0, microsecond=0)
    start -= _HALF_HOUR if local - start < timedelta(minutes=15) else timedelta(0)
    return Visit(from_at=start, to_at=start + 2 * _HALF_HOUR, courier=courier, vehicle=vehicle)


def yard_of(*, commune_code: str, address: str) -> Yard | None:
    """What is known of the yard at this address."""
    return Yard.objects.filter(commune_code=commune_code, address=address).first()
