"""Listings: what anybody may read of what is on sale, and what the household itself sees of its drafts."""

from collections.abc import Sequence
from typing import Any

import graphene

from api.catalogue.loaders import LotsOf, OfferedOf, PhotosOf, StockOf, TiersOf, expect_listings
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
from kernel.errors import Refusal
from kernel.measures import price_of
from kernel.places.queries import Place, commune
from logistics.carriers.quotes import Offer
from logistics.goods import models as goods
from logistics.goods.queries import commodity
from marketplace.catalogue import models
from marketplace.catalogue.cards import Picture, Tier, shown_for_sale
from marketplace.catalogue.enums import PhotoState
from marketplace.catalogue.pictures import WIDTHS
from marketplace.catalogue.queries import listing_for, lot_to_show, photo_to_show
from marketplace.catalogue.storing import address_of
from marketplace.orders.baskets import parcel_of
from marketplace.orders.enums import Payment

GRAMS_A_KILOGRAM = 1_000


PhotoFormat = graphene.Enum("PhotoFormat", [("JPG", "jpg"), ("AVIF", "avif")])


@refetchable(lambda context, key: photo_to_show(person=context.person, key=key))
class Photo(graphene.ObjectType):
    """A picture, 4:3, in three widths. `ground` is its colour's number in our palette, 0 to 31."""

    class Meta:
        interfaces = (Node,)
        possible_types = (models.Photo, Picture)

    state = graphene.String(required=True)
    alt = graphene.String(required=True)
    ground = graphene.Int(required=True)
    url = graphene.String(
        width=graphene.Int(required=True, default_value=320),
        format=PhotoFormat(required=True, default_value="jpg"),
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


@refetchable(lambda context, key: lot_to_show(person=context.person, key=key, at=context.at))
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


def listing_shown(context: Context, *, slug: str = "", key: str = "") -> AnyListing:
    """What is on sale, for everybody; by its key also a household's own, for who may act for it."""
    try:
        shown = shown_for_sale(slug=slug, key=key, at=context.at)
    except Refusal:
        if not key or context.person.is_guest:
            raise
        return _own(context, key)
    return ListingRow(shown.listed, context, shown)


def _own(context: Context, key: str) -> models.Listing:
    listing = listing_for(person=context.person, key=key)
    expect_listings(context, [listing.pk])
    return listing


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
    price_per_kg = Money(description="In dong; null where the draft does not say yet what a piece weighs.")
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
        description="To a commune, paid in cash, for `quantity` base units (the minimum when not given). "
        "The cheapest first, then what is not offered, with the reason.",
    )
    published_at = graphene.DateTime()

    @staticmethod
    def resolve_price(listing: AnyListing, _info: Info) -> int:
        return listing.unit_price

    @staticmethod
    def resolve_price_per_kg(listing: AnyListing, _info: Info) -> int | None:
        net_g = listing.net_g(listing.unit_factor)
        return price_of(GRAMS_A_KILOGRAM, factor=net_g, unit_price=listing.unit_price) if net_g else None

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
        return info.context.loader(LotsOf).load(listing.pk)

    @staticmethod
    def resolve_delivery_offers(
        listing: AnyListing, info: Info, commune_code: str, quantity: int | None = None
    ) -> list[Offer]:
        offered = info.context.loader(OfferedOf).load(listing.pk)
        if offered is None:
            return []
        parcel = parcel_of(offered, quantity or listing.minimum)
        return parcel.offers(to=commune_code, payment=Payment.CASH, at=info.context.at)
