"""Listings: what anybody may read of what is on sale, and what the household itself sees of its drafts."""

from collections.abc import Sequence
from typing import Any

import graphene

from api.catalogue.loaders import PhotosOf, StockOf, TiersOf
from api.catalogue.rows import ListingRow
from api.context import Context, Info
from api.goods.types import Commodity
from api.households.loaders import HouseholdById
from api.households.rows import SellerRow
from api.households.types import Household
from api.node import Node, refetchable
from api.orders.types import DeliveryOffer
from api.places.types import Commune
from api.scalars import Money, Quantity
from kernel.clock import local_day
from kernel.places.queries import Place, commune
from logistics.carriers.quotes import Offer
from logistics.goods import models as goods
from logistics.goods.queries import commodity
from marketplace.catalogue import models
from marketplace.catalogue.cards import Picture, Tier, shown_for_sale
from marketplace.catalogue.enums import PhotoState
from marketplace.catalogue.pictures import WIDTHS
from marketplace.catalogue.queries import sellable_lots
from marketplace.catalogue.storing import address_of
from marketplace.orders.baskets import BasketLine
from marketplace.orders.operations import preview

GRAMS_A_KILOGRAM = 1_000


PhotoFormat = graphene.Enum("PhotoFormat", [("JPG", "jpg"), ("AVIF", "avif")])


class Photo(graphene.ObjectType):
    """A picture, 4:3, in three widths. `ground` is its colour's number in our palette, 0 to 31."""

    class Meta:
        interfaces = (Node,)
        possible_types = (models.Photo, Picture)

    state = graphene.String(required=True)
    alt = graphene.String(required=True)
    ground = graphene.Int(required=True)
    url = graphene.String(
        width=graphene.Int(default_value=320),
        format=PhotoFormat(default_value="jpg"),
        description="Widths 160, 320, 640 (the next larger is given). Null until the picture is made.",
    )

    @staticmethod
    def resolve_state(photo: models.Photo | Picture, _info: Info) -> str:
        return photo.state if isinstance(photo, models.Photo) else PhotoState.READY

    @staticmethod
    def resolve_url(photo: models.Photo | Picture, _info: Info, width: int, format: str) -> str | None:
        fitting = next((each for each in sorted(WIDTHS) if each >= width), max(WIDTHS))
        return address_of(photo.base, fitting, format) if photo.base else None


class PriceTier(graphene.ObjectType):
    """From `minimum` base units on, one unit costs `price`."""

    class Meta:
        possible_types = (Tier,)

    minimum = Quantity(required=True)
    price = Money(required=True)

    @staticmethod
    def resolve_price(tier: Tier, _info: Info) -> int:
        return tier.unit_price


class Lot(graphene.ObjectType):
    """What was harvested on one day. `expiresOn` is the last day on which the goods are good."""

    class Meta:
        interfaces = (Node,)
        possible_types = (models.Lot,)

    harvested_on = graphene.Date(required=True)
    expires_on = graphene.Date()
    available = Quantity(required=True)


AnyListing = models.Listing | ListingRow


def _available(listing: AnyListing, info: Info) -> int:
    if isinstance(listing, ListingRow):
        return listing.listed.available
    return info.context.loader(StockOf).load(listing.pk).available


def listing_shown(context: Context, *, slug: str = "", key: str = "") -> ListingRow:
    shown = shown_for_sale(slug=slug, key=key, at=context.at)
    return ListingRow(shown.listed, context, shown)


@refetchable(lambda context, key: listing_shown(context, key=key))
class Listing(graphene.ObjectType):
    """Something on sale. Quantities are base units (grams or pieces): `unitFactor` of them make one
    `unit`.
    """

    class Meta:
        interfaces = (Node,)
        possible_types = (models.Listing, ListingRow)

    slug = graphene.String(required=True)
    title = graphene.String(required=True)
    description = graphene.String(required=True)
    grade = graphene.String(required=True)
    state = graphene.String(required=True)
    unit = graphene.String(required=True)
    unit_label = graphene.String(required=True)
    unit_factor = graphene.Int(required=True)
    base = graphene.String(required=True)
    price = Money(required=True, description="One unit, in dong, below the first tier.")
    price_per_kg = Money(required=True)
    tiers = graphene.List(graphene.NonNull(PriceTier), required=True)
    minimum = Quantity(required=True)
    step = Quantity(required=True)
    available = Quantity(required=True)
    in_stock = graphene.Boolean(required=True)
    in_season = graphene.Boolean(required=True)
    harvest_from = graphene.Date()
    harvest_to = graphene.Date()
    certificates = graphene.String(required=True)
    commodity = graphene.Field(Commodity, required=True)
    seller = graphene.Field(Household, required=True)
    place = graphene.Field(Commune, required=True)
    photo = graphene.Field(Photo, description="The first one.")
    photos = graphene.List(graphene.NonNull(Photo), required=True)
    lots = graphene.List(graphene.NonNull(Lot), required=True, description="First expiring first.")
    delivery_offers = graphene.List(
        graphene.NonNull(DeliveryOffer),
        required=True,
        commune_code=graphene.String(required=True),
        quantity=Quantity(),
        description="To a commune, for `quantity` base units (the minimum when not given).",
    )
    published_at = graphene.DateTime()

    @staticmethod
    def resolve_price(listing: AnyListing, _info: Info) -> int:
        return listing.unit_price

    @staticmethod
    def resolve_price_per_kg(listing: AnyListing, _info: Info) -> int:
        return listing.unit_price * GRAMS_A_KILOGRAM // listing.net_g(listing.unit_factor)

    @staticmethod
    def resolve_tiers(listing: AnyListing, info: Info) -> Sequence[Tier]:
        return info.context.loader(TiersOf).load(listing.pk)

    @staticmethod
    def resolve_available(listing: AnyListing, info: Info) -> int:
        return _available(listing, info)

    @staticmethod
    def resolve_in_stock(listing: AnyListing, info: Info) -> bool:
        return _available(listing, info) >= listing.minimum

    @staticmethod
    def resolve_in_season(listing: AnyListing, info: Info) -> bool:
        return local_day(info.context.at).month in commodity(listing.commodity_id).months

    @staticmethod
    def resolve_commodity(listing: AnyListing, _info: Info) -> goods.Commodity:
        return commodity(listing.commodity_id)

    @staticmethod
    def resolve_seller(listing: AnyListing, info: Info) -> Any:
        if isinstance(listing, ListingRow):
            return SellerRow(listing.listed, info.context, listing.shown)
        if "household" in listing._state.fields_cache:
            return listing.household
        return info.context.loader(HouseholdById).load(listing.household_id)

    @staticmethod
    def resolve_place(listing: AnyListing, _info: Info) -> Place:
        return commune(listing.commune_code)

    @staticmethod
    def resolve_photo(listing: AnyListing, info: Info) -> Any:
        if isinstance(listing, ListingRow):
            return listing.cover
        photos = info.context.loader(PhotosOf).load(listing.pk)
        return photos[0] if photos else None

    @staticmethod
    def resolve_photos(listing: AnyListing, info: Info) -> Sequence[Picture]:
        return info.context.loader(PhotosOf).load(listing.pk)

    @staticmethod
    def resolve_lots(listing: AnyListing, info: Info) -> Sequence[models.Lot]:
        lots = sellable_lots(at=info.context.at).filter(listing=listing.pk)
        return list(lots.order_by("expires_on", "pk"))

    @staticmethod
    def resolve_delivery_offers(
        listing: AnyListing, info: Info, commune_code: str, quantity: int | None = None
    ) -> list[Offer]:
        basket = [BasketLine(listing_key=listing.key, quantity=quantity or listing.minimum)]
        found = preview(basket=basket, commune_code=commune_code, at=info.context.at)
        return list(found.parts[0].offers) if found.parts else []
