"""The other actors of an order's road: the relay, the bank behind a card; and the reckoning at the end.

Handlers read the clock, so roads start now: `START`.
"""

from datetime import timedelta

from kernel.clock import now
from kernel.outbox.relay import run_inside
from marketplace.catalogue import stock
from marketplace.catalogue.models import Listing
from marketplace.households.models import Household
from marketplace.orders.models import Checkout, Order
from marketplace.orders.operations import accept
from marketplace.payments.cards.recording import record_facts
from marketplace.payments.enums import CallKind, CallState, FactKind, FactSource
from marketplace.payments.facts import Fact
from marketplace.payments.models import CardCall, CardPayment
from tests.factories.orders import on_sale, placed, seller_of, weigh
from tests.factories.payments import CardPaymentFactory, authorised
from tests.marketplace.payments import books

START = now()
AN_HOUR = timedelta(hours=1)
COURIER_AT = START + 4 * AN_HOUR


def relay() -> None:
    """Everything announced is handled; calls to the card provider stay written down and unanswered."""
    while run_inside(at=now() + timedelta(days=1), strict=True).claimed:
        pass


def for_sale(*, household: Household | None = None, **listing: object) -> Listing:
    return on_sale(household=household, at=START, **listing)


def ordered(*lines: tuple[Listing, int], payment: str = "cash") -> Checkout:
    checkout = placed(*(lines or ((for_sale(), 5_000),)), payment=payment, at=START)
    if payment == "card":
        CardPaymentFactory.create(checkout_key=checkout.key, amount=checkout.total_dong)
    return checkout


def paid_by_card(*lines: tuple[Listing, int]) -> Checkout:
    """Ordered, and the bank holds the agreed maximum."""
    checkout = ordered(*lines, payment="card")
    bank_holds(checkout)
    return checkout


def bank_holds(checkout: Checkout) -> None:
    authorised(payment_of(checkout), at=START)
    relay()


def payment_of(checkout: Checkout) -> CardPayment:
    return CardPayment.objects.get(checkout_key=checkout.key)


def bank_says(
    checkout: Checkout, kind: FactKind, *, amount_dong: int = 0, order: str = "", ref: str = ""
) -> None:
    fact = Fact(kind=kind, provider_ref=ref or f"{kind}_1", amount=amount_dong, order_reference=order)
    record_facts(payment_id=payment_of(checkout).pk, facts=[fact], source=FactSource.WEBHOOK, at=START)
    relay()


def bank_answers(checkout: Checkout) -> None:
    """Does whatever we asked of the bank until nothing is asked any more."""
    while (
        call := CardCall.objects.filter(payment=payment_of(checkout), state=CallState.WAITING)
        .order_by("pk")
        .first()
    ):
        CardCall.objects.filter(pk=call.pk).update(state=CallState.DONE)
        match call.kind:
            case CallKind.CAPTURE:
                bank_says(checkout, FactKind.CAPTURED, amount_dong=call.amount)
            case CallKind.REFUND:
                [reference] = call.shares
                amount = call.amount
                bank_says(
                    checkout, FactKind.REFUNDED, amount_dong=amount, order=reference, ref=f"re_{call.pk}"
                )
            case CallKind.CANCEL:
                bank_says(checkout, FactKind.CANCELLED)


def asked_of_bank(checkout: Checkout) -> list[tuple[str, int]]:
    calls = CardCall.objects.filter(payment=payment_of(checkout)).order_by("pk")
    return [(call.kind, call.amount) for call in calls]


def accept_it(order: Order) -> Order:
    order = accept(person=seller_of(order), order_key=order.key, at=START)
    relay()
    return order


def pack_it(order: Order, *, net: dict[int, int] | None = None) -> Order:
    order = weigh(order, net=net, at=START)
    relay()
    return fresh(order)


def fresh(order: Order) -> Order:
    return Order.objects.select_related("checkout", "household").get(pk=order.pk)


def everything_agrees() -> bool:
    assert stock.imbalances() == []
    return books.agree()
