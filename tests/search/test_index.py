"""The search table follows the catalogue, whoever writes to it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from kernel.clock import now
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.models import Listing, Lot
from marketplace.households.enums import HouseholdState
from marketplace.households.models import Household
from search.builder import REBUILD
from search.models import SearchDirty, SearchEntry
from search.operations import index_dirty, mark_all
from tests.factories.catalogue import ListingFactory, LotFactory

pytestmark = pytest.mark.django_db(transaction=True)


def settle() -> None:
    while index_dirty().count:
        pass


def dirty() -> set[int]:
    return set(SearchDirty.objects.values_list("listing_id", flat=True))


def test_a_listing_on_sale_gets_an_entry_with_everything_a_searcher_needs() -> None:
    listing = ListingFactory.create(unit="box", unit_factor=5_000, unit_price=200_000)
    LotFactory.create(listing=listing, harvested_on=now().date(), expires_on=now().date() + timedelta(days=3))
    settle()
    entry = SearchEntry.objects.get(listing_id=listing.pk)
    assert (entry.price_per_kg, entry.price_band, entry.in_stock) == (40_000, "20-50", True)
    assert entry.commodity_code == listing.commodity_id
    assert not dirty()


@pytest.mark.parametrize("state", [ListingState.DRAFT, ListingState.PAUSED, ListingState.UNPUBLISHED])
def test_a_listing_off_sale_has_none(state: ListingState) -> None:
    listing = ListingFactory.create()
    settle()
    Listing.objects.filter(pk=listing.pk).update(state=state)
    settle()
    assert not SearchEntry.objects.exists()


def test_a_household_that_may_not_sell_takes_its_listings_along() -> None:
    listing = ListingFactory.create()
    settle()
    Household.objects.filter(pk=listing.household_id).update(state=HouseholdState.SUSPENDED)
    assert dirty() == {listing.pk}
    settle()
    assert not SearchEntry.objects.exists()


def test_bulk_writes_and_plain_sql_are_seen() -> None:
    first, second = ListingFactory.create_batch(2)
    settle()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalogue_listing SET title = 'Nhãn lồng'")
    assert dirty() == {first.pk, second.pk}
    settle()
    assert set(SearchEntry.objects.values_list("title", flat=True)) == {"Nhãn lồng"}


def test_a_sale_marks_only_when_the_stock_crosses_the_minimum() -> None:
    lot = LotFactory.create(quantity=10_000)
    settle()
    Lot.objects.filter(pk=lot.pk).update(available=1_000)
    assert not dirty()
    Lot.objects.filter(pk=lot.pk).update(available=900)
    assert dirty() == {lot.listing_id}
    settle()
    assert not SearchEntry.objects.get().in_stock
    Lot.objects.filter(pk=lot.pk).update(available=5_000)
    settle()
    assert SearchEntry.objects.get().in_stock


def test_two_lots_that_cross_the_minimum_together_mark() -> None:
    listing = ListingFactory.create(minimum=8_000)
    one, other = LotFactory.create_batch(2, listing=listing, quantity=5_000)
    settle()
    Lot.objects.filter(pk=one.pk).update(available=2_000)
    assert dirty() == {listing.pk}
    assert other.available == 5_000


def test_a_change_that_commits_during_the_rebuild_is_rebuilt_again() -> None:
    listing = ListingFactory.create()
    mark = SearchDirty.objects.get()
    Listing.objects.filter(pk=listing.pk).update(title="Mới hơn")
    assert SearchDirty.objects.get().seq > mark.seq
    settle()
    assert SearchEntry.objects.get().title == "Mới hơn"


def test_everything_can_be_rebuilt_and_what_is_gone_goes() -> None:
    listing = ListingFactory.create()
    settle()
    SearchEntry.objects.filter(listing_id=listing.pk).update(title="krumm")
    SearchEntry.objects.filter(listing_id=listing.pk).update(listing_id=999_999)
    assert mark_all() == 2
    settle()
    assert SearchEntry.objects.get().title == listing.title


def test_rebuilding_one_entry_reads_the_lots_of_one_listing() -> None:
    """However many there are: else a change in a large catalogue would cost as much as all of it."""
    wanted = LotFactory.create().listing_id
    for _number in range(20):
        LotFactory.create()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {REBUILD}", {"ids": [wanted]})
        (plan,) = cursor.fetchone()[0]
    loops = [node["Actual Loops"] for node in _nodes(plan["Plan"]) if node.get("Alias") == "lot"]
    assert loops == [1]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", ()):
        yield from _nodes(inner)
