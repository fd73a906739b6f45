"""Cards say the same as the rows they are read from."""

from datetime import timedelta

import pytest

from marketplace.catalogue.cards import listed_by_ids
from marketplace.catalogue.enums import PhotoState
from tests.factories.catalogue import NOW, TODAY, ListingFactory, LotFactory, PhotoFactory

pytestmark = pytest.mark.django_db


def test_a_card_has_its_seller_its_first_finished_photo_and_what_can_be_had(
    django_assert_num_queries,
) -> None:  # type: ignore[no-untyped-def]
    listing = ListingFactory.create()
    PhotoFactory.create(listing=listing, position=0, state=PhotoState.UPLOADED, base="")
    first = PhotoFactory.create(listing=listing, position=1)
    PhotoFactory.create(listing=listing, position=2)
    LotFactory.create(listing=listing, quantity=4_000)
    LotFactory.create(listing=listing, quantity=3_000)
    LotFactory.create(
        listing=listing,
        harvested_on=TODAY - timedelta(days=9),
        expires_on=TODAY - timedelta(days=1),
        quantity=500,
    )
    with django_assert_num_queries(1):
        card = listed_by_ids([listing.pk], at=NOW)[listing.pk]
    assert (card.title, card.unit_price, card.household_name) == (
        listing.title,
        listing.unit_price,
        listing.household.name,
    )
    assert (card.cover_key, card.available) == (first.key, 7_000)
    for name in (
        "key",
        "slug",
        "unit_factor",
        "minimum",
        "step",
        "commodity_id",
        "commune_code",
        "published_at",
    ):
        assert getattr(card, name) == getattr(listing, name)


def test_without_photo_and_stock_a_card_says_so() -> None:
    listing = ListingFactory.create()
    card = listed_by_ids([listing.pk], at=NOW)[listing.pk]
    assert (card.cover_key, card.cover_base, card.available) == (None, "", 0)


def test_nothing_asks_nothing(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(0):
        assert listed_by_ids([], at=NOW) == {}
