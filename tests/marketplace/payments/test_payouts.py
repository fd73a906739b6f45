"""Paying households: nothing twice, nothing lost, claw-backs netted."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from kernel.states import ForbiddenMove
from marketplace.households.models import Household, HouseholdPapers
from marketplace.payments.enums import AccountKind, Bearer, PayoutState
from marketplace.payments.models import Payable, Payout, PayoutBatch, PayoutItem
from marketplace.payments.operations import (
    draw_payouts,
    hold_payables,
    mark_batch_sent,
    mark_payout_confirmed,
    mark_payout_returned,
    record_refund,
    release_payables,
)
from marketplace.payments.payout_file import payout_csv, plain
from marketplace.payments.refusals import NothingToPay, PayoutMoved
from tests.factories.households import HouseholdFactory
from tests.factories.payments import DELIVERED_AT, sold
from tests.marketplace.payments.books import agree, on

ACTOR = "account:staff"
BEFORE = DELIVERED_AT + timedelta(hours=47)
DUE = DELIVERED_AT + timedelta(hours=48)


@pytest.fixture
def household(db: None) -> Household:
    return HouseholdFactory.create()


def draw(at: object = DUE) -> PayoutBatch:
    return draw_payouts(actor=ACTOR, at=at)  # type: ignore[arg-type]


def only_payout() -> Payout:
    return Payout.objects.get()


def test_nothing_is_drawn_before_it_is_payable(household: Household) -> None:
    sold(household)
    with pytest.raises(NothingToPay):
        draw(BEFORE)


def test_a_household_gets_one_row_for_all_its_orders(household: Household) -> None:
    for goods in (200_000, 50_000, 7):
        sold(household, goods=(goods,))
    draw()
    payout = only_payout()
    assert (payout.amount_dong, payout.state) == (250_007, PayoutState.DRAWN)
    assert (payout.bank_code, payout.bank_account, payout.bank_holder) == (
        "970405",
        "0123456789",
        "NGUYEN VAN A",
    )
    assert on(AccountKind.HOUSEHOLD, household.key) == 0
    assert on(AccountKind.PAYOUT, household.key) == -250_007
    assert agree()


def test_a_second_draw_finds_nothing(household: Household) -> None:
    sold(household)
    draw()
    with pytest.raises(NothingToPay):
        draw()


def test_sent_and_confirmed_moves_the_money_out(household: Household) -> None:
    sold(household, goods=(200_000,))
    batch = draw()
    mark_batch_sent(actor=ACTOR, batch_key=batch.key, at=DUE)
    assert (on(AccountKind.PAYOUT, household.key), on(AccountKind.BANK, "transit")) == (0, -200_000)
    mark_payout_confirmed(actor=ACTOR, payout_key=only_payout().key, at=DUE)
    assert (on(AccountKind.BANK, "transit"), on(AccountKind.BANK)) == (0, -200_000)
    assert agree()


@pytest.mark.parametrize("reached", [PayoutState.DRAWN, PayoutState.SENT, PayoutState.CONFIRMED])
def test_what_comes_back_is_payable_again(household: Household, reached: PayoutState) -> None:
    sold(household, goods=(200_000,))
    batch = draw()
    if reached != PayoutState.DRAWN:
        mark_batch_sent(actor=ACTOR, batch_key=batch.key, at=DUE)
    if reached == PayoutState.CONFIRMED:
        mark_payout_confirmed(actor=ACTOR, payout_key=only_payout().key, at=DUE)
    mark_payout_returned(actor=ACTOR, payout_key=only_payout().key, reason="sai số tài khoản", at=DUE)
    assert on(AccountKind.HOUSEHOLD, household.key) == -200_000
    assert on(AccountKind.PAYOUT, household.key) == on(AccountKind.BANK, "transit") == 0
    assert on(AccountKind.BANK) == 0
    assert agree()
    draw()
    assert Payout.objects.filter(state=PayoutState.DRAWN).get().amount_dong == 200_000
    assert PayoutItem.objects.count() == 2
    assert agree()


def test_steps_cannot_be_skipped_or_repeated(household: Household) -> None:
    sold(household)
    batch = draw()
    with pytest.raises(ForbiddenMove):
        mark_payout_confirmed(actor=ACTOR, payout_key=only_payout().key, at=DUE)
    mark_batch_sent(actor=ACTOR, batch_key=batch.key, at=DUE)
    with pytest.raises(PayoutMoved):
        mark_batch_sent(actor=ACTOR, batch_key=batch.key, at=DUE)
    mark_payout_returned(actor=ACTOR, payout_key=only_payout().key, reason="", at=DUE)
    with pytest.raises(ForbiddenMove):
        mark_payout_returned(actor=ACTOR, payout_key=only_payout().key, reason="", at=DUE)
    assert agree()


def claw_back(household: Household, dong: int) -> None:
    """A refund on an older order that has been paid out already."""
    sale = sold(household, goods=(dong,), at=DELIVERED_AT - timedelta(days=9))
    Payable.objects.filter(reference=sale.reference).update(held_at=DUE)
    record_refund(
        reference=sale.reference,
        refund_reference=f"refund:{sale.reference}",
        amount_dong=dong,
        borne_by=Bearer.HOUSEHOLD,
        at=DELIVERED_AT,
    )


def test_claw_backs_are_netted(household: Household) -> None:
    claw_back(household, 30_000)
    sold(household, goods=(200_000,))
    draw()
    assert only_payout().amount_dong == 170_000
    assert agree()


def test_a_household_below_zero_waits_for_its_next_sale(household: Household) -> None:
    claw_back(household, 300_000)
    sold(household, goods=(200_000,))
    with pytest.raises(NothingToPay):
        draw()
    sold(household, goods=(150_000,))
    draw()
    assert only_payout().amount_dong == 50_000
    assert agree()


def test_a_household_without_a_bank_account_is_left_out_and_counted(household: Household) -> None:
    poor = HouseholdFactory.create(bank_code="")
    paperless = HouseholdFactory.create(papers=None)
    for home in (household, poor, paperless):
        sold(home)
    batch = draw()
    assert batch.left_out == 2
    assert only_payout().household_key == household.key


def test_a_complaint_holds_the_money(household: Household) -> None:
    sale = sold(household)
    assert hold_payables(reference=sale.reference, reason="mốc", at=BEFORE) == 1
    with pytest.raises(NothingToPay):
        draw()
    assert release_payables(reference=sale.reference) == 1
    draw()
    assert hold_payables(reference=sale.reference, reason="muộn", at=DUE) == 0


@pytest.mark.parametrize("count", [1, 3])
def test_drawing_takes_four_statements_a_household_and_a_fixed_rest(
    household: Household, count: int, django_assert_num_queries: object
) -> None:
    for home in [household, *HouseholdFactory.create_batch(count - 1)]:
        sold(home)
    with django_assert_num_queries(10 + 4 * count):  # type: ignore[operator]
        draw()


def test_the_bank_file_is_plain_ascii(household: Household) -> None:
    HouseholdPapers.objects.filter(household=household).update(bank_holder='=Nguyễn Thị Đào, "con"')
    sold(household, goods=(200_000,))
    batch = draw()
    head, row = payout_csv(batch).splitlines()
    payout = only_payout()
    assert head == "bank_code,account,holder,amount,currency,purpose,reference"
    assert row == (
        f"970405,0123456789,NGUYEN THI DAO CON,200000,VND,"
        f"Nha Nong tra tien ban hang 12062026 {household.key[-6:].upper()},{payout.key}"
    )
    assert row.isascii()
    assert len(payout.purpose) <= 70


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@x", "a\nb", "a,b;c\t"])
def test_nothing_in_it_is_a_formula(text: str) -> None:
    assert plain(text).replace(" ", "").isalnum()


@pytest.mark.django_db(transaction=True)
def test_two_draws_at_once_never_take_the_same_payable() -> None:
    homes: list[Household] = HouseholdFactory.create_batch(5)
    for home in homes * 4:
        sold(home, goods=(10_000,))
    start, drawn = Barrier(4), []

    def run() -> None:
        start.wait()
        try:
            drawn.append(draw().pk)
        except NothingToPay:
            drawn.append(0)
        connection.close()

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(drawn)[:3] == [0, 0, 0]
    assert sorted(payout.amount_dong for payout in Payout.objects.all()) == [40_000] * 5
    assert PayoutItem.objects.count() == 20
    assert agree()
