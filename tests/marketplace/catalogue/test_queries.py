"""What pages read, and how many statements that takes: the same for one listing and for many."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from kernel.errors import NotFound
from marketplace.catalogue import stock
from marketplace.catalogue.cards import listed_by_ids, pictures_of, shown_for_sale, tiers_of
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.models import Listing
from marketplace.catalogue.queries import (
    NO_STOCK,
    Stock,
    covers_by_listing,
    ids_on_sale_of,
    listings_by_ids,
    listings_of_household,
    lots_by_reference,
    photos_by_listing,
    stock_by_listing,
    tiers_by_listing,
)
from marketplace.catalogue.refusals import ListingNotForSale
from marketplace.catalogue.stock import Want
from tests.factories.catalogue import NOW, TODAY, ListingFactory, LotFactory, PhotoFactory, TierFactory
from tests.factories.households import HouseholdFactory, owner_of

pytestmark = pytest.mark.django_db

Counted = Callable[[int], AbstractContextManager[object]]


@pytest.mark.parametrize("count", [1, 3, 24])
def test_a_page_of_cards_takes_four_statements(count: int, django_assert_num_queries: Counted) -> None:
    for listing in ListingFactory.create_batch(count):
        PhotoFactory.create_batch(2, listing=listing)
        LotFactory.create_batch(2, listing=listing)
        TierFactory.create(listing=listing)
    ids = list(Listing.objects.order_by("pk").values_list("pk", flat=True))

    with django_assert_num_queries(4):
        listings = listings_by_ids(ids)
        covers, tiers = covers_by_listing(ids), tiers_by_listing(ids)
        left = stock_by_listing(ids, at=NOW)
        cards = [
            (
                listings[pk].title,
                listings[pk].household.name,
                covers[pk].base,
                tiers[pk][0].unit_price,
                left[pk],
            )
            for pk in ids
        ]

    assert len(cards) == count
    assert {card[4].available for card in cards} == {20_000}


def test_one_listing_with_everything_takes_three_statements(django_assert_num_queries: Counted) -> None:
    lot = LotFactory.create()
    slug = lot.listing.slug

    with django_assert_num_queries(3):
        shown = shown_for_sale(slug=slug, at=NOW)
        assert (shown.cooperative_name, shown.listed.available) == (None, 10_000)
        pictures_of([shown.listed.pk])
        tiers_of([shown.listed.pk])


def test_stock_is_what_can_be_had_now() -> None:
    listing, empty = ListingFactory.create_batch(2)
    LotFactory.create(listing=listing, quantity=3_000, expires_on=TODAY + timedelta(days=2))
    LotFactory.create(
        listing=listing, quantity=4_000, harvested_on=TODAY - timedelta(days=1), expires_on=TODAY
    )
    LotFactory.create(
        listing=listing, harvested_on=TODAY - timedelta(days=7), expires_on=TODAY - timedelta(days=1)
    )
    stock.reserve(wants=[Want("line:a", listing.pk, 500)], expires_at=None, at=NOW)

    assert stock_by_listing([listing.pk, empty.pk], at=NOW) == {
        listing.pk: Stock(6_500, 2, TODAY - timedelta(days=1), TODAY),
        empty.pk: NO_STOCK,
    }
    card = listed_by_ids([listing.pk], at=NOW)[listing.pk]
    assert (card.available, card.harvested_on, card.expires_on) == (6_500, TODAY - timedelta(days=1), TODAY)


def test_only_finished_photos_are_shown() -> None:
    listing = ListingFactory.create()
    PhotoFactory.create(listing=listing, state="uploaded", base="", position=0)
    ready = PhotoFactory.create(listing=listing, position=1)
    last = PhotoFactory.create(listing=listing, position=2)

    assert photos_by_listing([listing.pk]) == {listing.pk: [ready, last]}
    assert len(photos_by_listing([listing.pk], every=True)[listing.pk]) == 3
    assert covers_by_listing([listing.pk]) == {listing.pk: ready}


@pytest.mark.parametrize("state", sorted(ListingState))
def test_a_listing_in_public_by_its_state(state: ListingState) -> None:
    listing = ListingFactory.create(state=state)
    expected = {ListingState.PUBLISHED: None, ListingState.DRAFT: NotFound}.get(state, ListingNotForSale)

    if expected is None:
        assert shown_for_sale(key=listing.key, at=NOW).listed.pk == listing.pk
    else:
        with pytest.raises(expected):
            shown_for_sale(key=listing.key, at=NOW)
    on_sale = ids_on_sale_of(household_id=listing.household_id, limit=9)
    assert on_sale == ([listing.pk] if expected is None else [])


def test_what_an_unverified_household_sells_is_not_for_sale() -> None:
    listing = ListingFactory.create(household__state="suspended")

    with pytest.raises(ListingNotForSale):
        shown_for_sale(slug=listing.slug, at=NOW)
    assert ids_on_sale_of(household_id=listing.household_id, limit=9) == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_households_own_listings_take_two_statements(
    count: int, django_assert_num_queries: Counted
) -> None:
    household = HouseholdFactory.create()
    owner = owner_of(household)
    ListingFactory.create_batch(count, household=household)

    with django_assert_num_queries(2):
        listings = listings_of_household(person=owner, household_key=household.key)
        assert [listing.household.name for listing in listings] == [household.name] * count


def test_which_lots_a_line_draws_on() -> None:
    listing = ListingFactory.create()
    lots = LotFactory.create_batch(2, listing=listing, quantity=1_000)
    stock.reserve(wants=[Want("line:a", listing.pk, 1_500)], expires_at=None, at=NOW)

    assert lots_by_reference(["line:a", "line:b"]) == {"line:a": lots, "line:b": []}
