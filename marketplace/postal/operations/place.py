"""Ordering a parcel to another country. What the buyer saw is what is ordered, or nothing is."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from kernel.crypto import fingerprint
from kernel.database import advisory_lock
from kernel.errors import JSON
from kernel.idempotency.operations import run_once
from logistics.paperwork.enums import Incoterm
from marketplace.catalogue.stock import Want, reserve
from marketplace.orders.refusals import CardNotOffered
from marketplace.payments.rates import rates_at
from marketplace.people.rules import Person
from marketplace.postal.enums import PostalState
from marketplace.postal.models import PostalOrder
from marketplace.postal.quoting import Quote, Terms, estimate_json, quote_parcel, require_open
from marketplace.postal.recipients import RecipientAbroad
from marketplace.postal.refusals import PostalTotalChanged, TooManyUnpaidParcels
from marketplace.postal.states import begin

CARD_WITHIN: Final = timedelta(minutes=15)
MOST_UNPAID: Final = 3
COPIED: Final = ("title", "unit", "unit_label", "base", "unit_factor", "quantity", "net_g")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """`total_dong` is what the buyer was shown: another sum today is PostalTotalChanged."""

    listing_key: str
    quantity: int
    country: str
    incoterm: Incoterm
    total_dong: int
    recipient: RecipientAbroad


def place_postal(*, person: Person, wish: Wish, idempotency_key: str, at: datetime) -> PostalOrder:
    """Reserve the goods for fifteen minutes, in which the card must pay. The same key with the same wish
    gives the same order.
    """
    if not settings.CARD_PAYMENTS:
        raise CardNotOffered
    recipient = wish.recipient.checked()
    print_ = fingerprint(recipient.email)
    outcome = run_once(
        scope=f"postal.place:{print_}",
        key=idempotency_key,
        request=_request(wish),
        run=lambda: _place(person, wish, recipient, print_, at=at).key,
    )
    return PostalOrder.objects.select_related("household", "listing").get(key=outcome.result)


def _request(wish: Wish) -> dict[str, JSON]:
    return {**asdict(wish), "incoterm": wish.incoterm.value}


def _place(
    person: Person, wish: Wish, recipient: RecipientAbroad, print_: str, *, at: datetime
) -> PostalOrder:
    """Inside the transaction of `run_once`; stock last, as long as it is locked."""
    quote = quote_parcel(listing_key=wish.listing_key, quantity=wish.quantity, country=wish.country, at=at)
    require_open(quote)
    terms = quote.term(wish.incoterm)
    if terms.total_dong != wish.total_dong:
        raise PostalTotalChanged
    _check_unpaid(print_)
    order = _order(quote, terms, recipient, print_, at=at)
    begin(order, actor=person.actor, at=at)
    want = Want(order.reference, order.listing_id, order.quantity, order.arrives_on)
    reserve(wants=[want], expires_at=order.card_expires_at, at=at)
    return order


def _check_unpaid(print_: str) -> None:
    """Whoever never pays may not keep the stalls empty."""
    advisory_lock(f"unpaid parcels of {print_}")
    waiting = PostalOrder.objects.filter(email_print=print_, state=PostalState.AWAITING_CARD).count()
    if waiting >= MOST_UNPAID:
        raise TooManyUnpaidParcels(open=waiting)


def _order(
    quote: Quote, terms: Terms, recipient: RecipientAbroad, print_: str, *, at: datetime
) -> PostalOrder:
    line, offer = quote.line, require_open(quote)
    rates = rates_at(at=at, self_produced=line.self_produced)
    return PostalOrder(
        household_id=quote.parcel.household_id,
        listing_id=line.listing_id,
        **{name: getattr(line, name) for name in COPIED},
        **asdict(recipient),
        email_print=print_,
        country=quote.country,
        incoterm=terms.incoterm,
        estimate=estimate_json(terms.estimate),
        service_code=offer.service_code,
        service_name=offer.service_name,
        carrier_code=offer.carrier_code,
        arrives_on=offer.arrives_on,
        goods_dong=quote.goods_dong,
        postage_dong=offer.price_dong,
        levies_dong=terms.levies_dong,
        total_dong=quote.goods_dong + offer.price_dong + terms.levies_dong,
        commission_ppm=rates.commission_ppm,
        vat_ppm=rates.vat_ppm,
        pit_ppm=rates.pit_ppm,
        placed_at=at,
        card_expires_at=at + CARD_WITHIN,
    )
