"""What sending costs, when it arrives, and what is refused in which words."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from time import process_time

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.clock import PEOPLE_ZONE
from kernel.places.atlas import atlas
from kernel.places.refusals import UnknownPlace
from logistics.carriers.enums import Refused
from logistics.carriers.quotes import Offer, bill, cheapest, offer_of, quote
from logistics.carriers.refusals import NothingToWeigh, UnknownService
from logistics.goods.shelf_life import fits
from tests.factories.carriers import load_demo_card
from tests.factories.places import CAU_GIAY, LUC_NGAN, SAI_GON

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 6, 10, 10, 0, tzinfo=PEOPLE_ZONE)
LYCHEE = {"needs_chill": True, "remaining_hours": 4 * 24 + 14, "goods_name": "vải"}
FIVE_KILOGRAMS = 5_600  # with the foam box and the ice

Queries = Callable[[int], AbstractContextManager[object]]


@pytest.fixture(autouse=True)
def demo_card() -> None:
    load_demo_card()


def offers(
    to: str = CAU_GIAY, gross_g: int = FIVE_KILOGRAMS, at: datetime = MORNING, **parcel: object
) -> dict[str, Offer]:
    found = quote(sender_commune=LUC_NGAN, recipient_commune=to, gross_g=gross_g, at=at, **parcel)
    return {offer.service_code: offer for offer in found}


def test_five_kilograms_of_lychee_to_ha_noi_chilled_to_the_door_the_next_day() -> None:
    offer = offers(cod_dong=225_000, **LYCHEE)["vnpost:chilled"]
    assert (offer.price_dong, offer.arrives_on, offer.refused) == (28_000, date(2026, 6, 11), "")
    assert (offer.temperature, offer.hand_over, offer.is_demo) == ("chilled", "door", True)


def test_fetching_it_at_the_office_is_cheaper_and_a_day_later() -> None:
    first = next(iter(offers(cod_dong=225_000, **LYCHEE).values()))
    assert (first.service_code, first.price_dong) == ("vnpost:office", 16_000)
    assert (first.arrives_on, first.hand_over) == (date(2026, 6, 12), "office")


def test_the_slow_service_is_refused_and_says_why() -> None:
    slow = offers(cod_dong=225_000, **LYCHEE)["vnpost:economy"]
    assert (slow.refused, slow.reason) == ("TOO_SLOW", "Đến nơi vải không còn tươi")
    assert offers(cod_dong=225_000)["vnpost:economy"].refused == ""


def test_without_a_name_the_goods_are_called_goods() -> None:
    assert offers(remaining_hours=30)["vnpost:economy"].reason == "Đến nơi hàng không còn tươi"


def test_an_offer_that_is_not_refused_gives_no_reason() -> None:
    assert offers()["vnpost:fast"].reason == ""


@pytest.mark.parametrize(
    ("service", "parcel", "code", "words"),
    [
        ("vnpost:office", {"gross_g": 20_001}, "TOO_HEAVY", "Nặng quá mức nhận"),
        ("communepost:mailvan", {"cod_dong": 1}, "NO_COD", "Không thu hộ"),
        ("ghtk:fresh", {"cod_dong": 10_000_001}, "COD_TOO_MUCH", "Tiền thu hộ quá mức nhận"),
        (
            "vnpost:fast",
            {"to": SAI_GON, "needs_chill": True},
            "NO_CHILL",
            "Đường xa mà không có xe lạnh",
        ),
    ],
)
def test_each_refusal_has_a_code_and_plain_words(
    service: str, parcel: dict[str, object], code: str, words: str
) -> None:
    offer = offers(**parcel)[service]
    assert (offer.refused, offer.reason) == (code, words)


def test_at_the_limits_nothing_is_refused_yet() -> None:
    assert offers(gross_g=20_000)["vnpost:office"].refused == ""
    assert offers(cod_dong=10_000_000)["ghtk:fresh"].refused == ""


def test_the_words_follow_the_reader_not_the_asker() -> None:
    offer = offers(gross_g=40_000)["vnpost:fast"]
    with translation.override("en"):
        translated = offer.reason
    assert translated
    assert offer.reason == "Nặng quá mức nhận"


@pytest.mark.parametrize(
    ("local_hour", "hours", "arrives_on"),
    [(14, 25, date(2026, 6, 11)), (15, 48, date(2026, 6, 12)), (23, 40, date(2026, 6, 12))],
)
def test_what_misses_the_cut_off_leaves_the_next_day(local_hour: int, hours: int, arrives_on: date) -> None:
    offer = offers(at=MORNING.replace(hour=local_hour))["vnpost:chilled"]
    assert (offer.promised_hours, offer.arrives_on) == (hours, arrives_on)


def test_days_are_those_of_viet_nam_whatever_the_zone_of_the_clock() -> None:
    assert offers(at=MORNING.astimezone(UTC)) == offers(at=MORNING)
    just_after_midnight = datetime(2026, 6, 9, 17, 30, tzinfo=UTC)
    assert offers(at=just_after_midnight)["vnpost:chilled"].arrives_on == date(2026, 6, 11)


def test_only_services_that_go_there_are_offered() -> None:
    assert "communepost:local" in offers(to=LUC_NGAN)
    assert "communepost:local" not in offers(to=SAI_GON)
    with pytest.raises(UnknownService):
        offer_of(
            service_code="communepost:local",
            sender_commune=LUC_NGAN,
            recipient_commune=SAI_GON,
            gross_g=1000,
            at=MORNING,
        )


def test_farther_costs_more_and_the_highland_costs_a_surcharge() -> None:
    lai_chau = next(place.code for place in atlas().communes.values() if place.province_code == "12")
    prices = [offers(to=to)["vnpost:fast"].price_dong for to in (LUC_NGAN, CAU_GIAY, lai_chau, SAI_GON)]
    assert prices == [14_000, 26_000, 30_000, 48_000]


def test_collecting_money_costs_what_the_card_says() -> None:
    free, small, large = (
        offers(cod_dong=dong)["ghn:standard"].price_dong for dong in (0, 225_000, 1_000_000)
    )
    assert (small - free, large - free) == (2_000, 5_000)


def test_beyond_the_last_step_every_kilogram_begun_costs_the_same() -> None:
    at_last, a_gram_more, a_kilogram_more = (
        offers(gross_g=grams)["communepost:mailvan"].price_dong for grams in (30_000, 30_001, 31_000)
    )
    assert (a_gram_more - at_last, a_kilogram_more - at_last) == (1_300, 1_300)


def test_the_cheapest_is_the_first_that_is_not_refused() -> None:
    road = {"sender_commune": LUC_NGAN, "recipient_commune": CAU_GIAY, "gross_g": 5_600, "at": MORNING}
    best = cheapest(**road, cod_dong=225_000, **LYCHEE)
    assert best == quote(**road, cod_dong=225_000, **LYCHEE)[0]
    assert cheapest(**road, remaining_hours=10) is None


def test_the_bill_is_the_card_at_the_billed_weight_even_beyond_the_limits() -> None:
    road = {"sender_commune": LUC_NGAN, "recipient_commune": CAU_GIAY, "at": MORNING}
    assert bill(service_code="vnpost:chilled", billed_g=5_600, **road) == 28_000
    assert bill(service_code="vnpost:chilled", billed_g=6_001, **road) == 40_000
    assert bill(service_code="vnpost:chilled", billed_g=31_000, **road) == 99_000


def test_places_and_weights_that_cannot_be_are_refused() -> None:
    with pytest.raises(UnknownPlace):
        offers(to="99999")
    with pytest.raises(NothingToWeigh):
        offers(gross_g=0)
    with pytest.raises(UnknownService):
        bill(
            service_code="dove:mail",
            sender_commune=LUC_NGAN,
            recipient_commune=CAU_GIAY,
            billed_g=1,
            at=MORNING,
        )


def test_a_warm_process_quotes_without_the_database(django_assert_num_queries: Queries) -> None:
    offers()
    with django_assert_num_queries(0):
        offers(to=SAI_GON)
        offers(at=MORNING + timedelta(days=3))
        cheapest(sender_commune=LUC_NGAN, recipient_commune=SAI_GON, gross_g=900, at=MORNING)


def test_a_quote_over_twelve_services_takes_some_twenty_microseconds() -> None:
    """A loose bound for slow machines; 10 to 17 µs of CPU were measured on two shared cores."""
    assert len(offers()) == 12
    assert min(seconds_of(2_000) for _run in range(5)) / 2_000 < 0.000_1


def seconds_of(quotes: int) -> float:
    start = process_time()
    for _number in range(quotes):
        quote(
            sender_commune=LUC_NGAN,
            recipient_commune=CAU_GIAY,
            gross_g=5_600,
            remaining_hours=100,
            at=MORNING,
        )
    return process_time() - start


communes = st.sampled_from(sorted(atlas().communes))
grams = st.integers(min_value=1, max_value=60_000)
money = st.integers(min_value=0, max_value=30_000_000)
lives = st.none() | st.integers(min_value=0, max_value=400)
instants = st.integers(min_value=0, max_value=24 * 60).map(
    lambda minutes: MORNING + timedelta(minutes=minutes)
)
generous = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@generous
@given(communes, communes, grams, money, st.booleans(), lives, instants)
def test_every_quote_holds_what_it_promises(
    sender: str, recipient: str, gross_g: int, cod: int, chill: bool, left: int | None, at: datetime
) -> None:
    found = quote(
        sender_commune=sender,
        recipient_commune=recipient,
        gross_g=gross_g,
        cod_dong=cod,
        needs_chill=chill,
        remaining_hours=left,
        at=at,
    )
    assert len({offer.service_code for offer in found}) == len(found) > 0
    assert [bool(offer.refused) for offer in found] == sorted(bool(offer.refused) for offer in found)
    for offer in found:
        assert offer.price_dong > 0
        assert (offer.arrives_on - at.date()).days * 24 <= offer.promised_hours + 24
        assert offer.arrives_on == (at.replace(minute=0) + timedelta(hours=offer.promised_hours)).date()
        assert offer.refused in ("", *Refused.values)
        if not fits(promised_hours=offer.promised_hours, remaining_hours=left):
            assert offer.refused
        elif offer.refused == "TOO_SLOW":
            pytest.fail("refused as too slow although it fits")


@generous
@given(communes, communes, st.lists(grams, min_size=2, max_size=5))
def test_a_heavier_parcel_never_costs_less(sender: str, recipient: str, weights: list[int]) -> None:
    prices = [
        {
            offer.service_code: offer.price_dong
            for offer in quote(sender_commune=sender, recipient_commune=recipient, gross_g=weight, at=MORNING)
        }
        for weight in sorted(weights)
    ]
    for lighter, heavier in pairwise(prices):
        assert all(lighter[service] <= heavier[service] for service in lighter)


@generous
@given(communes, communes, money, money)
def test_more_money_to_collect_never_costs_less(sender: str, recipient: str, a: int, b: int) -> None:
    less, more = (
        {
            offer.service_code: offer.price_dong
            for offer in quote(
                sender_commune=sender, recipient_commune=recipient, gross_g=1000, cod_dong=dong, at=MORNING
            )
        }
        for dong in sorted((a, b))
    )
    assert all(less[service] <= more[service] for service in less)
