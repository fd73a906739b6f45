"""What reaches a commune by when: the same as quotes say, for a whole catalogue at once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.clock import PEOPLE_ZONE
from kernel.places.queries import commune
from kernel.places.refusals import UnknownPlace
from logistics.carriers.card import forget
from logistics.carriers.models import ClosedZone
from logistics.carriers.quotes import Way, quote
from logistics.carriers.reach import Reach, reach
from logistics.goods.shelf_life import remaining_hours
from tests.factories.carriers import load_demo_card
from tests.factories.places import CAU_GIAY, DA_LAT, LUC_NGAN, SAI_GON

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 6, 10, 10, 0, tzinfo=PEOPLE_ZONE)
TODAY = date(2026, 6, 10)
HA_TIEN = "30766"
Queries = Callable[[int], AbstractContextManager[object]]


@pytest.fixture(autouse=True)
def demo_card() -> None:
    load_demo_card()


def ways_from(sender: str, there: Reach) -> tuple[Way, ...]:
    by_commune = {code: origin.ways for origin in there.communes for code in origin.codes}
    by_province = {code: origin.ways for origin in there.provinces for code in origin.codes}
    return by_commune.get(sender, by_province[commune(sender).province_code])


def reached_on(
    sender: str, there: Reach, *, expires_on: date | None, chill: bool, gross_g: int
) -> date | None:
    """The soonest day, as a search reads it."""
    fitting = (
        way.arrives_on
        for way in ways_from(sender, there)
        if (expires_on is None or expires_on >= way.good_until)
        and (way.chills or not chill)
        and gross_g <= way.up_to_g
    )
    return min(fitting, default=None)


def quoted_on(sender: str, to: str, at: datetime, expires_on: date | None, **parcel: object) -> date | None:
    left = None if expires_on is None else remaining_hours(expires_on=expires_on, at=at)
    offers = quote(
        sender_commune=sender,
        recipient_commune=to,
        at=at,
        remaining_hours=left,
        **parcel,  # type: ignore[arg-type]
    )
    return min((offer.arrives_on for offer in offers if not offer.refused), default=None)


@pytest.fixture
def storm() -> None:
    """A closed commune, a slow province, a province from which nothing goes."""
    for place in (
        {"commune_code": LUC_NGAN, "direction": "from"},
        {"province_code": "01", "kind": "slow", "extra_hours": 30},
        {"province_code": "68", "direction": "from"},
    ):
        ClosedZone.objects.create(reason="bão", from_on=TODAY, to_on=TODAY + timedelta(days=3), **place)
    forget()


@pytest.mark.usefixtures("storm")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sender=st.sampled_from([LUC_NGAN, CAU_GIAY, SAI_GON, DA_LAT, HA_TIEN]),
    to=st.sampled_from([LUC_NGAN, CAU_GIAY, SAI_GON, DA_LAT]),
    minutes=st.integers(0, 150 * 60),
    keeps=st.none() | st.integers(-2, 12),
    chill=st.booleans(),
    gross_g=st.sampled_from([100, 5_000, 20_000, 29_990, 30_000, 30_010, 500_000]),
)
def test_a_search_says_what_quotes_say(
    sender: str, to: str, minutes: int, keeps: int | None, chill: bool, gross_g: int
) -> None:
    moment = MORNING + timedelta(minutes=minutes)
    expires_on = None if keeps is None else moment.date() + timedelta(days=keeps)
    there = reach(recipient_commune=to, at=moment)
    assert reached_on(sender, there, expires_on=expires_on, chill=chill, gross_g=gross_g) == quoted_on(
        sender, to, moment, expires_on, needs_chill=chill, gross_g=gross_g
    )


def test_on_the_hour_and_a_moment_later_are_two_things() -> None:
    on_time = reach(recipient_commune=CAU_GIAY, at=MORNING)
    later = reach(recipient_commune=CAU_GIAY, at=MORNING + timedelta(microseconds=1))
    assert [way.arrives_on for way in ways_from(LUC_NGAN, on_time)] == [
        way.arrives_on for way in ways_from(LUC_NGAN, later)
    ]


def test_the_buyers_own_commune_is_nearer_than_its_province() -> None:
    there = reach(recipient_commune=LUC_NGAN, at=MORNING)
    assert [origin.codes for origin in there.communes] == [(LUC_NGAN,)]
    assert sum(len(origin.codes) for origin in there.provinces) == 34
    assert len(there.provinces) == 3


def test_it_is_in_memory(django_assert_num_queries: Queries) -> None:
    reach(recipient_commune=SAI_GON, at=MORNING)
    with django_assert_num_queries(0):
        again = reach(recipient_commune=SAI_GON, at=MORNING + timedelta(minutes=7))
        assert again == reach(recipient_commune=SAI_GON, at=MORNING + timedelta(minutes=50))


def test_without_a_card_nothing_comes_and_nowhere_is_refused() -> None:
    with pytest.raises(UnknownPlace):
        reach(recipient_commune="99999", at=MORNING)
    from logistics.carriers.models import Carrier

    Carrier.objects.update(active=False)
    forget()
    there = reach(recipient_commune=CAU_GIAY, at=MORNING)
    assert {origin.ways for origin in (*there.communes, *there.provinces)} == {()}
