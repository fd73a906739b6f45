"""Carriers: the whole demo card, or a small one whose figures a test can see."""

from collections.abc import Mapping
from datetime import date

import factory
from django.conf import settings
from factory.django import DjangoModelFactory

from logistics.carriers.card import forget
from logistics.carriers.enums import Zone
from logistics.carriers.loading import load
from logistics.carriers.models import Carrier, Service, Tariff, WeightStep, ZoneProvince


def load_demo_card() -> None:
    """All of fixtures/carriers; about 0.2 s. The card in memory is read again."""
    load(settings.BASE_DIR / "fixtures" / "carriers")


class CarrierFactory(DjangoModelFactory[Carrier]):
    class Meta:
        model = Carrier
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda number: f"hang{number}")
    name = factory.LazyAttribute(lambda carrier: f"Hãng {carrier.code}")
    is_demo = True


class ServiceFactory(DjangoModelFactory[Service]):
    """Up to 20 kg to the door, collects money, cut-off at 16:00."""

    class Meta:
        model = Service

    carrier = factory.SubFactory(CarrierFactory)
    code = factory.LazyAttributeSequence(lambda service, number: f"{service.carrier.code}:gui{number}")
    name = "Gửi nhanh"
    max_weight_g = 20_000
    cut_off_hour = 16


class TariffFactory(DjangoModelFactory[Tariff]):
    """Within the region in 24 hours: 20.000 ₫ up to 2 kg, 30.000 ₫ up to 5 kg, then 4.000 ₫ a kg begun."""

    class Meta:
        model = Tariff
        skip_postgeneration_save = True

    service = factory.SubFactory(ServiceFactory)
    zone = Zone.SAME_REGION.value
    valid_from = date(2025, 7, 1)
    promised_hours = 24
    beyond_step_g = 1000
    beyond_step_dong = 4000

    @factory.post_generation
    def steps(self: Tariff, _create: bool, given: Mapping[int, int] | None, **_options: object) -> None:
        for up_to_g, dong in (given or {2000: 20_000, 5000: 30_000}).items():
            WeightStep.objects.create(tariff=self, up_to_g=up_to_g, dong=dong)
        forget()


def place_in_regions(**region_of: str) -> None:
    """place_in_regions(p24="north", p01="north"): a code cannot begin a Python name, hence the p."""
    for name, region in region_of.items():
        ZoneProvince.objects.update_or_create(province_code=name[1:], defaults={"region": region})
    forget()
