"""What a listing's page says, read once: photos, tiers, what is left, what so much of it costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kernel.clock import local_day
from kernel.errors import Refusal
from kernel.places.queries import Place, commune
from logistics.carriers.quotes import Offer
from logistics.goods.models import Commodity
from logistics.goods.queries import commodity
from marketplace.catalogue.cards import Listed, pictures_of, tiers_of
from marketplace.catalogue.models import Lot
from marketplace.catalogue.queries import ids_on_sale_of, sellable_lots
from marketplace.orders.baskets import BasketLine, Parcel, PricedLine, read_basket
from marketplace.orders.enums import Payment
from web.cards import least_postage
from web.chips import harvest_chip, listing_chips
from web.components import Chip, Photo, SumLine, Tier
from web.exporting import export_words
from web.photos import pictures_shown
from web.quantities import (
    plain_quantity,
    quantity_words,
    read_quantity,
    script_quantity,
    unit_word,
    weight_beside,
)
from web.views.buyer.parcels import Ways, ways_of
from web.words import NBSP, day_words


@dataclass(frozen=True, slots=True)
class Buying:
    """So much of a listing as the buyer is looking at, with its price and the ways it can come."""

    line: PricedLine
    figure: str
    amount: str
    weight: str
    ways: Ways
    offer: Offer | None
    problem: str

    @property
    def postage_dong(self) -> int:
        return self.offer.price_dong if self.offer else 0

    @property
    def total_dong(self) -> int:
        return self.line.price_dong + self.postage_dong

    @property
    def sums(self) -> list[SumLine]:
        goods = SumLine(self.amount, self.line.price_dong)
        if self.offer is None:
            return [goods]
        return [goods, SumLine(_("Phí gửi"), self.offer.price_dong)]

    @property
    def total(self) -> SumLine:
        return SumLine(_("Tất cả"), self.total_dong)


@dataclass(frozen=True, slots=True)
class ShownListing:
    unit: str
    goods: Commodity
    from_place: Place
    photos: Sequence[Photo]
    tiers: Sequence[Tier]
    days: str
    left: str
    chips: Sequence[Chip]
    buying: Buying | None
    step: str
    minimum: str
    most: str
    lot: Lot | None
    others: int
    deliver_title: str
    postage_from: int | None
    export: str

    @property
    def blocked(self) -> bool:
        """Nothing can be put in the basket as it stands."""
        return self.buying is None or bool(self.buying.line.trouble)


def show_listing(
    listing: Listed, *, quantity_text: str, service: str, place_code: str, at: datetime
) -> ShownListing:
    unit, factor = unit_word(listing.unit_label), listing.unit_factor
    tiers = [(listing.minimum, listing.unit_price)]
    tiers += [(tier.minimum, tier.unit_price) for tier in tiers_of([listing.pk])[listing.pk]]
    quantity, problem = _wanted(listing, quantity_text)
    buying = _buying(listing, quantity, problem, service, place_code, at) if listing.available else None
    goods = commodity(listing.commodity_id)
    today = local_day(at)
    lot = _lot(listing, at)
    return ShownListing(
        unit=unit,
        goods=goods,
        from_place=commune(listing.commune_code),
        photos=pictures_shown(pictures_of([listing.pk])[listing.pk], title=listing.title),
        tiers=_tiers(tiers, quantity, factor=factor, unit=unit),
        days=eat_before(listing),
        left=quantity_words(listing.available, factor=factor, unit=unit),
        chips=listing_chips(
            months=goods.months,
            harvest=harvest_chip(listing.harvested_on, today=today),
            certificates=listing.certificates,
            arrives_on=buying.offer.arrives_on if buying and buying.offer else None,
            today=today,
            limit=6,
        ),
        buying=buying,
        step=script_quantity(listing.step, factor=factor),
        minimum=script_quantity(listing.minimum, factor=factor),
        most=script_quantity(listing.available, factor=factor),
        lot=lot,
        export=export_words(commodity_code=listing.commodity_id, lot=lot, day=today),
        deliver_title=_("Giao đến %(place)s") % {"place": commune(place_code).label} if place_code else "",
        postage_from=None if place_code else _postage_from(listing, at),
        others=len(ids_on_sale_of(household_id=listing.household_id, limit=25)) - 1,
    )


def _postage_from(listing: Listed, at: datetime) -> int | None:
    """The least that sending it can cost, while nobody has said where to."""
    near = least_postage(listing, listing.household_commune_code, at)
    return near.price_dong if near else None


def _wanted(listing: Listed, text: str) -> tuple[int, str]:
    """Base units, and what is wrong with the text; the least one may buy where nothing can be read."""
    if not text:
        return listing.minimum, ""
    try:
        return read_quantity(text, factor=listing.unit_factor), ""
    except Refusal as refusal:
        return listing.minimum, str(refusal.text)


def _buying(
    listing: Listed, quantity: int, problem: str, service: str, place_code: str, at: datetime
) -> Buying | None:
    read = read_basket(basket=[BasketLine(listing.key, quantity)], at=at)
    if not read.parcels:
        return None
    parcel = read.parcels[0]
    line, unit = parcel.lines[0], unit_word(listing.unit_label)
    offers = _offers(parcel, place_code, at)
    possible = [offer for offer in offers if not offer.refused]
    offer = next((one for one in possible if one.service_code == service), possible[0] if possible else None)
    return Buying(
        line=line,
        figure=plain_quantity(quantity, factor=listing.unit_factor),
        amount=quantity_words(quantity, factor=listing.unit_factor, unit=unit),
        weight=weight_beside(quantity, unit=unit, unit_weight_g=listing.unit_weight_g),
        ways=ways_of(offers, chosen=offer.service_code if offer else ""),
        offer=offer,
        problem=problem or line.trouble_text,
    )


def _offers(parcel: Parcel, place_code: str, at: datetime) -> Sequence[Offer]:
    return parcel.offers(to=place_code, payment=Payment.CASH, at=at) if place_code else []


def _tiers(tiers: Sequence[tuple[int, int]], quantity: int, *, factor: int, unit: str) -> list[Tier]:
    reached = max((minimum for minimum, _price in tiers if minimum <= quantity), default=tiers[0][0])
    return [
        Tier(
            quantity_words(minimum, factor=factor, unit=unit),
            price,
            chosen=len(tiers) > 1 and minimum == reached,
        )
        for minimum, price in tiers
    ]


def _lot(listing: Listed, at: datetime) -> Lot | None:
    """The one that goes first."""
    lots = sellable_lots(at=at).filter(listing=listing.pk).select_related("plot")
    return lots.order_by("expires_on", "pk").first()


def eat_before(listing: Listed) -> str:
    """ "thu hoạch thứ Ba 24/11 · nên ăn trước thứ Bảy 29/11"; shelf stable goods say only the first."""
    said = []
    if listing.harvested_on:
        said.append(_("thu hoạch %(day)s") % {"day": day_words(listing.harvested_on)})
    if listing.expires_on:
        said.append(_("nên ăn trước %(day)s") % {"day": day_words(listing.expires_on)})
    return f"{NBSP}· ".join(said)
