"""What staff do by hand, and nobody else."""

from datetime import timedelta

import pytest

from kernel.audit.models import AuditRecord
from kernel.errors import NotAllowed
from kernel.outbox.models import EventRecord
from logistics.dispatch.models import Shipment
from logistics.dispatch.operations import accept_delivery
from logistics.dispatch.refusals import ShipmentUnderWay
from marketplace.catalogue.models import Lot
from marketplace.orders.enums import State
from marketplace.orders.models import Order
from marketplace.orders.operations import PackedBox, PackedLine, book_again, cancel, carriage, pack, refund
from marketplace.orders.refusals import (
    FieldMissing,
    NotBookable,
    NotCancellable,
    RefundTooMuch,
    TextTooLong,
)
from marketplace.payments.enums import AccountKind, Bearer
from marketplace.people.rules import GUEST, Person
from tests.factories.households import owner_of, staff, stranger
from tests.factories.orders import courier_says, seller_of
from tests.marketplace.orders.roads import (
    COURIER_AT,
    START,
    accept_it,
    asked_of_bank,
    bank_answers,
    everything_agrees,
    fresh,
    ordered,
    pack_it,
    paid_by_card,
    relay,
)
from tests.marketplace.payments.books import on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
LATER = COURIER_AT + timedelta(days=3)


@pytest.fixture
def clerk() -> Person:
    return staff()


def booked(payment: str = "cash") -> Order:
    checkout = ordered() if payment == "cash" else paid_by_card()
    order = pack_it(accept_it(checkout.orders.get()), net={0: 4_800})
    if payment == "card":
        bank_answers(checkout)
    return fresh(order)


def delivered(payment: str = "cash") -> Order:
    order = booked(payment)
    codes = ("picked_up", "cod_collected", "delivered") if payment == "cash" else ("picked_up", "delivered")
    courier_says(order, *codes, at=COURIER_AT, amount_dong=order.charged_dong)
    relay()
    return fresh(order)


def test_nobody_but_staff_may() -> None:
    order = booked()
    for somebody in (GUEST, stranger(), owner_of(order.household)):
        with pytest.raises(NotAllowed):
            cancel(person=somebody, order_key=order.key, reason="x", at=LATER)
        with pytest.raises(NotAllowed):
            book_again(person=somebody, order_key=order.key, service_code="ghn:standard", at=LATER)
        with pytest.raises(NotAllowed):
            refund(person=somebody, order_key=order.key, amount_dong=1, reason="x", request_key="1", at=LATER)


# Cancel


def test_a_booked_order_is_cancelled_with_its_booking_and_what_was_packed_is_on_sale_again(
    clerk: Person,
) -> None:
    order = booked()

    ended = cancel(person=clerk, order_key=order.key, reason="Vườn ngập", at=LATER)
    relay()

    assert (ended.state, ended.cancel_reason, ended.charged_dong) == (State.CANCELLED, "staff", 0)
    assert Shipment.objects.get().state == "cancelled"
    assert Lot.objects.get().available == 99_800
    assert AuditRecord.objects.get(action="order.cancelled").data["reason"] == "Vườn ngập"
    assert everything_agrees()


def test_a_captured_card_gets_everything_back(clerk: Person) -> None:
    order = booked("card")
    charged = order.charged_dong

    cancel(person=clerk, order_key=order.key, reason="Vườn ngập", at=LATER)
    relay()
    bank_answers(order.checkout)

    assert asked_of_bank(order.checkout) == [("capture", charged), ("refund", charged)]
    assert everything_agrees()


def test_twice_changes_nothing_and_a_reason_is_needed(clerk: Person) -> None:
    order = booked()
    with pytest.raises(FieldMissing):
        cancel(person=clerk, order_key=order.key, reason=" ", at=LATER)

    first = cancel(person=clerk, order_key=order.key, reason="Vườn ngập", at=LATER)
    second = cancel(person=clerk, order_key=order.key, reason="Vườn ngập", at=LATER)
    assert first.version == second.version


def test_a_reason_fits_the_message_that_tells_it(clerk: Person) -> None:
    order = booked()
    with pytest.raises(TextTooLong):
        cancel(person=clerk, order_key=order.key, reason="l" * 201, at=LATER)

    cancel(person=clerk, order_key=order.key, reason=" Vườn\ud800 ngập\n\0", at=LATER)
    assert AuditRecord.objects.get(action="order.cancelled").data["reason"] == "Vườn ngập"


def test_what_the_post_has_is_not_cancelled(clerk: Person) -> None:
    order = booked()
    courier_says(order, "picked_up", at=COURIER_AT)

    with pytest.raises(ShipmentUnderWay):
        cancel(person=clerk, order_key=order.key, reason="Muộn rồi", at=LATER)
    relay()
    with pytest.raises(NotCancellable):
        cancel(person=clerk, order_key=order.key, reason="Muộn rồi", at=LATER)

    assert fresh(order).state == State.HANDED_OVER


# Refund


def test_a_card_is_refunded_by_the_bank(clerk: Person) -> None:
    order = delivered("card")

    refund(
        person=clerk, order_key=order.key, amount_dong=50_000, reason="Dập 2 kg", request_key="a", at=LATER
    )
    relay()
    bank_answers(order.checkout)

    assert asked_of_bank(order.checkout)[-1] == ("refund", 50_000)
    assert on(AccountKind.LOSS, "refund") == 50_000
    assert fresh(order).money_back_dong == 6_000 + 50_000
    assert everything_agrees()


def test_the_household_bears_it_when_staff_say_so(clerk: Person) -> None:
    order = delivered("card")

    refund(
        person=clerk,
        order_key=order.key,
        amount_dong=44_000,
        reason="Hàng hỏng",
        request_key="a",
        borne_by=Bearer.HOUSEHOLD,
        at=LATER,
    )
    relay()
    bank_answers(order.checkout)

    assert on(AccountKind.HOUSEHOLD, order.household.key) == -100_000
    assert everything_agrees()


def test_a_buyer_who_paid_cash_is_owed_the_sum(clerk: Person) -> None:
    order = delivered()

    refund(
        person=clerk, order_key=order.key, amount_dong=50_000, reason="Dập 2 kg", request_key="a", at=LATER
    )

    assert on(AccountKind.BUYER, order.subject) == -50_000
    assert everything_agrees()


def test_a_doubled_click_is_one_refund(clerk: Person) -> None:
    order = delivered("card")
    for _ in range(2):
        refund(person=clerk, order_key=order.key, amount_dong=50_000, reason="Dập", request_key="a", at=LATER)
    relay()

    assert fresh(order).refunded_dong == 50_000
    assert EventRecord.objects.filter(name="OrderRefunded").count() == 1


@pytest.mark.parametrize("borne_by", Bearer)
def test_the_longest_key_a_client_may_send_will_do(clerk: Person, borne_by: Bearer) -> None:
    order = delivered()
    for key in ("k" * 128, "k" * 127 + "2"):
        refund(
            person=clerk,
            order_key=order.key,
            amount_dong=10_000,
            reason="Dập",
            request_key=key,
            borne_by=borne_by,
            at=LATER,
        )

    assert on(AccountKind.BUYER, order.subject) == -20_000
    assert everything_agrees()


@pytest.mark.parametrize("amount", [0, -1, 10_000_000])
def test_never_more_than_was_paid(clerk: Person, amount: int) -> None:
    order = delivered("card")
    with pytest.raises(RefundTooMuch):
        refund(person=clerk, order_key=order.key, amount_dong=amount, reason="x", request_key="a", at=LATER)


@pytest.mark.parametrize("payment", ["cash", "card"])
def test_two_refunds_before_the_relay_saw_the_first_are_no_more_than_was_paid(
    clerk: Person, payment: str
) -> None:
    order = delivered(payment)
    left = order.charged_dong - 100_000
    refund(person=clerk, order_key=order.key, amount_dong=100_000, reason="x", request_key="a", at=LATER)

    with pytest.raises(RefundTooMuch) as refused:
        refund(person=clerk, order_key=order.key, amount_dong=left + 1, reason="x", request_key="b", at=LATER)
    assert refused.value.data["at_most"] == left
    refund(person=clerk, order_key=order.key, amount_dong=left, reason="x", request_key="c", at=LATER)

    relay()
    assert fresh(order).refunded_dong == order.charged_dong


def test_a_card_that_is_to_keep_the_postage_alone_gives_no_goods_back_twice(clerk: Person) -> None:
    order = booked("card")
    courier_says(order, "picked_up", "refused", "returning", "returned", at=COURIER_AT)
    carriage.hand_over(reference=order.booking_reference, at=COURIER_AT)
    carriage.end_undelivered(reference=order.booking_reference, to=State.RETURNED, at=COURIER_AT)

    with pytest.raises(RefundTooMuch) as refused:
        refund(
            person=clerk,
            order_key=order.key,
            amount_dong=order.postage_dong + 1,
            reason="x",
            request_key="a",
            at=LATER,
        )
    assert refused.value.data["at_most"] == order.postage_dong


def test_what_is_not_over_is_not_refunded(clerk: Person) -> None:
    order = booked("card")
    with pytest.raises(RefundTooMuch):
        refund(person=clerk, order_key=order.key, amount_dong=1, reason="x", request_key="a", at=LATER)


# Delivered after a refusal


@pytest.mark.parametrize("payment", ["cash", "card"])
def test_what_was_delivered_after_a_refusal_becomes_a_sale_when_staff_accept_it(payment: str) -> None:
    order = booked(payment)
    courier_says(order, "picked_up", "refused", "returning", at=COURIER_AT, reason="changed_mind")
    relay()
    late = ("delivered",) if payment == "card" else ("cod_collected", "delivered")
    courier_says(order, *late, at=COURIER_AT + timedelta(hours=5), amount_dong=order.charged_dong)
    relay()
    assert fresh(order).state == State.RETURNING

    shipment = Shipment.objects.get(reference=order.booking_reference)
    accept_delivery(shipment_key=shipment.key, actor="account:staff", at=LATER)
    relay()

    assert fresh(order).state == State.DELIVERED
    assert on(AccountKind.BUYER, order.subject) == 0
    assert on(AccountKind.HOUSEHOLD, order.household.key) == -144_000
    assert everything_agrees()


# Book again


def test_another_service_instead_of_the_booking_there_is(clerk: Person) -> None:
    order = booked()

    again = book_again(person=clerk, order_key=order.key, service_code="ghn:standard", at=START)
    relay()

    assert (again.state, again.bookings, again.carrier_code) == (State.BOOKED, 2, "ghn")
    assert again.postage_dong == order.postage_dong
    old, new = Shipment.objects.order_by("pk")
    assert (old.state, new.reference, new.cod_dong) == ("cancelled", f"{order.subject}#2", order.charged_dong)


def test_after_a_refusal_the_order_goes_on_with_another_service(clerk: Person) -> None:
    order = accept_it(paid_by_card().orders.get())
    Order.objects.filter(pk=order.pk).update(service_code="vnpost:fast", carrier_code="vnpost")
    line = PackedLine(order.lines.get().key, 5_000)
    heavy = [PackedBox(35_000, 600, 400, 400)]
    pack(person=seller_of(order), order_key=order.key, lines=[line], boxes=heavy, at=START)
    relay()
    assert fresh(order).booking_refusal == "BOOKING_REFUSED"

    book_again(person=clerk, order_key=order.key, service_code="communepost:mailvan", at=START)
    relay()

    again = fresh(order)
    assert (again.state, again.booking_refusal, again.carrier_code) == (State.BOOKED, "", "communepost")


def test_an_order_that_is_over_is_not_booked_again(clerk: Person) -> None:
    order = delivered()
    with pytest.raises(NotBookable):
        book_again(person=clerk, order_key=order.key, service_code="ghn:standard", at=LATER)
