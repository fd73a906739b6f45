"""Closed zones, measured times, flat postage: what a rate card cannot know, without a query all the same."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from time import process_time
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kernel.clock import PEOPLE_ZONE
from logistics.carriers.card import ENOUGH_SAMPLES, forget
from logistics.carriers.models import Carrier, ClosedZone, FlatPostage, Service, TransitTime
from logistics.carriers.operations import FlatRow, Travelled, measure_times, set_flats
from logistics.carriers.operations.times import percentile
from logistics.carriers.quotes import Offer, cheapest, quote
from logistics.carriers.refusals import FlatPostageWrong
from logistics.dispatch.operations.transit import measure_transit
from logistics.goods.shelf_life import fits
from tests.factories.carriers import load_demo_card
from tests.factories.dispatch import NOW, ParcelFactory, ShipmentFactory
from tests.factories.places import CAU_GIAY, LUC_NGAN, SAI_GON

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 6, 10, 10, 0, tzinfo=PEOPLE_ZONE)
TODAY = date(2026, 6, 10)
Queries = Callable[[int], AbstractContextManager[object]]


@pytest.fixture(autouse=True)
def demo_card() -> None:
    load_demo_card()


def close(**changes: Any) -> ClosedZone:
    given: dict[str, Any] = {"reason": "bão số 5", "from_on": TODAY, "to_on": date(2026, 6, 12)}
    row = ClosedZone.objects.create(**(given | changes))
    forget()
    return row


def offers(
    to: str = CAU_GIAY, sender: str = LUC_NGAN, at: datetime = MORNING, **parcel: Any
) -> dict[str, Offer]:
    found = quote(
        sender_commune=sender, recipient_commune=to, gross_g=parcel.pop("gross_g", 5_600), at=at, **parcel
    )
    return {offer.service_code: offer for offer in found}


def refused(found: dict[str, Offer]) -> set[str]:
    return {offer.refused for offer in found.values()}


@pytest.mark.parametrize("place", [{"commune_code": CAU_GIAY}, {"province_code": "01"}])
def test_nothing_goes_to_a_closed_place_and_the_reason_is_given(place: dict[str, str]) -> None:
    close(**place)
    found = offers()
    assert refused(found) == {"CLOSED"}
    name = "Phường Cầu Giấy" if "commune_code" in place else "Thành phố Hà Nội"
    words = f"{name} tạm ngừng nhận hàng (bão số 5, đến hết ngày 12/06/2026)"
    assert {offer.reason for offer in found.values()} == {words}
    assert cheapest(sender_commune=LUC_NGAN, recipient_commune=CAU_GIAY, gross_g=5_600, at=MORNING) is None
    assert refused(offers(to=SAI_GON)) == {""}


def test_the_reason_is_translated() -> None:
    close(province_code="01", to_on=None)
    with translation.override("en"):
        reason = offers()["vnpost:fast"].reason
    assert reason == "Thành phố Hà Nội takes no parcels for now (bão số 5)"


@pytest.mark.parametrize(
    ("direction", "outwards", "inwards"),
    [("both", "CLOSED", "CLOSED"), ("from", "CLOSED", ""), ("to", "", "CLOSED")],
)
def test_a_closure_may_mean_one_direction(direction: str, outwards: str, inwards: str) -> None:
    close(commune_code=LUC_NGAN, direction=direction)
    assert refused(offers()) == {outwards}
    assert refused(offers(to=LUC_NGAN, sender=CAU_GIAY)) == {inwards}


@pytest.mark.parametrize(("day", "closed"), [(9, False), (10, True), (12, True), (13, False)])
def test_from_its_first_day_to_its_last(day: int, closed: bool) -> None:
    close(commune_code=CAU_GIAY)
    assert refused(offers(at=MORNING.replace(day=day))) == ({"CLOSED"} if closed else {""})


def test_one_carrier_may_be_closed_alone() -> None:
    close(province_code="01", carrier=Carrier.objects.get(code="ghn"))
    assert {code for code, offer in offers().items() if offer.refused} == {"ghn:standard"}


def test_a_slower_place_arrives_later_and_says_so() -> None:
    before = offers()["vnpost:fast"]
    close(province_code="01", kind="slow", extra_hours=30, reason="ngập đường")
    after = offers()["vnpost:fast"]
    assert after.promised_hours == before.promised_hours + 30
    assert after.arrives_on in (before.arrives_on + timedelta(days=1), before.arrives_on + timedelta(days=2))
    assert (after.refused, after.price_dong) == ("", before.price_dong)
    assert after.notice == "Thành phố Hà Nội giao chậm thêm 30 giờ (ngập đường, đến hết ngày 12/06/2026)"
    assert before.notice == ""


def test_what_spoils_is_not_sent_where_the_road_is_too_slow_now() -> None:
    left = offers()["vnpost:fast"].promised_hours + 24
    assert offers(remaining_hours=left)["vnpost:fast"].refused == ""
    close(province_code="01", kind="slow", extra_hours=1)
    assert offers(remaining_hours=left)["vnpost:fast"].refused == "TOO_SLOW"


def test_of_two_slow_places_the_slower_counts_and_a_closed_one_ends_it() -> None:
    plain = offers()["vnpost:fast"].promised_hours
    close(province_code="01", kind="slow", extra_hours=10)
    close(commune_code=LUC_NGAN, kind="slow", extra_hours=20)
    assert offers()["vnpost:fast"].promised_hours == plain + 20
    close(commune_code=CAU_GIAY)
    assert refused(offers()) == {"CLOSED"}


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"province_code": "01", "commune_code": CAU_GIAY},
        {"province_code": "01", "to_on": date(2026, 6, 9)},
        {"province_code": "01", "kind": "slow"},
    ],
)
def test_the_database_refuses_a_closure_that_means_nothing(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        close(**wrong)


def test_a_closure_from_psql_reaches_the_card_too() -> None:
    offers()
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM carriers_ratecardversion")
        before = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO carriers_closedzone (province_code, commune_code, direction, kind, extra_hours,"
            " reason, from_on) VALUES ('01', '', 'both', 'closed', 0, 'x', '2026-06-01')"
        )
        cursor.execute("SELECT number FROM carriers_ratecardversion")
        assert cursor.fetchone()[0] > before


def measured(service: str, hours: int, samples: int = ENOUGH_SAMPLES) -> None:
    for zone in ("same_region", "national"):
        TransitTime.objects.create(
            service=Service.objects.get(code=service), zone=zone, p95_hours=hours, samples=samples,
            measured_at=MORNING,
        )  # fmt: skip
    forget()


@pytest.mark.parametrize("hours", [20, 60])
def test_freshness_is_judged_by_real_times_once_there_are_enough(hours: int) -> None:
    """Slower than promised refuses, faster lets through; the promise that buyers see stays the carrier's."""
    plain = offers()["vnpost:fast"]
    service = Service.objects.get(code="vnpost:fast")
    promised = service.tariffs.get(zone="same_region").promised_hours
    wait = plain.promised_hours - promised
    measured("vnpost:fast", hours)
    for left in range(20, 140):
        offer = offers(remaining_hours=left)["vnpost:fast"]
        assert (offer.refused == "") == fits(promised_hours=wait + hours, remaining_hours=left)
        assert offer.promised_hours == plain.promised_hours


def test_a_few_parcels_say_nothing() -> None:
    before = {left: offers(remaining_hours=left)["vnpost:fast"].refused for left in range(20, 90)}
    measured("vnpost:fast", 1, samples=ENOUGH_SAMPLES - 1)
    assert {left: offers(remaining_hours=left)["vnpost:fast"].refused for left in range(20, 90)} == before


@given(st.lists(st.floats(0, 500), min_size=1, max_size=200))
def test_95_of_100_arrived_within_the_percentile(hours: list[float]) -> None:
    p95 = percentile(hours)
    assert sum(one <= p95 for one in hours) >= 0.95 * len(hours)
    assert percentile(hours[::-1]) == p95


def test_measures_are_by_service_and_zone() -> None:
    travelled = [Travelled("vnpost:fast", LUC_NGAN, CAU_GIAY, float(hours)) for hours in range(1, 101)]
    travelled += [
        Travelled("vnpost:fast", LUC_NGAN, SAI_GON, 70.2),
        Travelled("gone:away", LUC_NGAN, SAI_GON, 1),
    ]
    assert measure_times(travelled=travelled, at=MORNING) == 2
    rows = {row.zone: (row.p95_hours, row.samples) for row in TransitTime.objects.all()}
    assert rows == {"same_region": (95, 100), "national": (71, 1)}
    assert measure_times(travelled=[], at=MORNING) == 0


def test_our_own_tracking_gives_the_times() -> None:
    shipment = ShipmentFactory(boxes=2)
    shipment.parcels.update(
        state="delivered", first_event_at=NOW, state_since=NOW + timedelta(hours=30, minutes=1)
    )
    in_vain = ShipmentFactory(pickup_failures=1)
    in_vain.parcels.update(state="delivered", first_event_at=NOW, state_since=NOW + timedelta(days=9))
    ParcelFactory(shipment=shipment, position=3)  # still under way
    measure_transit(at=NOW + timedelta(days=10))
    row = TransitTime.objects.get()
    assert (row.p95_hours, row.samples) == (31, 2)
    measure_transit(at=NOW + timedelta(days=200))
    assert TransitTime.objects.count() == 0


def flat(**changes: Any) -> None:
    given: dict[str, Any] = {
        "sender_reference": "household:hue", "zone": "same_region", "up_to_g": 6_000, "dong": 15_000,
        "valid_from": date(2026, 6, 1),
    }  # fmt: skip
    FlatPostage.objects.create(**(given | changes))
    forget()


def test_a_farm_may_ask_one_postage_for_a_zone() -> None:
    flat()
    card_prices = {code: offer.price_dong for code, offer in offers().items()}
    found = offers(sender_reference="household:hue")
    assert {offer.price_dong for offer in found.values()} == {15_000}
    assert {code: offer.carrier_dong or offer.price_dong for code, offer in found.items()} == card_prices
    assert {offer.carrier_dong for offer in offers().values()} == {None}


def test_a_farm_never_asks_more_than_the_carrier() -> None:
    flat(dong=500_000)
    assert offers(sender_reference="household:hue") == offers()


def test_new_flat_postage_holds_from_today_and_what_was_stays_written() -> None:
    rows = [FlatRow("same_region", 15_000, 6_000), FlatRow("national", 30_000, 10_000)]
    assert set_flats(sender_reference="household:hue", rows=rows, at=MORNING)
    assert not set_flats(sender_reference="household:hue", rows=rows, at=MORNING)
    later = MORNING + timedelta(days=3)
    assert set_flats(sender_reference="household:hue", rows=[rows[0]._replace(dong=18_000)], at=later)
    found = FlatPostage.objects.order_by("zone", "valid_from").values_list("zone", "dong", "valid_to")
    assert list(found) == [
        ("national", 30_000, date(2026, 6, 12)),
        ("same_region", 15_000, date(2026, 6, 12)),
        ("same_region", 18_000, None),
    ]
    assert set_flats(sender_reference="household:hue", rows=[], at=later)
    assert FlatPostage.objects.count() == 2


@pytest.mark.parametrize(
    "wrong", [("moon", 1, 1_000), ("national", -1, 1_000), ("national", 10**7, 1_000), ("national", 1, 0)]
)
def test_flat_postage_that_cannot_be_meant_is_refused(wrong: tuple[str, int, int]) -> None:
    with pytest.raises(FlatPostageWrong):
        set_flats(sender_reference="household:hue", rows=[FlatRow(*wrong)], at=MORNING)


@pytest.mark.parametrize(
    "parcel", [{"gross_g": 6_001}, {"to": SAI_GON}, {"at": MORNING - timedelta(days=30)}]
)
def test_it_ends_with_its_weight_its_zone_and_its_days(parcel: dict[str, Any]) -> None:
    flat()
    found = offers(sender_reference="household:hue", **parcel)
    assert {offer.carrier_dong for offer in found.values()} == {None}


def test_two_flat_prices_at_once_are_refused() -> None:
    flat(valid_to=date(2026, 6, 30))
    flat(valid_from=date(2026, 7, 1), dong=18_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        flat(valid_from=date(2026, 6, 15))


def test_a_warm_process_asks_the_database_nothing_for_all_of_it(django_assert_num_queries: Queries) -> None:
    close(commune_code=LUC_NGAN, kind="slow", extra_hours=5)
    measured("vnpost:fast", 30)
    flat()
    offers()
    with django_assert_num_queries(0):
        found = offers(sender_reference="household:hue")
        assert found["vnpost:fast"].notice


def test_a_quote_takes_microseconds_with_closures_elsewhere() -> None:
    """The product cards of a page ask for twenty; the bound leaves room for a busy machine."""
    for code in ("79", "92", "96"):
        close(province_code=code)
    offers()
    begin = process_time()
    for _card in range(1_000):
        cheapest(sender_commune=LUC_NGAN, recipient_commune=CAU_GIAY, gross_g=5_600, at=MORNING)
    assert process_time() - begin < 0.2  # 200 µs each
