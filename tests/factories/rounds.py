"""A base with vehicles, and yards."""

from datetime import time
from typing import Any

import factory
from factory.django import DjangoModelFactory

from logistics.rounds.enums import SpotSource
from logistics.rounds.models import Base, Vehicle, Yard
from tests.factories.dispatch import FARM, FARMER, NOW


class BaseFactory(DjangoModelFactory[Base]):
    """The post office of the farmer's commune."""

    class Meta:
        model = Base
        django_get_or_create = ("carrier_code", "office_code")

    carrier_code = "vnpost"
    office_code = f"vnpost-{FARM}"
    commune_code = FARM
    latitude = 20.90
    longitude = 106.43


class VehicleFactory(DjangoModelFactory[Vehicle]):
    """A motorbike for 120 kg, 20 kg of them chilled."""

    class Meta:
        model = Vehicle

    base = factory.SubFactory(BaseFactory)
    name = factory.Sequence(lambda number: f"Xe {number}")
    courier = "Bùi Văn Tới"
    capacity_g = 120_000
    chilled_g = 20_000
    from_time = time(7)
    to_time = time(17, 30)


class YardFactory(DjangoModelFactory[Yard]):
    class Meta:
        model = Yard

    commune_code = FARM
    address = FARMER.address
    latitude = 20.91
    longitude = 106.44
    source = SpotSource.HOUSEHOLD
    set_at = NOW
    set_by = "account:demo"


def planned(**changes: Any) -> Vehicle:
    """A base with one vehicle."""
    return VehicleFactory(**changes)
