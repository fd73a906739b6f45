"""What a parcel abroad would cost and what the border there would take, before anybody orders or pays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from kernel.clock import local_day
from kernel.errors import JSON, NotFound
from logistics.carriers.quotes import Offer, offers_abroad
from logistics.paperwork.enums import Channel, Incoterm
from logistics.paperwork.levying import Estimate, Shipped, estimate
from logistics.paperwork.queries import explain, way_of
from logistics.paperwork.rulebook import Rulebook, rulebook
from logistics.paperwork.values import Item
from logistics.paperwork.words import words
from marketplace.orders.baskets import BasketLine, Parcel, PricedLine, read_basket
from marketplace.postal.refusals import PostalTermsUnknown, PostalWayShut

CURRENCY: Final = "VND"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """`levies_dong` is paid with the order (DDP) or not at all here (DAP: the buyer pays at the door).
    `total_dong` None: it cannot be had, since the sum is not known.
    """

    incoterm: Incoterm
    estimate: Estimate
    levies_dong: int
    total_dong: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """`why`: the reasons for which it cannot be sent; then there are no terms. `rests_on_demo`: a made-up
    reviewer of the demo signed the rule.
    """

    parcel: Parcel
    country: str
    good: str
    offer: Offer | None
    why: Sequence[str]
    terms: Sequence[Terms]
    rests_on_demo: bool

    @property
    def line(self) -> PricedLine:
        return self.parcel.lines[0]

    @property
    def goods_dong(self) -> int:
        return self.parcel.goods_dong

    def term(self, incoterm: Incoterm) -> Terms:
        """PostalTermsUnknown for DDP where the sum is not known."""
        for one in self.terms:
            if one.incoterm == incoterm and one.total_dong is not None:
                return one
        raise PostalTermsUnknown


def countries() -> list[tuple[str, str]]:
    """The countries that any rule names: code and destination's code."""
    book = rulebook()
    return sorted(book.by_country.items())


def quote_parcel(*, listing_key: str, quantity: int, country: str, at: datetime) -> Quote:
    """NotFound for what is not for sale, the quantity's own refusals raised. 1 query for the listing, 1 for
    the estimate and those for rates.
    """
    read = read_basket(basket=[BasketLine(listing_key, quantity)], at=at)
    if not read.parcels:
        raise NotFound(field="listing")
    parcel = read.parcels[0]
    if parcel.lines[0].refusal:
        raise parcel.lines[0].refusal
    book, day = rulebook(), local_day(at)
    good = book.by_commodity.get(parcel.lines[0].commodity_code, "")
    why, demo = _closed(book, good, country, day)
    offer = _cheapest(country, parcel.gross_g, at) if not why else None
    if not why and offer is None:
        why = [_("chưa có dịch vụ bưu điện nào chở gói nặng như vậy tới đó.")]
    terms = _terms(parcel, offer, good, country, day) if offer else []
    return Quote(
        parcel=parcel, country=country, good=good, offer=offer, why=why, terms=terms, rests_on_demo=demo
    )


def require_open(quote: Quote) -> Offer:
    """PostalWayShut with the reason."""
    if quote.offer is None or quote.why:
        raise PostalWayShut(why=" ".join(quote.why))
    return quote.offer


def _closed(book: Rulebook, good: str, country: str, day: date) -> tuple[list[str], bool]:
    """Why the rules shut the way by post, in words, and whether the rule rests on the demo's reviewers."""
    destination = book.by_country.get(country)
    if destination is None:
        return [_("chưa có quy định nào cho nước này.")], False
    if not good:
        return [_("mặt hàng này chưa có trong bảng quy định xuất khẩu.")], False
    finding = explain(good=good, destination=destination, day=day, channel=Channel.POST, book=book)
    against = way_of(destination, finding).against
    return [words(item) for item in _telling(against)], finding.rests_on_demo


def _telling(against: Sequence[Item]) -> Sequence[Item]:
    """That the post may not take it says more than that nobody has read the rule."""
    shut = [item for item in against if item.reason == "POST_CLOSED"]
    return shut or against


def _cheapest(country: str, gross_g: int, at: datetime) -> Offer | None:
    offers = offers_abroad(country=country, gross_g=gross_g, at=at)
    return next((offer for offer in offers if not offer.refused), None)


def _terms(parcel: Parcel, offer: Offer, good: str, country: str, day: date) -> list[Terms]:
    """The border takes the same; who pays it differs."""
    shipped = Shipped(
        good=good,
        country=country,
        channel=Channel.POST,
        currency=CURRENCY,
        value_minor=parcel.goods_dong,
        carriage_minor=offer.price_dong,
    )
    told = estimate(shipped=shipped, incoterm=Incoterm.DAP, day=day)
    before, levies = parcel.goods_dong + offer.price_dong, told.total_minor
    return [
        Terms(incoterm=Incoterm.DAP, estimate=told, levies_dong=0, total_dong=before),
        Terms(
            incoterm=Incoterm.DDP,
            estimate=replace(told, buyer_pays=False),
            levies_dong=levies or 0,
            total_dong=None if levies is None else before + levies,
        ),
    ]


def estimate_json(told: Estimate) -> dict[str, JSON]:
    """What the buyer was shown, to be kept with the order."""
    return {
        "currency": told.currency,
        "total": told.total_minor,
        "buyer_pays": told.buyer_pays,
        "verified": told.verified,
        "taken": [
            {
                "levy": one.levy.value,
                "minor": one.minor,
                "percent": str(one.percent) if one.percent is not None else None,
                "source": one.source,
                "as_of": one.as_of,
                "verified": one.verified,
                "why": one.why,
            }
            for one in told.taken
        ],
    }
