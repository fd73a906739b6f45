"""The vehicles of an office. A change of them makes the plans of today and later be made anew."""

from collections.abc import Sequence
from datetime import datetime, time

from django.db import IntegrityError, transaction

from kernel.audit.operations import record
from kernel.clock import local_day
from kernel.places.queries import commune
from logistics.carriers.queries import office
from logistics.rounds.models import Base, Plan, Vehicle
from logistics.rounds.refusals import UnknownVehicle, VehicleExists, VehicleWrong


@transaction.atomic
def open_base(*, office_code: str, also_communes: Sequence[str] = (), actor: str, at: datetime) -> Base:
    """The office as a base of vehicles, made at the middle of its commune if need be; raises UnknownOffice,
    UnknownPlace. Called again with other communes, it serves those from then on."""
    found = office(office_code)
    place = commune(found.commune_code)
    others = sorted({commune(code).code for code in also_communes} - {place.code})
    start = {
        "commune_code": place.code,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "also_communes": others,
    }
    base, is_new = Base.objects.get_or_create(
        carrier_code=found.carrier_code, office_code=office_code, defaults=start
    )
    if not is_new and others and base.also_communes != others:
        base.also_communes = others
        base.save(update_fields=["also_communes"])
        _plan_again(base, at=at)
    if is_new:
        record(actor=actor, action="rounds_base.opened", subject=f"office:{office_code}", at=at)
    return base


@transaction.atomic
def add_vehicle(
    *,
    base: Base,
    name: str,
    kind: str,
    capacity_g: int,
    chilled_g: int,
    from_time: time,
    to_time: time,
    trips: int = 1,
    courier: str = "",
    actor: str,
    at: datetime,
) -> Vehicle:
    """Raises VehicleExists when one in use has the name, VehicleWrong when its figures cannot be."""
    if not (0 < capacity_g <= 20_000_000 and 0 <= chilled_g <= capacity_g):
        raise VehicleWrong(field="capacity_g")
    if to_time <= from_time or not 1 <= trips <= 6:
        raise VehicleWrong(field="to_time")
    try:
        with transaction.atomic():
            vehicle = Vehicle.objects.create(
                base=base,
                name=name,
                kind=kind,
                courier=courier,
                capacity_g=capacity_g,
                chilled_g=chilled_g,
                from_time=from_time,
                to_time=to_time,
                trips=trips,
            )
    except IntegrityError as clash:
        raise VehicleExists(field="name", name=name) from clash
    record(actor=actor, action="vehicle.added", subject=f"vehicle:{vehicle.key}", at=at)
    _plan_again(base, at=at)
    return vehicle


@transaction.atomic
def retire_vehicle(*, carrier_code: str, office_code: str, key: str, actor: str, at: datetime) -> None:
    """It takes no further round; its past ones stay. Its pass opens nothing from now on."""
    vehicle = _lock(carrier_code, office_code, key)
    if vehicle.retired_at is None:
        vehicle.retired_at = at
        vehicle.save(update_fields=["retired_at"])
        record(actor=actor, action="vehicle.retired", subject=f"vehicle:{key}", at=at)
        _plan_again(vehicle.base, at=at)


@transaction.atomic
def name_courier(
    *, carrier_code: str, office_code: str, key: str, courier: str, actor: str, at: datetime
) -> None:
    """Who drives it from now on; passes made out for somebody else are worth nothing then."""
    vehicle = _lock(carrier_code, office_code, key)
    vehicle.courier = courier
    vehicle.save(update_fields=["courier"])
    record(actor=actor, action="vehicle.courier_named", subject=f"vehicle:{key}", at=at)


def _lock(carrier_code: str, office_code: str, key: str) -> Vehicle:
    """`office_code` "" is the whole carrier."""
    found = Vehicle.objects.select_for_update(of=("self",)).select_related("base")
    found = found.filter(key=key, base__carrier_code=carrier_code)
    vehicle = (found.filter(base__office_code=office_code) if office_code else found).first()
    if vehicle is None:
        raise UnknownVehicle
    return vehicle


def _plan_again(base: Base, *, at: datetime) -> None:
    Plan.objects.filter(base=base, day__gte=local_day(at)).update(wanted_at=at)
