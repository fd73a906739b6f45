"""Who is told what at which event: a whole table, texts that can be filled, links to the right people."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from kernel.messages.models import Message
from kernel.outbox.events import known_events
from marketplace.orders import events
from marketplace.orders.enums import Urgency
from marketplace.orders.facts import Facts
from marketplace.orders.messages import LETTERS, Link, To, write_letters
from marketplace.orders.models import Order
from tests.factories.households import manager_for
from tests.factories.orders import NOW, CheckoutFactory, OrderFactory, OrderLineFactory
from tests.factories.people import AccountFactory

pytestmark = pytest.mark.django_db

ORDER_EVENTS = [event for event in known_events().values() if issubclass(event, events.OrderEvent)]


def order_with_line(**columns: object) -> Order:
    order: Order = OrderFactory.create(due_at=NOW + timedelta(hours=12), packed_dong=140_000, **columns)
    OrderLineFactory.create(order=order, listing__household=order.household)
    return order


def event_of(kind: type[events.OrderEvent], order: Order, reason: str = "") -> events.OrderEvent:
    return kind(
        aggregate_key=order.key,
        version=2,
        checkout_key=order.checkout.key,
        household_key=order.household.key,
        payment=order.payment,
        at=NOW,
        reason=reason,
    )


def told(order: Order) -> list[str]:
    return list(Message.objects.order_by("pk").values_list("to", flat=True))


def test_every_event_has_letters_or_says_that_nobody_listens() -> None:
    silent = {event for event in ORDER_EVENTS if event not in LETTERS}

    assert all(event.informational for event in silent)


@pytest.mark.parametrize("kind", LETTERS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("payment", ["cash", "card"])
def test_every_text_can_be_filled_and_fits_a_telephone(kind: type[events.OrderEvent], payment: str) -> None:
    order = order_with_line(checkout=CheckoutFactory.create(payment=payment))
    write_letters(event_of(kind, order), at=NOW)

    for message in Message.objects.order_by("pk"):
        assert "%(" not in message.text
        assert len(message.text) <= 200
        assert message.link.startswith("http")


def test_texts_speak_only_of_facts_there_are() -> None:
    for letters in LETTERS.values():
        for letter in letters:
            assert set(re.findall(r"%\((\w+)\)s", str(letter.text))) <= set(Facts.__annotations__)


def test_secret_links_go_to_those_they_belong_to() -> None:
    for letters in LETTERS.values():
        for letter in letters:
            buyers = letter.link in (Link.ORDER, Link.CHECKOUT)
            assert buyers == (letter.to == To.BUYER)


def test_a_new_order_asks_the_household_and_thanks_the_buyer() -> None:
    order = order_with_line()
    write_letters(event_of(events.OrderPlaced, order), at=NOW)

    to_household, to_buyer = Message.objects.order_by("pk")
    assert to_household.to == order.household.telephone
    assert "5 kg Vải thiều Lục Ngạn, 150.000 ₫" in to_household.text.replace("\u00a0", " ")
    assert "21:00 10/6" in to_household.text
    assert to_household.link.endswith(f"/tra-loi/{order.answer_secret}")
    assert to_buyer.to == order.telephone
    assert to_buyer.link.endswith(f"/dat-hang/{order.checkout.secret}")
    assert to_household.confidential


def test_the_buyer_of_three_orders_gets_one_message() -> None:
    order = order_with_line()
    event = event_of(events.OrderPlaced, order)
    write_letters(type(event)(**event.__dict__ | {"leads": False}), at=NOW)

    assert told(order) == [order.household.telephone]


def test_after_six_hours_the_managers_who_may_help_are_told() -> None:
    order = order_with_line()
    manager = manager_for(order.household)
    write_letters(event_of(events.OrderUnanswered, order, Urgency.COOPERATIVE), at=NOW)

    assert manager.account is not None
    assert told(order) == [order.household.telephone, manager.account.telephone]


def test_without_consent_no_manager_is_told() -> None:
    order = order_with_line()
    manager_for(order.household, consent=False)
    write_letters(event_of(events.OrderUnanswered, order, Urgency.COOPERATIVE), at=NOW)

    assert told(order) == [order.household.telephone]


def test_a_household_never_hears_of_an_order_that_was_never_paid() -> None:
    order = order_with_line(checkout=CheckoutFactory.create(payment="card"))
    write_letters(event_of(events.OrderCancelled, order, "buyer"), at=NOW)

    assert told(order) == [order.telephone]


def test_an_english_account_is_written_to_in_its_language() -> None:
    account = AccountFactory.create(language="en")
    order = order_with_line(checkout=CheckoutFactory.create(account=account))
    write_letters(event_of(events.OrderHandedOver, order), at=NOW)

    assert "Fri 12/06" in Message.objects.get().text


def test_a_carrier_that_fails_without_end_rings_five_times() -> None:
    order = order_with_line()
    for attempt in range(1, 9):
        failed = event_of(events.OrderDeliveryFailed, order, reason="not_home")
        write_letters(replace(failed, attempt=attempt), at=NOW)

    assert len(told(order)) == 5
