"""Placing a checkout: the one write that many buyers do at once.

Statements are counted (tests/marketplace/orders/test_place.py): the same number for one line and for a
hundred. Stock is reserved last before the answer is kept and the transaction ends, so that a hot lot is
locked as shortly as can be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import IntegrityError

from kernel.database import advisory_lock, fetch
from kernel.errors import JSON
from kernel.idempotency.operations import run_once
from marketplace.catalogue.enums import Undelivered
from marketplace.catalogue.stock import Want, reserve
from marketplace.orders.baskets import BasketLine, Choice, Parcel, PricedLine, SharedChoice, read_basket
from marketplace.orders.deadlines import CARD_WITHIN
from marketplace.orders.enums import Payment, State
from marketplace.orders.models import OPEN_CASH, Checkout, Order, OrderLine
from marketplace.orders.operations.choices import Chosen, choose
from marketplace.orders.operations.hosts import share_parcels
from marketplace.orders.operations.recipient import Recipient, check_telephone, tidy_recipient
from marketplace.orders.refusals import (
    CardNotOffered,
    ListingsGone,
    TooManyOpenCashOrders,
    TooManyUnpaidCardOrders,
)
from marketplace.orders.states import Doer, start
from marketplace.payments.rates import Rates, rates_of_day
from marketplace.people.rules import Person

MOST_OPEN_CASH_ORDERS = 3
MOST_UNPAID_CARD_ORDERS = 6
_CODE_TRIES = 5
_UNPAID_CARD_ORDERS = "SELECT count(*) FROM orders_order WHERE state = 'awaiting_card' AND telephone = %s"
_OPEN_CASH_ORDERS = """
SELECT count(*) FROM orders_order WHERE payment = 'cash' AND state = ANY(%s::text[]) AND telephone = %s
"""


class _Wish(NamedTuple):
    person: Person
    basket: Sequence[BasketLine]
    choices: Mapping[str, Choice]
    shared: Sequence[SharedChoice]
    payment: Payment
    recipient: Recipient
    confirmation: str


def place(
    *,
    person: Person,
    basket: Sequence[BasketLine],
    choices: Mapping[str, Choice],
    payment: str,
    name: str,
    telephone: str,
    confirmation: str = "",
    commune_code: str,
    address: str,
    note: str = "",
    shared: Sequence[SharedChoice] = (),
    idempotency_key: str,
    at: datetime,
) -> Checkout:
    """Order everything in the basket, one order a household (`choices` by household key; `shared` are those
    that go in one parcel). All or nothing.

    A guest gives the `confirmation` of the telephone (people.operations.confirm_telephone); an account's own
    telephone needs none. The same `idempotency_key` with the same request gives the same checkout.
    """
    recipient = tidy_recipient(
        name=name, telephone=telephone, commune_code=commune_code, address=address, note=note
    )
    wish = _Wish(person, basket, choices, shared, Payment(payment), recipient, confirmation)
    if wish.payment == Payment.CARD and not settings.CARD_PAYMENTS:
        raise CardNotOffered
    return _place_once(wish, idempotency_key=idempotency_key, at=at)


def _place_once(wish: _Wish, *, idempotency_key: str, at: datetime) -> Checkout:
    """An order's spoken code may clash once in a thousand million: then everything is done again."""
    for tries_left in reversed(range(_CODE_TRIES)):
        try:
            return _run_once(wish, idempotency_key=idempotency_key, at=at)
        except IntegrityError as clash:
            if not tries_left or "order_code" not in str(clash):
                raise
    raise AssertionError("unreachable")


def _run_once(wish: _Wish, *, idempotency_key: str, at: datetime) -> Checkout:
    made: list[Checkout] = []

    def run() -> JSON:
        made.append(_place(wish, at=at))
        return made[0].key

    outcome = run_once(
        scope=f"orders.place:{wish.recipient.telephone}", key=idempotency_key, request=_request(wish), run=run
    )
    if not outcome.replayed:
        return made[0]
    # what was ordered is told to whoever might order it, not to everybody who guesses the key
    check_telephone(wish.recipient.telephone, person=wish.person, confirmation=wish.confirmation, at=at)
    return Checkout.objects.get(key=outcome.result)


def _request(wish: _Wish) -> dict[str, JSON]:
    """What must be the same for a repetition to be one; not the confirmation, which may have been renewed."""
    choices: dict[str, Any] = {key: asdict(choice) for key, choice in wish.choices.items()}
    shared: list[dict[str, Any]] = [asdict(choice) for choice in wish.shared]
    for choice in (*choices.values(), *shared):
        choice["arrives_on"] = choice["arrives_on"] and choice["arrives_on"].isoformat()
    return {
        "basket": [asdict(line) for line in wish.basket],
        "choices": choices,
        **(
            {"shared": [{**one, "household_keys": list(one["household_keys"])} for one in shared]}
            if shared
            else {}
        ),
        "payment": wish.payment.value,
        "recipient": wish.recipient._asdict(),
        "account": wish.person.account.key if wish.person.account else "",
    }


def _place(wish: _Wish, *, at: datetime) -> Checkout:
    """Inside the transaction of `run_once`."""
    read = read_basket(basket=wish.basket, at=at)
    if read.missing:
        raise ListingsGone(listings=list(read.missing))
    _refuse_trouble(read.parcels)
    to = wish.recipient.commune_code
    chosen = choose(read.parcels, wish.choices, wish.shared, to=to, payment=wish.payment, at=at)
    check_telephone(wish.recipient.telephone, person=wish.person, confirmation=wish.confirmation, at=at)
    if wish.payment == Payment.CASH:
        _check_open_cash_orders(wish.recipient.telephone, new=len(chosen))
    else:
        _check_unpaid_card_orders(wish.recipient.telephone, new=len(chosen))
    return _write(wish, chosen, at=at)


def _refuse_trouble(parcels: Sequence[Parcel]) -> None:
    for parcel in parcels:
        for line in parcel.lines:
            if line.refusal:
                raise line.refusal


def _check_open_cash_orders(telephone: str, *, new: int) -> None:
    """One at a time per telephone, or two checkouts at once would each see room for theirs."""
    advisory_lock(f"open cash orders of {telephone}")
    [(already,)] = fetch(_OPEN_CASH_ORDERS, [OPEN_CASH, telephone])
    if already + new > MOST_OPEN_CASH_ORDERS:
        raise TooManyOpenCashOrders(open=already, limit=MOST_OPEN_CASH_ORDERS)


def _check_unpaid_card_orders(telephone: str, *, new: int) -> None:
    """Whoever opens checkouts and never pays may not keep the stalls empty. The first may be of any size."""
    advisory_lock(f"unpaid card orders of {telephone}")
    [(already,)] = fetch(_UNPAID_CARD_ORDERS, [telephone])
    if already and already + new > MOST_UNPAID_CARD_ORDERS:
        raise TooManyUnpaidCardOrders(open=already, limit=MOST_UNPAID_CARD_ORDERS)


def _write(wish: _Wish, chosen: Sequence[Chosen], *, at: datetime) -> Checkout:
    checkout = _checkout(wish, chosen, at=at)
    checkout.save(force_insert=True)
    orders = [_order(wish, one, checkout, at=at) for one in chosen]
    if wish.shared:
        share_parcels(checkout, orders, chosen)
    start(orders, doer=Doer(wish.person.actor), at=at)
    rates = rates_of_day(at=at)
    lines = [
        _line(order, line, position, rates[line.self_produced])
        for order, one in zip(orders, chosen, strict=True)
        for position, line in enumerate(one.parcel.lines)
    ]
    OrderLine.objects.bulk_create(lines)
    good_until = {order.pk: one.good_until for order, one in zip(orders, chosen, strict=True)}
    reserve(
        wants=[
            Want(line.reference, line.listing_id, line.quantity, good_until[line.order_id]) for line in lines
        ],
        expires_at=checkout.card_expires_at,
        at=at,
    )
    return _with_orders(checkout, orders)


def _with_orders(checkout: Checkout, orders: list[Order]) -> Checkout:
    """`checkout.orders.all()` answers without asking again: whoever placed it shows it next."""
    known = checkout.orders.all()
    known._result_cache = orders
    known._prefetch_done = True  # type: ignore[attr-defined]
    checkout._prefetched_objects_cache = {"orders": known}  # type: ignore[attr-defined]
    return checkout


def _checkout(wish: _Wish, chosen: Sequence[Chosen], *, at: datetime) -> Checkout:
    goods_dong = sum(one.parcel.goods_dong for one in chosen)
    postage_dong = sum(one.offer.price_dong for one in chosen)
    return Checkout(
        account=wish.person.account,
        payment=wish.payment,
        goods_dong=goods_dong,
        postage_dong=postage_dong,
        total_dong=goods_dong + postage_dong,
        placed_at=at,
        card_expires_at=at + CARD_WITHIN if wish.payment == Payment.CARD else None,
        **wish.recipient._asdict(),
    )


def _order(wish: _Wish, chosen: Chosen, checkout: Checkout, *, at: datetime) -> Order:
    parcel, offer = chosen.parcel, chosen.offer
    return Order(
        checkout=checkout,
        household_id=parcel.household_id,
        household_key=parcel.household_key,
        telephone=checkout.telephone,
        payment=wish.payment,
        state=State.AWAITING_CARD if wish.payment == Payment.CARD else State.PLACED,
        service_code=offer.service_code,
        service_name=offer.service_name,
        carrier_code=offer.carrier_code,
        arrives_on=offer.arrives_on,
        goods_dong=parcel.goods_dong,
        postage_dong=offer.price_dong,
        farm_postage_dong=0 if offer.carrier_dong is None else offer.carrier_dong - offer.price_dong,
        agreed_dong=parcel.goods_dong + offer.price_dong,
        apart_dong=chosen.apart_dong,
        on_undelivered=_undelivered(parcel.lines),
        placed_at=at,
    )


def _undelivered(lines: Sequence[PricedLine]) -> str:
    """A parcel is destroyed only where the household wants that for everything in it."""
    wishes = {line.on_undelivered for line in lines}
    return Undelivered.DESTROY if wishes == {Undelivered.DESTROY} else Undelivered.RETURN


def _line(order: Order, line: PricedLine, position: int, rates: Rates) -> OrderLine:
    return OrderLine(
        order=order,
        listing_id=line.listing_id,
        position=position,
        title=line.title,
        unit=line.unit,
        unit_label=line.unit_label,
        base=line.base,
        unit_factor=line.unit_factor,
        unit_weight_g=line.unit_weight_g,
        unit_price=line.unit_price,
        quantity=line.quantity,
        agreed_dong=line.price_dong,
        commission_ppm=rates.commission_ppm,
        vat_ppm=rates.vat_ppm,
        pit_ppm=rates.pit_ppm,
    )
