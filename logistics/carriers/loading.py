"""Rate cards from fixtures/carriers/*.yaml into the tables; docs/carriers.md explains a row."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from kernel.clock import now
from kernel.reference import Changes, FixtureError, check_fields, read_yaml, sync
from logistics.carriers.card import forget
from logistics.carriers.enums import HandOver, Region, Temperature, Zone, is_zone
from logistics.carriers.models import (
    Carrier,
    RateCardVersion,
    Service,
    Tariff,
    WeightStep,
    ZoneProvince,
)

CARRIER = ("code", "name", "is_demo", "tariff_note", "position")
SERVICE = (
    "code",
    "name",
    "position",
    "temperature",
    "hand_over",
    "max_weight_g",
    "cut_off_hour",
    "cod",
    "max_cod_dong",
    "cod_fee_ppm",
    "cod_fee_min_dong",
    "highland_dong",
)
SERVICE_MUST = SERVICE[:8]
TARIFF = ("zone", "valid_from", "valid_to", "promised_hours", "beyond_step_g", "beyond_step_dong")
CHOICES = {"temperature": Temperature, "hand_over": HandOver}

Row = Mapping[str, Any]


@transaction.atomic
def load(folder: Path) -> list[Changes]:
    """Insert and update; what the files no longer have stays (a tariff ends by its valid_to, a service or a
    carrier by `active`). The card in memory is read again.
    """
    RateCardVersion.objects.get_or_create(id=1, defaults={"changed_at": now()})
    files = {path: read_yaml(path) for path in sorted(folder.glob("*.yaml")) if path.stem != "zones"}
    for path, file in files.items():
        _check(file, path.name)
    changes = [
        sync(ZoneProvince, _zones(read_yaml(folder / "zones.yaml")), key=("province_code",)),
        sync(Carrier, [_only(file, CARRIER) for file in files.values()], key=("code",)),
    ]
    changes.append(sync(Service, _services(files.values()), key=("code",)))
    changes.append(sync(Tariff, _tariffs(files.values()), key=("service_id", "zone", "valid_from")))
    changes.append(sync(WeightStep, _steps(files.values()), key=("tariff_id", "up_to_g")))
    transaction.on_commit(forget)
    forget()
    return changes


def _check(file: Row, where: str) -> None:
    check_fields(file, allowed=(*CARRIER, "services"), required=(*CARRIER, "services"), where=where)
    for service in file["services"]:
        at = f"{where} {service.get('code')}"
        check_fields(service, allowed=(*SERVICE, "tariffs"), required=(*SERVICE_MUST, "tariffs"), where=at)
        _check_choices(service, at)
        for tariff in service["tariffs"]:
            must = ("zone", "valid_from", "promised_hours", "steps")
            check_fields(
                tariff, allowed=(*TARIFF, "steps"), required=must, where=f"{at} {tariff.get('zone')}"
            )
            _check_choices(tariff, at)
            _check_steps(tariff, f"{at} {tariff['zone']}")


def _check_choices(row: Row, where: str) -> None:
    for name, choices in CHOICES.items():
        if name in row and row[name] not in choices.values:
            raise FixtureError(f"{where}: {name} is {row[name]!r}, not one of {', '.join(choices.values)}")
    if "zone" in row and not is_zone(row["zone"]):
        raise FixtureError(
            f"{where}: zone is {row['zone']!r}, not one of {', '.join(Zone.values)} or country:XX"
        )


def _check_steps(tariff: Row, where: str) -> None:
    """A heavier parcel never costs less."""
    steps = sorted(tariff["steps"].items())
    if not steps or [dong for _up_to, dong in steps] != sorted(dong for _up_to, dong in steps):
        raise FixtureError(f"{where}: the weight steps must not be empty and their prices must not fall")


def _zones(file: Row) -> Iterator[dict[str, Any]]:
    check_fields(file, allowed=(*Region.values, "highland"), required=Region.values, where="zones.yaml")
    highland = set(file.get("highland", ()))
    for region in Region.values:
        for code in file[region]:
            yield {"province_code": code, "region": region, "highland": code in highland}


def _only(row: Row, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in names if name in row}


def _services(files: Any) -> Iterator[dict[str, Any]]:
    carriers = dict(Carrier.objects.values_list("code", "id"))
    for file in files:
        for service in file["services"]:
            code = f"{file['code']}:{service['code']}"
            yield _only(service, SERVICE) | {"code": code, "carrier_id": carriers[file["code"]]}


def _each_tariff(files: Any) -> Iterator[tuple[int, Row]]:
    services = dict(Service.objects.values_list("code", "id"))
    for file in files:
        for service in file["services"]:
            for tariff in service["tariffs"]:
                yield services[f"{file['code']}:{service['code']}"], tariff


def _tariffs(files: Any) -> Iterator[dict[str, Any]]:
    for service_id, tariff in _each_tariff(files):
        yield _only(tariff, TARIFF) | {"service_id": service_id}


def _steps(files: Any) -> Iterator[dict[str, Any]]:
    found = Tariff.objects.values_list("service_id", "zone", "valid_from", "id")
    tariffs = {(service_id, zone, valid_from): number for service_id, zone, valid_from, number in found}
    for service_id, tariff in _each_tariff(files):
        number = tariffs[service_id, tariff["zone"], tariff["valid_from"]]
        for up_to_g, dong in tariff["steps"].items():
            yield {"tariff_id": number, "up_to_g": up_to_g, "dong": dong}
