"""Delivered abroad: the sale is booked, and everything adds up to the dong and to the cent."""

from decimal import Decimal

import pytest

from kernel.outbox.testing import run_relay
from logistics.paperwork.enums import ConsignmentState
from marketplace.campaigns.enums import AbroadState, CampaignState
from marketplace.campaigns.models import CampaignConsignment, OrderAbroad, Share
from marketplace.campaigns.operations import sweep
from marketplace.campaigns.operations.following import moved
from marketplace.campaigns.operations.selling import book_sale
from marketplace.payments.checking import faults
from marketplace.payments.enums import AccountKind
from marketplace.payments.ledger import balance
from marketplace.payments.models import LedgerTransaction, Payable
from marketplace.people.rules import Person
from tests.factories.campaigns import CUT_OFF, RATE, a_lot, captured, opened, ordered
from tests.factories.households import HouseholdFactory

pytestmark = pytest.mark.django_db
HOUSEHOLDS, BUYERS, PRICE_CENTS = 14, 30, 3_600


def test_from_the_buyers_cents_to_the_households_dong(exporter: Person) -> None:
    """Two growing areas, fourteen households; one consignment each, delivered one after the other."""
    lots = [
        a_lot(HouseholdFactory.create(), area=1 + number % 2, grams=6_000) for number in range(HOUSEHOLDS)
    ]
    campaign = opened(exporter, lots=lots, quota_boxes=42)
    for number in range(BUYERS):
        captured(ordered(campaign, 1 + number % 2 if number < 24 else 1, email=f"{number}@example.com"))
    run_relay()
    sweep(at=CUT_OFF)
    run_relay()
    made = list(CampaignConsignment.objects.values_list("consignment_key", flat=True))
    assert len(made) == 2
    for key in made:
        for state in (ConsignmentState.HANDED_OVER, ConsignmentState.DELIVERED):
            moved(consignment_key=key, new=state, at=CUT_OFF)
    run_relay()

    orders = list(OrderAbroad.objects.all())
    assert {order.state for order in orders} == {AbroadState.DELIVERED}
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DONE
    cents = sum(order.amount for order in orders)
    assert cents == 42 * PRICE_CENTS
    assert balance(kind=AccountKind.STRIPE, currency="EUR") == cents
    assert balance(kind=AccountKind.EXCHANGE, owner="EUR", currency="EUR") == -cents
    assert [balance(kind=AccountKind.BUYER, owner=one.reference, currency="EUR") for one in orders] == [
        0
    ] * 30
    worth = sum(int(Decimal(order.amount) / 100 * RATE + Decimal("0.5")) for order in orders)
    assert balance(kind=AccountKind.EXCHANGE, owner="EUR") == worth
    goods = sum(share.goods_dong for share in Share.objects.all())
    assert goods == 42 * 2 * 60_000
    assert balance(kind=AccountKind.ABROAD_COSTS, owner=campaign.reference) == goods - worth
    kept = -balance(kind=AccountKind.COMMISSION) - sum(
        balance(kind=AccountKind.TAX, owner=tax) for tax in ("vat", "pit")
    )
    assert sum(each.amount_dong for each in Payable.objects.all()) == goods - kept
    assert Payable.objects.values("household_key").distinct().count() == HOUSEHOLDS
    assert faults() == []

    book_sale(order_key=orders[0].key, at=CUT_OFF)
    assert LedgerTransaction.objects.filter(kind="sale_abroad").count() == BUYERS
