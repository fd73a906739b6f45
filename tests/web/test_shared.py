"""A link that a buyer passes on: where the parcel is, and nothing about anybody."""

from datetime import timedelta

import pytest
from django.test import Client

from marketplace.orders.enums import State
from marketplace.orders.models import Order
from marketplace.orders.operations import accept, cancel
from tests.factories.households import staff
from tests.factories.orders import NOW, placed_order, seller_of
from web.views.buyer.shared import shared_url

pytestmark = pytest.mark.usefixtures("shop")


@pytest.fixture
def order() -> Order:
    return placed_order(name="Trần Thị Mai", address="Số 1, ngõ Demo", note="gọi cổng sau")


def secrets_of(order: Order) -> list[str]:
    checkout, household = order.checkout, order.household
    return [
        checkout.name,
        checkout.address,
        checkout.note,
        checkout.telephone,
        checkout.telephone.removeprefix("+84"),
        household.name,
        household.telephone,
        household.telephone.removeprefix("+84"),
        order.secret,
        order.answer_secret,
        checkout.secret,
        "₫",
        "<form method",
        'method="post"',
        "tel:",
    ]


def test_it_says_where_the_parcel_is_and_gives_nobody_away(client: Client, order: Order) -> None:
    accept(person=seller_of(order), order_key=order.key, at=NOW + timedelta(hours=1))

    response = client.get(shared_url(order.key))
    html = response.content.decode()

    assert response.status_code == 200
    assert str(State.ACCEPTED.label) in html
    assert [secret for secret in secrets_of(order) if secret in html] == []
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_what_people_wrote_about_it_stays_with_the_buyer(client: Client, order: Order) -> None:
    cancel(person=staff(), order_key=order.key, reason="Chị Mai gọi hủy", at=NOW + timedelta(hours=1))

    assert "Chị Mai" in client.get(f"/don/{order.secret}").content.decode()
    assert "Chị Mai" not in client.get(shared_url(order.key)).content.decode()


def test_the_buyers_page_offers_the_link_with_scripts_and_without(client: Client, order: Order) -> None:
    html = client.get(f"/don/{order.secret}").content.decode()

    assert f'data-share="http://testserver{shared_url(order.key)}"' in html
    assert f'value="http://testserver{shared_url(order.key)}"' in html


@pytest.mark.parametrize("change", ["forged", "cut", "other", "bare"])
def test_a_link_that_we_did_not_sign_is_nobodys(client: Client, order: Order, change: str) -> None:
    url, other = shared_url(order.key), shared_url(placed_order(telephone="+84900000777"))
    forged = {
        "forged": url[:-1] + ("A" if url[-1] != "A" else "B"),
        "cut": url[:-5],
        "other": url.rpartition("~")[0] + "~" + other.rpartition("~")[2],
        "bare": f"/theo-doi/{order.key}",
    }

    assert client.get(forged[change]).status_code == 404


def test_it_takes_as_many_statements_for_an_old_order_as_for_a_new_one(
    client: Client, order: Order, django_assert_num_queries: object
) -> None:
    url = shared_url(order.key)
    client.get(url)
    with django_assert_num_queries(4):  # type: ignore[operator]
        client.get(url)
    accept(person=seller_of(order), order_key=order.key, at=NOW + timedelta(hours=1))
    with django_assert_num_queries(4):  # type: ignore[operator]
        client.get(url)
