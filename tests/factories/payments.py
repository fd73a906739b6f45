"""Money: orders settled by their operations, as the shop does it, and card payments in a state of choice."""

from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from kernel.ids import new_key
from marketplace.households.models import Household
from marketplace.payments.cards.recording import record_facts
from marketplace.payments.enums import FactKind, FactSource, PaidBy
from marketplace.payments.facts import Fact
from marketplace.payments.models import CardPayment, Settlement
from marketplace.payments.operations import record_sale
from marketplace.payments.operations.cash import (
    Remitted,
    record_carrier_bill,
    record_cash_collected,
    record_cash_remitted,
)
from marketplace.payments.rates import NO_RATES, Rates, SaleLine

DELIVERED_AT = datetime(2026, 6, 10, 3, 0, tzinfo=UTC)
CARRIER = "vnpost"


def order_reference() -> str:
    return f"order:{new_key()}"


def sold(
    household: Household,
    *,
    reference: str = "",
    goods: tuple[int, ...] = (200_000,),
    postage_dong: int = 30_000,
    rates: Rates = NO_RATES,
    paid_by: PaidBy = PaidBy.CARD,
    at: datetime = DELIVERED_AT,
) -> Settlement:
    """A delivered order."""
    return record_sale(
        reference=reference or order_reference(),
        household_key=household.key,
        lines=[SaleLine(dong, rates) for dong in goods],
        postage_dong=postage_dong,
        paid_by=paid_by,
        carrier_code=CARRIER,
        at=at,
    )


def billed(reference: str, *, dong: int = 34_000, at: datetime = DELIVERED_AT) -> None:
    record_carrier_bill(booking=f"{reference}#1", carrier_code=CARRIER, billed_dong=dong, at=at)


def collected(reference: str, *, dong: int, at: datetime = DELIVERED_AT) -> None:
    record_cash_collected(booking=f"{reference}#1", carrier_code=CARRIER, amount_dong=dong, at=at)


def remitted(reference: str, *, dong: int, fee_dong: int = 0, at: datetime = DELIVERED_AT) -> None:
    record_cash_remitted(carrier_code=CARRIER, lines=[Remitted(f"{reference}#1", dong, fee_dong)], at=at)


class CardPaymentFactory(DjangoModelFactory[CardPayment]):
    """Open at the provider; nobody has paid yet."""

    class Meta:
        model = CardPayment

    checkout_key = factory.LazyFunction(new_key)
    amount = 500_000
    provider_id = factory.Sequence(lambda number: f"pi_{number:024d}")
    client_secret = factory.LazyAttribute(lambda payment: f"{payment.provider_id}_secret_x")
    opened_at = DELIVERED_AT


def authorised(payment: CardPayment, *, at: datetime = DELIVERED_AT) -> CardPayment:
    """The buyer's bank holds the money for a week. In a transaction or outside."""
    fact = Fact(
        kind=FactKind.AUTHORISED,
        provider_ref=f"ch_{payment.provider_id}",
        amount=payment.amount,
        ends_at=at + timedelta(days=7),
    )
    record_facts(payment_id=payment.pk, facts=[fact], source=FactSource.WEBHOOK, at=at)
    payment.refresh_from_db()
    return payment
