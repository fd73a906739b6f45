"""An order down random roads: whatever people, courier, bank and clock do, the sums agree.

The machine knows the rules only as sums: what was harvested is on sale, spoken for, gone or written off; the
ledger balances; a buyer never pays more than was agreed, and what was called off costs nothing.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kernel.errors import Refusal
from kernel.ids import new_key
from marketplace.catalogue.models import Lot, StockReservation
from marketplace.orders.enums import CALLED_OFF, ENDS, OPEN, LineState, State
from marketplace.orders.models import Checkout, Order, OrderHistory
from marketplace.orders.operations import (
    answer_by_secret,
    answer_short,
    cancel,
    cancel_by_buyer,
    refund,
    wake_orders,
)
from marketplace.payments.enums import AccountKind, FactKind
from marketplace.payments.models import Settlement
from tests.factories.households import HouseholdFactory, staff
from tests.factories.orders import courier_says, weigh
from tests.marketplace.orders.roads import (
    START,
    bank_answers,
    bank_holds,
    bank_says,
    everything_agrees,
    for_sale,
    fresh,
    ordered,
    payment_of,
    relay,
)
from tests.marketplace.payments.books import on

seldom = some.integers(0, 5).map(lambda number: number == 0)
HARVESTED = 50_000
QUANTITIES = (5_000, 3_000, 2_000)
COURIER_CODES = (
    "picked_up",
    "delivery_failed",
    "refused",
    "returning",
    "returned",
    "destroyed",
    "lost",
    "damaged",
)


class Trade(RuleBasedStateMachine):
    """Two households' orders under one checkout; the first has two lines."""

    def __init__(self) -> None:
        super().__init__()
        self._undo = transaction.atomic()
        self._undo.__enter__()

    def teardown(self) -> None:
        try:
            self.settle_down()
            self.check_the_end()
        finally:
            transaction.set_rollback(True)
            self._undo.__exit__(None, None, None)

    @initialize(payment=some.sampled_from(["cash", "card"]))
    def order(self, payment: str) -> None:
        household = HouseholdFactory.create()
        one, two, three = [
            for_sale(household=owner, quantity=HARVESTED)
            for owner in (household, household, HouseholdFactory.create())
        ]
        self.checkout: Checkout = ordered(*zip((one, two, three), QUANTITIES, strict=True), payment=payment)
        self.clock = START
        self.clerk = staff()
        relay()

    def orders(self) -> list[Order]:
        orders = Order.objects.filter(checkout=self.checkout).select_related("household", "checkout")
        return list(orders.order_by("pk"))

    def one(self, which: int) -> Order:
        return self.orders()[which]

    def try_to(self, deed: object) -> None:
        """A refusal is an answer; it must change nothing, which the sums at the end would tell."""
        try:
            with transaction.atomic():
                deed()  # type: ignore[operator]
        except Refusal:
            return
        relay()

    def paid_by_card(self) -> bool:
        return self.checkout.payment == "card"

    # The good road, so that the others begin in every place

    @rule(which=some.integers(0, 1))
    def it_goes_on(self, which: int) -> None:
        self.step(which)

    @rule()
    def both_go_on_twice(self) -> None:
        for which in (0, 1, 0, 1):
            self.step(which)

    def step(self, which: int) -> None:
        match self.one(which).state:
            case State.AWAITING_CARD:
                self.the_bank("holds")
            case State.PLACED:
                self.the_household_answers(which, accepted=True)
            case State.ACCEPTED:
                self.the_household_packs(which, per_cent=[100, 95])
            case State.ASKING_BUYER:
                self.the_buyer_answers_about_the_short_weight(which, keep=True)
            case State.BOOKED:
                self.the_bank_if_any()
                self.the_courier_reports(which, "picked_up")

    # People

    @rule(which=some.integers(0, 1), accepted=some.sampled_from([True, True, True, False]))
    def the_household_answers(self, which: int, accepted: bool) -> None:
        order = self.one(which)
        self.try_to(lambda: answer_by_secret(secret=order.answer_secret, accepted=accepted, at=self.clock))

    @rule(
        which=some.integers(0, 1),
        per_cent=some.lists(some.sampled_from([0, 50, 89, 90, 97, 100, 110]), min_size=2, max_size=2),
    )
    def the_household_packs(self, which: int, per_cent: list[int]) -> None:
        order = self.one(which)
        rows = list(order.lines.order_by("position"))
        net = {row.position: row.quantity * share // 100 for row, share in zip(rows, per_cent, strict=False)}
        self.try_to(lambda: weigh(order, net=net, at=self.clock))

    @rule(which=some.integers(0, 1), keep=some.booleans())
    def the_buyer_answers_about_the_short_weight(self, which: int, keep: bool) -> None:
        order = self.one(which)
        answers = {line.key: keep for line in order.lines.filter(state=LineState.SHORT)}
        self.try_to(lambda: answer_short(secret=order.secret, keep=answers, at=self.clock))

    @rule(which=some.integers(0, 1), really=seldom)
    def the_buyer_cancels(self, which: int, really: bool) -> None:
        order = self.one(which)
        if not really:
            return
        self.try_to(lambda: cancel_by_buyer(secret=order.secret, at=self.clock))

    @rule(which=some.integers(0, 1), really=seldom)
    def staff_cancel(self, which: int, really: bool) -> None:
        order = self.one(which)
        if not really:
            return
        self.try_to(lambda: cancel(person=self.clerk, order_key=order.key, reason="Thử", at=self.clock))

    @rule(which=some.integers(0, 1), amount=some.integers(1, 40_000))
    def staff_refund(self, which: int, amount: int) -> None:
        order = self.one(which)
        self.try_to(
            lambda: refund(
                person=self.clerk,
                order_key=order.key,
                amount_dong=amount,
                reason="Thử",
                request_key=new_key(),
                at=self.clock,
            )
        )

    # The others

    @rule(which=some.integers(0, 1), code=some.sampled_from(COURIER_CODES))
    def the_courier_reports(self, which: int, code: str) -> None:
        order = self.one(which)
        if order.bookings and self.may_leave(order):
            self.clock += timedelta(hours=1)
            courier_says(order, code, at=self.clock)
            relay()

    @rule(which=some.integers(0, 1))
    def the_courier_delivers(self, which: int) -> None:
        order = self.one(which)
        on_the_road = (State.BOOKED, State.HANDED_OVER, State.DELIVERY_FAILED)
        if order.state in on_the_road and self.may_leave(order):
            self.clock += timedelta(hours=1)
            codes = ["delivered"] if self.paid_by_card() else ["cod_collected", "delivered"]
            courier_says(order, *codes, at=self.clock, amount_dong=order.charged_dong)
            relay()

    def may_leave(self, order: Order) -> bool:
        """Not called off, and free: scans of a held parcel go to the staff queue, which dispatch tests."""
        held = self.paid_by_card() and fresh(order).checkout.captured_at is None
        return order.state not in CALLED_OFF and not held

    @precondition(lambda self: self.paid_by_card())
    @rule(what=some.sampled_from(["holds", "answers", "answers", "refuses the capture", "ends the hold"]))
    def the_bank(self, what: str) -> None:
        state = payment_of(self.checkout).state
        if what == "holds" and state == "open":
            bank_holds(self.checkout)
        elif what == "answers":
            bank_answers(self.checkout)
        elif state == "authorised":
            kind = FactKind.CAPTURE_REFUSED if what == "refuses the capture" else FactKind.ENDED
            bank_says(self.checkout, kind)

    @rule(minutes=some.sampled_from([5, 5, 20, 120, 120, 360, 720]))
    def time_passes(self, minutes: int) -> None:
        self.clock += timedelta(minutes=minutes)
        wake_orders(at=self.clock)
        relay()

    # The end

    def settle_down(self) -> None:
        """What is still open comes to its end."""
        for _ in range(4):
            self.time_passes(720)
            self.the_bank_if_any()
            for which, order in enumerate(self.orders()):
                if order.state in (State.REFUSED, State.RETURNING):
                    self.the_courier_reports(which, "returned")
                elif order.state in OPEN:
                    self.the_courier_delivers(which)
                    self.staff_cancel(which, really=True)
        self.the_bank_if_any()

    def the_bank_if_any(self) -> None:
        if self.paid_by_card():
            bank_answers(self.checkout)

    def check_the_end(self) -> None:
        assert everything_agrees()
        assert not StockReservation.objects.filter(state="held").exists()
        orders = self.orders()
        for order in orders:
            assert order.state in ENDS, order.state
            self.check_order(order)
        if self.paid_by_card():
            self.check_card(orders)

    def check_order(self, order: Order) -> None:
        assert 0 <= order.charged_dong <= order.agreed_dong
        versions = OrderHistory.objects.filter(order=order).values_list("version", flat=True)
        assert sorted(versions) == list(range(1, order.version + 1))
        assert Settlement.objects.filter(reference=order.subject).exists() == (order.state not in CALLED_OFF)
        if order.state == State.DELIVERED:
            assert on(AccountKind.BUYER, order.subject) == (
                0 if self.paid_by_card() else -order.refunded_dong
            )
        else:
            assert on(AccountKind.BUYER, order.subject) == 0
        if order.state in CALLED_OFF:
            lots = Lot.objects.filter(listing__order_lines__order=order)
            assert all(lot.available + lot.written_off == HARVESTED for lot in lots)

    def check_card(self, orders: list[Order]) -> None:
        payment = payment_of(self.checkout)
        if payment.state == "captured":
            kept = sum(order.card_dong or 0 for order in orders)
            assert payment.captured - payment.refunded == kept
            assert kept <= sum(order.charged_dong for order in orders)
        else:
            assert all(order.state in CALLED_OFF for order in orders)


@pytest.mark.django_db
@pytest.mark.usefixtures("rate_card")
def test_whatever_happens_stock_money_and_state_agree() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Trade,
        settings=settings(
            max_examples=25,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
