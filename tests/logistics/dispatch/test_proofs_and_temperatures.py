"""Proofs of delivery, and what sensors measured on the way."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from pytest_django import DjangoAssertNumQueries

from kernel.limits import TooManyRequests
from logistics.dispatch.enums import ProofKind
from logistics.dispatch.models import Discrepancy, ProofOfDelivery, Shipment, TemperatureReading
from logistics.dispatch.operations import add_proof, record_temperatures
from logistics.dispatch.refusals import PictureUnreadable, UnknownParcel, WrongDeliveryCode
from logistics.dispatch.values import ItemResult, Temperature
from tests.factories.dispatch import A_WEEK_LATER, NOW, ShipmentFactory, book, code_of
from tests.factories.goods import CommodityFactory
from tests.logistics.dispatch.announced import data_of, said
from tests.logistics.dispatch.test_claims import picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> None:
    cache.clear()


def prove(shipment: Shipment, kind: ProofKind = ProofKind.PHOTO, **changes: Any) -> ProofOfDelivery:
    told = {
        "carrier_code": "vnpost",
        "tracking_code": code_of(shipment),
        "occurred_at": NOW,
        "actor": "carrier:vnpost",
        "at": NOW,
    } | changes
    return add_proof(kind=kind, **told)


def test_a_photo_and_a_signature_are_kept_once() -> None:
    shipment = ShipmentFactory()
    for _twice in range(2):
        prove(shipment, picture=picture(), recipient_name="Tường Vỹ")
    prove(shipment, ProofKind.SIGNATURE, picture=picture())
    assert sorted(ProofOfDelivery.objects.values_list("kind", flat=True)) == ["photo", "signature"]


@pytest.mark.usefixtures("rate_card")
def test_the_recipients_code_proves_only_when_it_is_right() -> None:
    book()
    shipment = Shipment.objects.get()
    assert prove(shipment, ProofKind.CODE, code=shipment.delivery_code).file_name == ""
    for wrong in ("", "00000", "１２３４５", shipment.delivery_code + " "):
        with pytest.raises(WrongDeliveryCode):
            prove(shipment, ProofKind.CODE, code=wrong)
    with pytest.raises(TooManyRequests):
        prove(shipment, ProofKind.CODE, code="00001")


def test_a_shipment_without_a_code_is_not_proved_by_an_empty_one() -> None:
    with pytest.raises(WrongDeliveryCode):
        prove(ShipmentFactory(delivery_code=""), ProofKind.CODE, code="")


def test_proofs_of_nothing() -> None:
    with pytest.raises(PictureUnreadable):
        prove(ShipmentFactory(), picture=b"")
    with pytest.raises(UnknownParcel):
        prove(ShipmentFactory(), carrier_code="ghn", picture=picture())


def chilled(**changes: Any) -> Shipment:
    """Chilled lychee, which bears 2 to 5 degrees."""
    CommodityFactory(code="vai-thieu", temperature_min=2, temperature_max=5)
    shipment = ShipmentFactory(chilled=True, **changes)
    shipment.goods.create(description="Vải", commodity_code="vai-thieu", net_g=5000, value_dong=1)
    shipment.goods.create(description="Lạ", commodity_code="unknown", net_g=5000, value_dong=1)
    return shipment


def reading(shipment: Shipment, lowest: int, highest: int, hour: int = 1, **changes: Any) -> Temperature:
    until = NOW + timedelta(hours=hour)
    told = {"device": "s1", "from_at": until - timedelta(hours=1), "until_at": until} | changes
    return Temperature(tracking_code=code_of(shipment), lowest_c=lowest, highest_c=highest, **told)


def measure(*readings: Temperature, at: datetime = A_WEEK_LATER) -> list[ItemResult]:
    return record_temperatures(carrier_code="vnpost", readings=readings, at=at)


@pytest.mark.parametrize(
    ("lowest", "highest", "alarm"),
    [(210, 490, False), (0, 700, False), (-1, 300, True), (300, 701, True), (-500, 2000, True)],
)
def test_an_alarm_is_beyond_the_band_and_its_slack(lowest: int, highest: int, alarm: bool) -> None:
    shipment = chilled()
    assert [result.status for result in measure(reading(shipment, lowest, highest))] == ["stored"]
    assert TemperatureReading.objects.get().alarm is alarm
    assert said(shipment) == (["TemperatureAlarm"] if alarm else [])
    assert Discrepancy.objects.filter(kind="too_warm").count() == alarm


def test_an_alarm_is_told_once_until_staff_have_looked() -> None:
    shipment = chilled()
    measure(reading(shipment, 900, 1100), reading(shipment, 900, 1200, 2))
    measure(reading(shipment, 900, 1300, 3))
    [told] = data_of(shipment, "TemperatureAlarm")
    assert (told["tracking_code"], told["highest_c"]) == (code_of(shipment), 1100)
    Discrepancy.objects.update(resolved_at=NOW)
    measure(reading(shipment, 900, 1400, 4))
    assert len(data_of(shipment, "TemperatureAlarm")) == 2


def test_what_was_not_promised_cold_alarms_only_when_the_sensor_says_so() -> None:
    shipment = ShipmentFactory()
    measure(reading(shipment, 2500, 3500))
    assert said(shipment) == []
    measure(reading(shipment, 2500, 3500, 2, alarm=True))
    assert said(shipment) == ["TemperatureAlarm"]


def test_each_reading_has_its_own_result() -> None:
    shipment = chilled()
    one = reading(shipment, 300, 400)
    unknown = Temperature(
        tracking_code="NNV0", device="s1", from_at=NOW, until_at=NOW, lowest_c=1, highest_c=2
    )
    future = reading(shipment, 300, 400, 24 * 9)
    backwards = reading(shipment, 300, 400, from_at=NOW + timedelta(hours=3))
    results = measure(one, unknown, one, future, backwards)
    assert [(result.index, result.status, result.code) for result in results] == [
        (0, "stored", ""),
        (1, "refused", "UNKNOWN_TRACKING_CODE"),
        (2, "duplicate", ""),
        (3, "refused", "TIME_IN_FUTURE"),
        (4, "refused", "TIME_IN_FUTURE"),
    ]
    assert [result.status for result in measure(one)] == ["duplicate"]
    assert TemperatureReading.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_readings_take_the_same_statements(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shipment = chilled()
    measure(reading(shipment, 300, 400, 9))
    many = [reading(shipment, 300, 400, hour) for hour in range(1, count + 1)]
    with django_assert_num_queries(6):
        measure(*many)
