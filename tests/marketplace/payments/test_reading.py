"""The page Tiền, the command `ledger`, and what the carriers' news does to the books."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from kernel.errors import NotFound
from kernel.ids import new_key
from kernel.outbox import announce
from kernel.outbox.testing import run_relay
from logistics.dispatch.events import CashHandedIn, CodCollected, ShipmentBilled
from marketplace.households.models import Household
from marketplace.payments.checking import faults, open_matters
from marketplace.payments.enums import AccountKind, PaidBy, PayoutState
from marketplace.payments.ledger import Entry, post
from marketplace.payments.models import Payable
from marketplace.payments.operations import (
    draw_payouts,
    hold_payables,
    mark_batch_sent,
    mark_payout_confirmed,
)
from marketplace.payments.queries import card_state, money_of_household
from marketplace.payments.rates import Rates
from tests.factories.households import HouseholdFactory, manager_for, member_of, owner_of, stranger
from tests.factories.payments import (
    CARRIER,
    DELIVERED_AT,
    CardPaymentFactory,
    authorised,
    billed,
    collected,
    order_reference,
    remitted,
    sold,
)
from tests.marketplace.payments.books import agree, on

DUE = DELIVERED_AT + timedelta(hours=48)


@pytest.fixture
def household(db: None) -> Household:
    return HouseholdFactory.create()


def test_what_is_payable_what_is_coming_and_what_was_paid(household: Household) -> None:
    paid = sold(household, goods=(200_000,), at=DELIVERED_AT - timedelta(days=9))
    draw_payouts(actor="account:staff", at=DELIVERED_AT)
    due = sold(household, goods=(50_000,))
    cash = sold(household, goods=(30_000,), paid_by=PaidBy.CASH)
    held = sold(household, goods=(7_000,))
    hold_payables(reference=held.reference, reason="mốc", at=DUE)
    money = money_of_household(person=owner_of(household), household_key=household.key, at=DUE)
    assert (money.payable_dong, money.coming_dong) == (50_000, 37_000)
    assert [(row.reference, row.payable_from is None, row.held) for row in money.coming] == [
        (held.reference, False, True),
        (cash.reference, True, False),
        (due.reference, False, False),
    ]
    (payout,) = money.payouts
    assert (payout.amount_dong, payout.state, payout.references) == (
        200_000,
        PayoutState.DRAWN,
        (paid.reference,),
    )


def test_only_who_may_act_for_a_household_sees_its_money(household: Household) -> None:
    for person in (owner_of(household), member_of(household), manager_for(household)):
        money_of_household(person=person, household_key=household.key, at=DUE)
    for person in (stranger(), manager_for(HouseholdFactory.create())):
        with pytest.raises(NotFound):
            money_of_household(person=person, household_key=household.key, at=DUE)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_five_statements(
    household: Household, count: int, django_assert_num_queries: object
) -> None:
    for turn in range(count):
        sold(household, at=DELIVERED_AT - timedelta(days=9 + turn))
        draw_payouts(actor="account:staff", at=DELIVERED_AT)
        sold(household)
    owner = owner_of(household)
    with django_assert_num_queries(5):  # type: ignore[operator]
        money_of_household(person=owner, household_key=household.key, at=DUE)


def test_the_state_of_a_card_is_told_without_asking(db: None) -> None:
    payment = authorised(CardPaymentFactory.create())
    assert card_state(checkout_key=payment.checkout_key) == "authorised"
    assert card_state(checkout_key=new_key()) == ""


def news(order: str) -> None:
    named = {"aggregate_key": new_key(), "reference": f"{order}#1", "carrier_code": CARRIER}
    with transaction.atomic():
        announce(
            ShipmentBilled(**named, version=1, billed_dong=34_000),
            CodCollected(**named, version=2, amount_dong=230_000, occurred_at=DELIVERED_AT.isoformat()),
            CashHandedIn(
                aggregate_key=f"{new_key()}:1",
                version=1,
                carrier_code=CARRIER,
                remittance="R1",
                lines=[(f"{order}#1", 230_000, 2_000)],
            ),
        )


def test_the_carriers_news_is_posted(household: Household) -> None:
    order = sold(household, paid_by=PaidBy.CASH).reference
    news(order)
    run_relay()
    assert on(AccountKind.CARRIER, CARRIER) == -34_000
    assert on(AccountKind.BUYER, order) == on(AccountKind.CARRIER_CASH, CARRIER) == 0
    assert on(AccountKind.BANK) == 228_000
    assert Payable.objects.get(reference=order).payable_from is not None
    assert faults() == []


def run(*words: str) -> str:
    out = StringIO()
    call_command("ledger", *words, stdout=out, stderr=out)
    return out.getvalue()


def test_one_dong_is_followed_from_the_buyer_to_the_bank(household: Household) -> None:
    order = order_reference()
    billed(order)
    sold(household, reference=order, goods=(200_000,), paid_by=PaidBy.CASH)
    collected(order, dong=230_000)
    remitted(order, dong=230_000)
    batch = draw_payouts(actor="account:staff", at=DUE)
    mark_batch_sent(actor="account:staff", batch_key=batch.key, at=DUE)
    text = run("trace", order)
    told = [line.split()[2] for line in text.splitlines() if not line.startswith(" ")]
    assert told == [
        "carrier_bill",
        "sale",
        "postage_settled",
        "cash_collected",
        "cash_remitted",
        "payout_drawn",
        "payout_sent",
    ]
    assert "10/06/2026 10:00  sale" in text
    assert "230.000\u00a0₫  Người mua" in text


def test_the_worked_example_of_the_docs(household: Household) -> None:
    """docs/ledger.md, "One dong, from the door to the bank"."""
    rates = Rates(commission_ppm=50_000, vat_ppm=10_000, pit_ppm=5_000)
    sale = sold(household, goods=(150_000, 57_333), rates=rates, paid_by=PaidBy.CASH)
    billed(sale.reference, dong=34_000)
    collected(sale.reference, dong=237_333)
    remitted(sale.reference, dong=237_333, fee_dong=2_300)
    batch = draw_payouts(actor="account:staff", at=DUE)
    mark_batch_sent(actor="account:staff", batch_key=batch.key, at=DUE)
    mark_payout_confirmed(actor="account:staff", payout_key=batch.payouts.get().key, at=DUE)
    for kind, owner in (
        (AccountKind.BUYER, sale.reference),
        (AccountKind.HOUSEHOLD, household.key),
        (AccountKind.PAYOUT, household.key),
        (AccountKind.POSTAGE, sale.reference),
        (AccountKind.CARRIER_CASH, CARRIER),
        (AccountKind.BANK, "transit"),
    ):
        assert on(kind, owner) == 0
    assert batch.payouts.get().amount_dong == 193_856
    assert on(AccountKind.BANK) == 41_177
    assert on(AccountKind.CARRIER, CARRIER) == -34_000
    assert on(AccountKind.TAX, "vat") + on(AccountKind.TAX, "pit") == -3_110
    assert 41_177 - 34_000 - 3_110 == 10_367 - 4_000 - 2_300
    assert agree()


def test_what_was_never_posted_cannot_be_traced(db: None) -> None:
    with pytest.raises(CommandError, match="nothing was posted about order:unknown"):
        run("trace", "order:unknown")


def test_the_check_tells_open_matters_from_faults(household: Household) -> None:
    order = sold(household, paid_by=PaidBy.CASH).reference
    collected(order, dong=229_000)
    text = run("check")
    assert f"{order}, 1000" in text
    assert f"carrier_cash, {CARRIER}, 229000" in text
    assert "the ledger agrees" in text


def test_the_check_finds_money_that_nobody_owes(household: Household) -> None:
    entries = [Entry(AccountKind.HOUSEHOLD, household.key, -5), Entry(AccountKind.BANK, "", 5)]
    post(kind="test", reference="1", subject="", entries=entries, at=DELIVERED_AT)
    with pytest.raises(CommandError, match="1 faults"):
        run("check")
    assert [finding.row for finding in faults()] == [(household.key, 5, 0)]
    assert open_matters() == []
