"""Every road an order may end on, in dong. The figures are those of docs/ledger.md."""

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kernel.ids import new_key
from marketplace.households.models import Household
from marketplace.payments.enums import AccountKind, Bearer, PaidBy, Road
from marketplace.payments.models import LedgerTransaction, Payable, Settlement
from marketplace.payments.operations import (
    record_bank_refund,
    record_carrier_fault,
    record_carrier_payment,
    record_refund,
    record_undelivered,
)
from marketplace.payments.operations.refunds import back_of
from marketplace.payments.rates import Rates, SaleLine, withheld
from marketplace.payments.refusals import (
    NotYetSettled,
    PostedDifferently,
    RefundTooLarge,
    SettledDifferently,
)
from tests.factories.households import HouseholdFactory
from tests.factories.payments import (
    CARRIER,
    DELIVERED_AT,
    billed,
    collected,
    order_reference,
    remitted,
    sold,
)
from tests.marketplace.payments.books import agree, on

OTHERS = Rates(commission_ppm=50_000, vat_ppm=10_000, pit_ppm=5_000)


@pytest.fixture
def household(db: None) -> Household:
    return HouseholdFactory.create()


def payable(reference: str) -> Payable:
    return Payable.objects.get(reference=reference)


def test_delivered_by_card_shares_out_every_dong(household: Household) -> None:
    sale = sold(household, goods=(150_000, 57_333), postage_dong=30_000, rates=OTHERS)
    billed(sale.reference, dong=34_000)
    order = sale.reference
    assert on(AccountKind.BUYER, order) == 237_333
    assert on(AccountKind.COMMISSION) == -(7_500 + 2_867)
    assert on(AccountKind.TAX, "vat") == -(1_500 + 573)
    assert on(AccountKind.TAX, "pit") == -(750 + 287)
    assert on(AccountKind.HOUSEHOLD, household.key) == -193_856
    assert on(AccountKind.CARRIER, CARRIER) == -34_000
    assert on(AccountKind.POSTAGE, order) == 0
    assert on(AccountKind.POSTAGE_DIFFERENCE, CARRIER) == 4_000
    assert agree()


def test_own_produce_reaches_the_household_whole(household: Household) -> None:
    sale = sold(household, goods=(200_000,))
    assert on(AccountKind.HOUSEHOLD, household.key) == -200_000
    assert payable(sale.reference).amount_dong == 200_000
    assert agree()


def test_card_money_is_payable_48_hours_after_delivery(household: Household) -> None:
    sale = sold(household, paid_by=PaidBy.CARD)
    assert payable(sale.reference).payable_from == DELIVERED_AT + timedelta(hours=48)


def test_cash_goes_from_the_door_to_the_bank(household: Household) -> None:
    sale = sold(household, goods=(200_000,), postage_dong=30_000, paid_by=PaidBy.CASH)
    order = sale.reference
    collected(order, dong=230_000)
    assert on(AccountKind.BUYER, order) == 0
    assert on(AccountKind.CARRIER_CASH, CARRIER) == 230_000
    assert payable(order).payable_from is None
    paid_at = DELIVERED_AT + timedelta(days=3)
    remitted(order, dong=230_000, fee_dong=2_300, at=paid_at)
    assert on(AccountKind.CARRIER_CASH, CARRIER) == 0
    assert on(AccountKind.BANK) == 227_700
    assert on(AccountKind.CASH_FEE, CARRIER) == 2_300
    assert payable(order).payable_from == paid_at
    assert agree()


@pytest.mark.parametrize("turn", list(permutations(["sale", "bill", "collected", "remitted"])))
def test_the_order_of_the_news_does_not_matter(household: Household, turn: tuple[str, ...]) -> None:
    order = order_reference()
    news = {
        "sale": lambda: sold(household, reference=order, paid_by=PaidBy.CASH),
        "bill": lambda: billed(order, dong=25_000),
        "collected": lambda: collected(order, dong=230_000),
        "remitted": lambda: remitted(order, dong=230_000),
    }
    for name in (*turn, *turn):
        news[name]()
    assert on(AccountKind.BUYER, order) == 0
    assert on(AccountKind.POSTAGE, order) == 0
    assert on(AccountKind.POSTAGE_DIFFERENCE, CARRIER) == -5_000
    assert on(AccountKind.BANK) == 230_000
    assert payable(order).payable_from == DELIVERED_AT
    assert agree()


def test_a_part_of_the_cash_does_not_pay_the_household_yet(household: Household) -> None:
    sale = sold(household, paid_by=PaidBy.CASH)
    collected(sale.reference, dong=230_000)
    remitted(sale.reference, dong=229_999)
    assert payable(sale.reference).payable_from is None


def test_a_second_booking_is_a_second_bill(household: Household) -> None:
    sale = sold(household, postage_dong=30_000)
    billed(sale.reference, dong=30_000)
    from marketplace.payments.operations.cash import record_carrier_bill

    record_carrier_bill(
        booking=f"{sale.reference}#2", carrier_code="ghn", billed_dong=41_000, at=DELIVERED_AT
    )
    assert on(AccountKind.CARRIER, "ghn") == -41_000
    assert on(AccountKind.POSTAGE_DIFFERENCE, CARRIER) == 41_000
    assert agree()


def test_settling_the_same_sale_again_changes_nothing(household: Household) -> None:
    sale = sold(household)
    before = LedgerTransaction.objects.count()
    assert sold(household, reference=sale.reference) == sale
    assert LedgerTransaction.objects.count() == before


def test_settling_it_otherwise_is_an_error(household: Household) -> None:
    sale = sold(household, goods=(200_000,))
    with pytest.raises(SettledDifferently):
        sold(household, reference=sale.reference, goods=(200_001,))
    with pytest.raises(SettledDifferently):
        undelivered(household, Road.RETURNED, reference=sale.reference)


def undelivered(household: Household, road: Road, *, reference: str = "", kept: int = 0) -> Settlement:
    return record_undelivered(
        reference=reference or order_reference(),
        road=road,
        household_key=household.key,
        paid_by=PaidBy.CARD if kept else PaidBy.CASH,
        carrier_code=CARRIER,
        postage_kept_dong=kept,
        at=DELIVERED_AT,
    )


@pytest.mark.parametrize("road", [Road.RETURNED, Road.DESTROYED, Road.CANCELLED])
def test_what_no_buyer_took_costs_the_platform_the_way(household: Household, road: Road) -> None:
    settlement = undelivered(household, road)
    billed(settlement.reference, dong=34_000)
    assert on(AccountKind.LOSS, road) == 34_000
    assert on(AccountKind.BUYER, settlement.reference) == 0
    assert on(AccountKind.HOUSEHOLD, household.key) == 0
    assert agree()


def test_a_card_buyer_who_refused_pays_the_way(household: Household) -> None:
    settlement = undelivered(household, Road.RETURNED, kept=30_000)
    billed(settlement.reference, dong=34_000)
    assert on(AccountKind.BUYER, settlement.reference) == 30_000
    assert on(AccountKind.LOSS, Road.RETURNED) == 4_000
    assert agree()


@pytest.mark.parametrize("road", [Road.LOST, Road.DAMAGED])
def test_a_carrier_that_fails_pays_the_goods_and_earns_nothing(household: Household, road: Road) -> None:
    order = order_reference()
    billed(order, dong=34_000)
    record_carrier_fault(
        reference=order,
        road=road,
        household_key=household.key,
        goods_dong=200_000,
        paid_by=PaidBy.CASH,
        carrier_code=CARRIER,
        at=DELIVERED_AT,
    )
    assert on(AccountKind.CARRIER, CARRIER) == 200_000
    assert on(AccountKind.HOUSEHOLD, household.key) == -200_000
    assert on(AccountKind.POSTAGE, order) == 0
    assert payable(order).payable_from == DELIVERED_AT + timedelta(hours=48)
    record_carrier_payment(
        actor="account:x", carrier_code=CARRIER, invoice="6", amount_dong=-200_000, at=DELIVERED_AT
    )
    assert on(AccountKind.CARRIER, CARRIER) == 0
    assert on(AccountKind.BANK) == 200_000
    assert agree()


@pytest.mark.parametrize(
    ("bearer", "account"),
    [(Bearer.PLATFORM, (AccountKind.LOSS, "refund")), (Bearer.CARRIER, (AccountKind.CARRIER, CARRIER))],
)
def test_a_refund_comes_out_of_the_bearers_pocket(
    household: Household, bearer: Bearer, account: tuple[AccountKind, str]
) -> None:
    sale = sold(household, paid_by=PaidBy.CASH)
    collected(sale.reference, dong=230_000)
    for _again in range(2):
        record_refund(
            reference=sale.reference,
            refund_reference="refund:1",
            amount_dong=50_000,
            borne_by=bearer,
            at=DELIVERED_AT,
        )
    assert on(AccountKind.BUYER, sale.reference) == -50_000
    assert on(*account) == 50_000
    record_bank_refund(
        actor="account:x", reference=sale.reference, transfer="FT1", amount_dong=50_000, at=DELIVERED_AT
    )
    assert on(AccountKind.BUYER, sale.reference) == 0
    assert agree()


def grant(sale: Settlement, name: str, dong: int) -> None:
    record_refund(
        reference=sale.reference,
        refund_reference=name,
        amount_dong=dong,
        borne_by=Bearer.HOUSEHOLD,
        at=DELIVERED_AT,
    )


def test_a_refund_by_the_household_takes_commission_and_tax_back(household: Household) -> None:
    sale = sold(household, goods=(200_000,), rates=OTHERS)
    grant(sale, "refund:1", 100_000)
    assert on(AccountKind.HOUSEHOLD, household.key) == -93_500
    assert on(AccountKind.COMMISSION) == -5_000
    assert on(AccountKind.TAX, "vat") == -1_000
    assert agree()


def test_a_refund_is_granted_once_and_never_beyond_the_goods(household: Household) -> None:
    sale = sold(household, goods=(200_000,))
    grant(sale, "refund:1", 150_000)
    grant(sale, "refund:1", 150_000)
    with pytest.raises(PostedDifferently):
        grant(sale, "refund:1", 150_001)
    with pytest.raises(RefundTooLarge) as refusal:
        grant(sale, "refund:2", 50_001)
    assert refusal.value.data == {"left": 50_000, "shown": "50.000\u00a0₫"}
    assert on(AccountKind.BUYER, sale.reference) == 230_000 - 150_000


def test_a_household_pays_no_refund_before_its_sale(household: Household) -> None:
    with pytest.raises(NotYetSettled):
        record_refund(
            reference=order_reference(),
            refund_reference="refund:1",
            amount_dong=1,
            borne_by=Bearer.HOUSEHOLD,
            at=DELIVERED_AT,
        )


RATE = st.builds(
    Rates,
    commission_ppm=st.integers(0, 300_000),
    vat_ppm=st.integers(0, 100_000),
    pit_ppm=st.integers(0, 100_000),
)
LINES = st.lists(st.builds(SaleLine, goods_dong=st.integers(0, 10**9), rates=RATE), min_size=1, max_size=6)


@given(LINES)
def test_withheld_is_half_up_line_by_line_and_never_above_the_goods(lines: list[SaleLine]) -> None:
    kept = withheld(lines)
    assert kept.commission_dong == sum(
        (line.goods_dong * line.rates.commission_ppm + 500_000) // 1_000_000 for line in lines
    )
    for line in lines:
        assert 0 <= withheld([line]).total_dong <= line.goods_dong + 1


@given(st.integers(1, 10**9), RATE, st.lists(st.integers(1, 10**9), max_size=5))
def test_taking_all_goods_back_takes_back_exactly_what_was_withheld(
    goods: int, rates: Rates, parts: list[int]
) -> None:
    kept = withheld([SaleLine(goods, rates)])
    sale = Settlement(
        goods_dong=goods,
        commission_dong=kept.commission_dong,
        vat_dong=kept.vat_dong,
        pit_dong=kept.pit_dong,
        claimed_dong=0,
    )
    back = 0
    for part in [*parts, goods]:
        amount = min(part, goods - sale.claimed_dong)
        back += back_of(sale, amount).total_dong
        sale.claimed_dong += amount
    assert sale.claimed_dong == goods
    assert back == kept.total_dong


class AnySale(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(
        lines=st.lists(st.integers(0, 5_000_000), min_size=1, max_size=4),
        rates=RATE,
        postage=st.integers(0, 200_000),
        bill=st.integers(1, 200_000),
        refund=st.integers(1, 5_000_000),
        cash=st.booleans(),
    )
    def test_every_sale_balances_to_the_dong(
        self, lines: list[int], rates: Rates, postage: int, bill: int, refund: int, cash: bool
    ) -> None:
        household: Household = HouseholdFactory.create()
        sale = sold(
            household,
            reference=f"order:{new_key()}",
            goods=tuple(lines),
            postage_dong=postage,
            rates=rates,
            paid_by=PaidBy.CASH if cash else PaidBy.CARD,
        )
        billed(sale.reference, dong=bill)
        if sum(lines):
            grant(sale, f"refund:{sale.reference}", min(refund, sum(lines)))
        agree()
        assert on(AccountKind.BUYER, sale.reference) == sum(lines) + postage - (
            min(refund, sum(lines)) if sum(lines) else 0
        )
