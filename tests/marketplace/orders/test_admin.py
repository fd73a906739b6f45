"""The desk of staff: reads everything, changes only by the operations."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.orders.enums import State
from marketplace.orders.models import Order
from tests.factories.orders import OrderFactory, OrderLineFactory, placed_order
from tests.factories.people import AccountFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]

LIST = "admin:orders_order_changelist"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(AccountFactory.create(is_staff=True, is_superuser=True))
    return client


def act(desk: Client, order: Order, action: str, **fields: str) -> Any:
    data = {"action": action, "_selected_action": [order.pk], **fields}
    return desk.post(reverse(LIST), data, follow=True)


def test_lists_and_pages_open(desk: Client) -> None:
    order = OrderFactory.create(state=State.PRICED, booking_refusal="BOOKING_REFUSED")
    OrderLineFactory.create(order=order)

    assert order.code in desk.get(reverse(LIST), {"waiting": "booking"}).content.decode()
    left = OrderFactory.create(state=State.ACCEPTED)
    assert left.code in (lying := desk.get(reverse(LIST), {"waiting": "lying"}).content.decode())
    assert order.code not in lying
    page = desk.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    assert "Vải thiều" in page
    assert order.answer_secret not in page
    assert desk.get(reverse("admin:orders_checkout_changelist")).status_code == 200
    assert desk.get(reverse("admin:orders_checkout_change", args=[order.checkout.pk])).status_code == 200


def test_nothing_is_added_or_deleted(desk: Client) -> None:
    order = OrderFactory.create()

    assert desk.get(reverse("admin:orders_order_add")).status_code == 403
    assert desk.post(reverse("admin:orders_order_delete", args=[order.pk])).status_code == 403


def test_cancelling_needs_a_reason_and_tells_the_operation(desk: Client) -> None:
    order = placed_order()

    assert "Còn thiếu" in act(desk, order, "cancel").content.decode()
    act(desk, order, "cancel", reason="Vườn ngập")

    order.refresh_from_db()
    assert (order.state, order.cancel_reason) == (State.CANCELLED, "staff")


def test_a_refund_that_is_too_much_is_said(desk: Client) -> None:
    order = placed_order()
    asked = act(desk, order, "refund", amount="50k", reason="Dập", request_key="a")
    assert "50.000" in asked.content.decode()
    assert order.code in asked.content.decode()
    page = act(desk, order, "refund", amount="50k", reason="Dập", request_key="a", confirmed="1")

    assert "tối đa" in page.content.decode()


def test_an_amount_nobody_can_read_and_a_service_nobody_has_are_said(desk: Client) -> None:
    order = placed_order()

    assert "Không đọc được" in act(desk, order, "refund", amount="năm", reason="Dập").content.decode()
    assert "không còn" in act(desk, order, "book_again", service_code="").content.decode()


def test_only_staff_come_in(client: Client) -> None:
    client.force_login(AccountFactory.create())

    assert client.get(reverse(LIST)).status_code == 302
