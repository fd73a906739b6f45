"""The card in memory follows the tables, within 30 seconds, whoever changes them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from kernel.clock import PEOPLE_ZONE
from logistics.carriers import card
from logistics.carriers.models import Carrier, PostOffice, RateCardVersion, Service, Tariff, WeightStep
from logistics.carriers.quotes import quote
from tests.factories.carriers import (
    CarrierFactory,
    ServiceFactory,
    TariffFactory,
    place_in_regions,
)
from tests.factories.places import CAU_GIAY, LUC_NGAN

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 6, 10, 10, 0, tzinfo=PEOPLE_ZONE)

Queries = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def tariff() -> Tariff:
    """20.000 ₫ up to 2 kg, 30.000 ₫ up to 5 kg, then 4.000 ₫ a kilogram begun, within the region."""
    place_in_regions(p24="north", p01="north")
    return TariffFactory(service__code="hang:nhanh")


@pytest.fixture
def half_a_minute_later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The process's clock, moved on by hand."""
    started = card.monotonic()

    def move_on() -> None:
        monkeypatch.setattr(card, "monotonic", lambda: started + card.CHECK_SECONDS + 1)

    return move_on


def price(gross_g: int, at: datetime = MORNING) -> int | None:
    found = quote(sender_commune=LUC_NGAN, recipient_commune=CAU_GIAY, gross_g=gross_g, at=at)
    return found[0].price_dong if found else None


@pytest.mark.parametrize(
    ("gross_g", "dong"),
    [(1, 20_000), (2_000, 20_000), (2_001, 30_000), (5_000, 30_000), (5_001, 34_000), (7_500, 42_000)],
)
@pytest.mark.usefixtures("tariff")
def test_a_row_is_read_as_the_docs_say(gross_g: int, dong: int) -> None:
    assert price(gross_g) == dong


@pytest.mark.usefixtures("tariff")
def test_a_changed_tariff_holds_after_half_a_minute(half_a_minute_later: Callable[[], None]) -> None:
    assert price(1_000) == 20_000
    WeightStep.objects.filter(up_to_g=2_000).update(dong=21_000)
    assert price(1_000) == 20_000
    half_a_minute_later()
    assert price(1_000) == 21_000


@pytest.mark.usefixtures("tariff")
def test_an_unchanged_card_costs_one_look_in_half_a_minute(
    half_a_minute_later: Callable[[], None], django_assert_num_queries: Queries
) -> None:
    price(1_000)
    half_a_minute_later()
    with django_assert_num_queries(1):
        price(1_000)
        price(2_500)


@pytest.mark.parametrize("count", [1, 3])
def test_reading_the_card_takes_the_same_number_of_queries_however_long_it_is(
    count: int, django_assert_num_queries: Queries
) -> None:
    place_in_regions(p24="north", p01="north")
    TariffFactory.create_batch(count)
    with django_assert_num_queries(11):  # the version, and ten tables
        assert price(1_000) == 20_000


def test_every_table_of_the_card_raises_its_version(tariff: Tariff) -> None:
    office = PostOffice.objects.create(
        code="hang-1", carrier=tariff.service.carrier, commune_code=LUC_NGAN, name="Bưu cục"
    )
    for change in (
        lambda: Carrier.objects.update(name="Khác"),
        lambda: Service.objects.update(cut_off_hour=9),
        lambda: Tariff.objects.update(promised_hours=9),
        lambda: WeightStep.objects.filter(up_to_g=2_000).delete(),
        lambda: place_in_regions(p02="north"),
        office.delete,
        raw_sql,
    ):
        before = RateCardVersion.objects.get().number
        change()
        assert RateCardVersion.objects.get().number > before


def raw_sql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE carriers_weightstep SET dong = dong + 1")


def test_a_tariff_holds_from_its_first_to_its_last_day(tariff: Tariff) -> None:
    Tariff.objects.update(valid_to=date(2026, 6, 10))
    TariffFactory(
        service=tariff.service, valid_from=date(2026, 6, 11), steps={1_000: 50_000}, promised_hours=48
    )
    assert price(1_000, MORNING) == 20_000
    assert price(1_000, MORNING.replace(day=11)) == 50_000
    assert price(1_000, MORNING.replace(year=2025, month=6, day=30)) is None


def test_two_tariffs_cannot_hold_on_the_same_day(tariff: Tariff) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        TariffFactory(service=tariff.service, valid_from=date(2026, 6, 1))
    assert Tariff.objects.count() == 1


def test_a_tariff_without_steps_is_not_offered_yet(tariff: Tariff) -> None:
    WeightStep.objects.all().delete()
    card.forget()
    assert price(1_000) is None


def test_what_is_switched_off_is_not_offered(tariff: Tariff) -> None:
    Service.objects.update(active=False)
    card.forget()
    assert price(1_000) is None
    Service.objects.update(active=True)
    Carrier.objects.update(active=False)
    card.forget()
    assert price(1_000) is None


def test_an_empty_database_offers_nothing_and_does_not_fail() -> None:
    RateCardVersion.objects.all().delete()
    assert price(1_000) is None


def test_a_province_without_a_region_is_far_from_everywhere() -> None:
    CarrierFactory()
    service = ServiceFactory()
    TariffFactory(service=service, zone="same_region")
    TariffFactory(service=service, zone="national", steps={1_000: 99_000})
    assert price(1_000) == 99_000
