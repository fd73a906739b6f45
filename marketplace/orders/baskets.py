"""What a buyer wants, read against what is on offer now: prices by tier, weights, carriers' offers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from kernel.clock import local_day
from kernel.errors import Refusal
from kernel.places.queries import commune
from logistics.carriers.live import Rates
from logistics.carriers.protocol import Content, Party
from logistics.carriers.protocol import Order as CarrierOrder
from logistics.carriers.quotes import NO_RATES, Offer, offer_of, quote
from logistics.goods.queries import commodity
from logistics.goods.shelf_life import remaining_hours
from marketplace.catalogue.measuring import check_quantity, gross_estimate_g
from marketplace.catalogue.refusals import LotSoldOut
from marketplace.households.queries import farm_reference
from marketplace.orders.enums import Payment
from marketplace.orders.offered import Offered, offered
from marketplace.orders.pricing import agreed_price
from marketplace.orders.refusals import BasketEmpty, BasketTooLarge

MOST_LINES = 100
MOST_BASE = 100_000_000
"""A hundred tonnes: above it somebody's finger slipped."""
PRICED_BOX_MM = {"length_mm": 300, "width_mm": 200, "height_mm": 200}
"""The box that a carrier is asked a price for: nobody has packed yet, and weight decides."""


@dataclass(frozen=True, slots=True)
class BasketLine:
    """`quantity` in the listing's base unit (grams or pieces)."""

    listing_key: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Choice:
    """The service chosen for one household, with what the page showed for it (None: not compared).

    When a shown figure differs at placing, nothing is ordered and `CheckoutChanged` says what changed.
    """

    service_code: str
    goods_dong: int | None = None
    postage_dong: int | None = None
    arrives_on: date | None = None


@dataclass(frozen=True, slots=True)
class SharedChoice:
    """One parcel for several households, and the service chosen for it, with what the page showed for all of
    it (None: not compared). Its households need no `Choice` of their own.
    """

    household_keys: Sequence[str]
    service_code: str
    goods_dong: int | None = None
    postage_dong: int | None = None
    arrives_on: date | None = None


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A basket line at the price its quantity reaches. `refusal` is what placing would refuse it for.

    `keeps_until`: the last good day of all of it when the longest living lots are taken; None keeps for ever.
    """

    listing_id: int
    listing_key: str
    slug: str
    title: str
    commodity_code: str
    unit: str
    unit_label: str
    base: str
    unit_factor: int
    unit_weight_g: int
    unit_price: int
    quantity: int
    price_dong: int
    available: int
    minimum: int
    step: int
    on_undelivered: str
    self_produced: bool
    keeps_until: date | None
    refusal: Refusal | None

    @property
    def net_g(self) -> int:
        return self.quantity * self.unit_weight_g

    @property
    def trouble(self) -> str:
        return self.refusal.code if self.refusal else ""

    @property
    def trouble_text(self) -> str:
        return self.refusal.text if self.refusal else ""


class _Road(TypedDict):
    """What a carrier must know to make an offer."""

    sender_commune: str
    recipient_commune: str
    gross_g: int
    cod_dong: int
    needs_chill: bool
    remaining_hours: int | None
    goods_name: str
    sender_reference: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One household's part of a basket: what it costs, what it weighs (gross, estimated), how long it
    keeps.
    """

    household_id: int
    household_key: str
    household_name: str
    commune_code: str
    lines: Sequence[PricedLine]
    goods_dong: int
    gross_g: int

    def offers(self, *, to: str, payment: str, rates: Rates = NO_RATES, at: datetime) -> list[Offer]:
        """Every service to the commune `to`: what may be chosen, cheapest first, then the refused. `rates`
        are what carriers name for it now (live.py).
        """
        return quote(**self._road(to=to, payment=payment, at=at), live=rates)

    def offer(
        self, *, service_code: str, to: str, payment: str, rates: Rates = NO_RATES, at: datetime
    ) -> Offer:
        road = self._road(to=to, payment=payment, at=at)
        return offer_of(service_code=service_code, **road, live=rates)

    def to_carry(self, *, to: str, payment: str, at: datetime) -> CarrierOrder:
        """As carriers are asked for a price before anybody's name, street or box is known."""
        return CarrierOrder(
            reference="",
            service_code="",
            sender=_somebody_in(self.commune_code),
            recipient=_somebody_in(to),
            goods=[Content(name=one.title, net_g=one.net_g, value_dong=one.price_dong) for one in self.lines],
            gross_g=self.gross_g,
            **PRICED_BOX_MM,
            cod_dong=self.goods_dong if payment == Payment.CASH else 0,
            declared_dong=self.goods_dong,
            chilled=self.needs_chill,
            return_undelivered=True,
            pickup_on=local_day(at),
        )

    @property
    def needs_chill(self) -> bool:
        return any(commodity(line.commodity_code).needs_chill for line in self.lines)

    def _road(self, *, to: str, payment: str, at: datetime) -> _Road:
        mortal = [(line.keeps_until, line.commodity_code) for line in self.lines if line.keeps_until]
        until, first_to_spoil = min(mortal, default=(None, self.lines[0].commodity_code))
        return {
            "sender_commune": self.commune_code,
            "recipient_commune": to,
            "gross_g": self.gross_g,
            "cod_dong": self.goods_dong if payment == Payment.CASH else 0,
            "needs_chill": self.needs_chill,
            "remaining_hours": remaining_hours(expires_on=until, at=at) if until else None,
            "goods_name": commodity(first_to_spoil).name_vi,
            "sender_reference": farm_reference(self.household_key),
            "at": at,
        }


def _somebody_in(commune_code: str) -> Party:
    """Carriers want a name, a number and a street even for a price: none of them is anybody's."""
    place = commune(commune_code)
    return Party(
        name="Nhà Nông", telephone="+84900000000", commune_code=commune_code, address=place.full_name
    )


@dataclass(frozen=True, slots=True)
class ReadBasket:
    """`missing`: keys that are not for sale. Parcels by household, in the order of the basket."""

    parcels: Sequence[Parcel]
    missing: Sequence[str]


def read_basket(*, basket: Sequence[BasketLine], at: datetime) -> ReadBasket:
    """One SQL statement. Lines of one listing are added up. BasketEmpty and BasketTooLarge are the only
    refusals.
    """
    wanted = _add_up(basket)
    found = offered(keys=wanted, at=at)
    by_household: dict[int, list[Offered]] = {}
    for key in wanted:
        if key in found:
            by_household.setdefault(found[key].household_id, []).append(found[key])
    return ReadBasket(
        parcels=[_parcel(listings, wanted) for listings in by_household.values()],
        missing=[key for key in wanted if key not in found],
    )


def _add_up(basket: Sequence[BasketLine]) -> dict[str, int]:
    if not basket:
        raise BasketEmpty
    if len(basket) > MOST_LINES:
        raise BasketTooLarge(limit=MOST_LINES)
    wanted: dict[str, int] = {}
    for line in basket:
        wanted[line.listing_key] = wanted.get(line.listing_key, 0) + line.quantity
    return wanted


def parcel_of(listing: Offered, quantity: int) -> Parcel:
    """A parcel of this alone: what its delivery would cost."""
    return _parcel([listing], {listing.key: quantity})


def _parcel(listings: Sequence[Offered], wanted: Mapping[str, int]) -> Parcel:
    lines = [_line(listing, wanted[listing.key]) for listing in listings]
    first = listings[0]
    return Parcel(
        household_id=first.household_id,
        household_key=first.household_key,
        household_name=first.household_name,
        commune_code=first.commune_code,
        lines=lines,
        goods_dong=sum(line.price_dong for line in lines),
        gross_g=gross_estimate_g(max(1, sum(line.net_g for line in lines))),
    )


def _line(listing: Offered, quantity: int) -> PricedLine:
    refusal = quantity_refusal(listing, quantity)
    quantity = min(max(quantity, 0), MOST_BASE)  # a preview shows a price beside the trouble
    unit_price = listing.price_for(quantity)
    return PricedLine(
        listing_id=listing.id,
        listing_key=listing.key,
        slug=listing.slug,
        title=listing.title,
        commodity_code=listing.commodity_code,
        unit=listing.unit,
        unit_label=listing.unit_label,
        base=listing.base,
        unit_factor=listing.unit_factor,
        unit_weight_g=listing.unit_weight_g,
        unit_price=unit_price,
        quantity=quantity,
        price_dong=agreed_price(quantity=quantity, unit_factor=listing.unit_factor, unit_price=unit_price),
        available=listing.available,
        minimum=listing.minimum,
        step=listing.step,
        on_undelivered=listing.on_undelivered,
        self_produced=listing.self_produced,
        keeps_until=listing.keeps_until(quantity),
        refusal=refusal,
    )


def quantity_refusal(listing: Offered, quantity: int) -> Refusal | None:
    """At least the minimum, in whole steps above it, and no more than there is."""
    try:
        check_quantity(listing=listing, quantity=quantity)
    except Refusal as refusal:
        return refusal
    return LotSoldOut(left={listing.key: listing.available}) if quantity > listing.available else None
