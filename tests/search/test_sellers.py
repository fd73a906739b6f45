"""How reliable a seller is: of a hundred orders so many were accepted and delivered."""

from datetime import timedelta

import pytest

from kernel.clock import now
from marketplace.households.models import Household
from marketplace.orders.enums import State
from search.models import SearchEntry, SearchSeller
from search.operations import index_dirty
from search.sellers import DAYS, count_sellers
from tests.factories.catalogue import ListingFactory
from tests.factories.households import HouseholdFactory
from tests.factories.orders import OrderFactory

pytestmark = pytest.mark.django_db


def ended(household: Household, state: State, *, times: int, days_ago: int = 1) -> None:
    for _ in range(times):
        OrderFactory.create(household=household, state=state, placed_at=now() - timedelta(days=days_ago))


def reliability(household: Household) -> int | None:
    return (
        SearchSeller.objects.filter(household_id=household.pk).values_list("reliability", flat=True).first()
    )


def test_kept_and_broken_orders_count_and_what_the_buyer_called_off_does_not() -> None:
    good, bad, new = HouseholdFactory.create_batch(3)
    ended(good, State.DELIVERED, times=15)
    ended(good, State.CANCELLED, times=5)
    ended(bad, State.TIMED_OUT, times=10)
    ended(bad, State.DECLINED, times=5)
    ended(new, State.PLACED, times=3)
    assert count_sellers() == 2
    assert (reliability(good), reliability(bad), reliability(new)) == (95, 20, None)


def test_what_is_long_past_is_forgotten() -> None:
    household = HouseholdFactory.create()
    ended(household, State.TIMED_OUT, times=3, days_ago=DAYS + 1)
    assert count_sellers() == 0


def test_the_entries_of_a_seller_follow() -> None:
    listing = ListingFactory.create()
    index_dirty()
    assert SearchEntry.objects.get().reliability == 80
    ended(listing.household, State.DELIVERED, times=15)
    count_sellers()
    index_dirty()
    assert SearchEntry.objects.get().reliability == 95
    assert count_sellers() == 0  # nothing changed: nothing is rebuilt
