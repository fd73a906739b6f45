"""What a list of listings wants beside the rows themselves: one statement each, whatever the length."""

from collections.abc import Collection, Mapping, Sequence

from api.context import Context
from api.loaders import Loader
from marketplace.catalogue.cards import Picture, Tier, pictures_of, tiers_of
from marketplace.catalogue.models import Listing, Lot
from marketplace.catalogue.queries import (
    NO_STOCK,
    Stock,
    listings_by_ids,
    sellable_by_listing,
    stock_by_listing,
)
from marketplace.orders.offered import Offered, offered_by_ids


class ListingById(Loader[int, Listing | None]):
    missing = None

    def fetch(self, keys: Collection[int]) -> Mapping[int, Listing]:
        return listings_by_ids(list(keys))


class StockOf(Loader[int, Stock]):
    """What can be had now, by listing id."""

    missing = NO_STOCK

    def fetch(self, keys: Collection[int]) -> Mapping[int, Stock]:
        return stock_by_listing(list(keys), at=self.at)


class PhotosOf(Loader[int, Sequence[Picture]]):
    missing: Sequence[Picture] = ()

    def fetch(self, keys: Collection[int]) -> Mapping[int, Sequence[Picture]]:
        return pictures_of(list(keys))


class TiersOf(Loader[int, Sequence[Tier]]):
    missing: Sequence[Tier] = ()

    def fetch(self, keys: Collection[int]) -> Mapping[int, Sequence[Tier]]:
        return tiers_of(list(keys))


class LotsOf(Loader[int, Sequence[Lot]]):
    missing: Sequence[Lot] = ()

    def fetch(self, keys: Collection[int]) -> Mapping[int, Sequence[Lot]]:
        return sellable_by_listing(list(keys), at=self.at)


class OfferedOf(Loader[int, Offered | None]):
    """What a basket would read of a listing, where it is on sale."""

    missing = None

    def fetch(self, keys: Collection[int]) -> Mapping[int, Offered]:
        return offered_by_ids(ids=keys, at=self.at)


def expect_listings(context: Context, ids: Sequence[int]) -> None:
    """These listings are about to be shown together."""
    for loader in (ListingById, StockOf, PhotosOf, TiersOf, LotsOf, OfferedOf):
        context.loader(loader).expect(ids)
