"""Listings as cards, with postage and day for the buyer's commune from the rate card in memory."""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse

from kernel.clock import local_day
from kernel.measures import Base, price_of
from kernel.places.queries import commune
from logistics.carriers.live import asks_live
from logistics.carriers.quotes import Offer, cheapest
from logistics.goods.queries import commodity
from logistics.goods.shelf_life import remaining_hours
from marketplace.catalogue.cards import Listed, listed_by_ids
from marketplace.catalogue.measuring import gross_estimate_g
from marketplace.households.queries import farm_reference
from web.chips import harvest_chip, listing_chips
from web.components import Chip, ListingCard
from web.photos import cover_of
from web.quantities import KILOGRAM, unit_word


def cards_by_ids(
    ids: Sequence[int], *, place_code: str, by: date | None = None, at: datetime
) -> list[ListingCard]:
    """In the order of the ids. One statement, whatever the number of cards; none for postage. `by`: the last
    day on which the goods may arrive; postage is for a way that is as fast.
    """
    listings = listed_by_ids(ids, at=at)
    return [card_of(listings[one], place_code=place_code, by=by, at=at) for one in ids if one in listings]


def card_of(listing: Listed, *, place_code: str, by: date | None = None, at: datetime) -> ListingCard:
    sold_out = listing.available < listing.minimum
    near = least_postage(listing, place_code or listing.household_commune_code, at, by=by)
    offer = None if sold_out or not place_code else near
    today = local_day(at)
    place = commune(listing.commune_code)
    return ListingCard(
        url=reverse("web:listing", args=[listing.slug]),
        title=listing.title,
        price=listing.unit_price,
        unit=unit_word(listing.unit_label),
        seller=listing.household_name,
        place=f"{place.name}, {place.province_name}",
        photo=cover_of(listing),
        price_per_kg=per_kilogram(listing),
        postage=near.price_dong if near and not sold_out else None,
        postage_from=not place_code or asks_live(),
        chips=_chips(listing, offer, today) if not sold_out else (),
        sold_out=sold_out,
        unreachable=bool(place_code) and not sold_out and offer is None,
    )


def least_postage(listing: Listed, place_code: str, at: datetime, *, by: date | None = None) -> Offer | None:
    """The cheapest way to send the least that one may buy, by the rate card: what checkout charges for it
    unless a carrier names another price by then (carriers.live).
    """
    goods = commodity(listing.commodity_id)
    until = listing.keeps_until(listing.minimum)
    left = remaining_hours(expires_on=until, at=at) if until else None
    return cheapest(
        sender_commune=listing.household_commune_code,
        recipient_commune=place_code,
        gross_g=gross_estimate_g(listing.net_g(listing.minimum)),
        cod_dong=price_of(listing.minimum, factor=listing.unit_factor, unit_price=listing.unit_price),
        needs_chill=goods.needs_chill,
        remaining_hours=left,
        goods_name=goods.name_vi,
        sender_reference=farm_reference(listing.household_key),
        by=by,
        at=at,
    )


def per_kilogram(listing: Listed) -> int | None:
    """Beside the price where the unit bought is not the kilogram itself."""
    grams = listing.unit_factor * listing.unit_weight_g
    if listing.base == Base.GRAM and grams == KILOGRAM:
        return None
    return price_of(KILOGRAM, factor=grams, unit_price=listing.unit_price)


def _chips(listing: Listed, offer: Offer | None, today: date) -> Sequence[Chip]:
    return listing_chips(
        months=commodity(listing.commodity_id).months,
        harvest=harvest_chip(listing.harvested_on, today=today),
        certificates=listing.certificates,
        arrives_on=offer.arrives_on if offer else None,
        today=today,
    )
