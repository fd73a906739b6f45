"""The links in text messages lead to pages that are there."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from marketplace.orders import links
from tests.factories.orders import placed_order

pytestmark = pytest.mark.usefixtures("shop")


def test_each_link_opens_its_page(client: Client) -> None:
    order = placed_order()
    pages = {
        links.buyer_link(order.secret): reverse("web:order", args=[order.secret]),
        links.checkout_link(order.checkout.secret): reverse("web:bought", args=[order.checkout.secret]),
        links.answer_link(order.answer_secret): reverse("web:answer", args=[order.answer_secret]),
    }

    for link, page in pages.items():
        assert link == f"{settings.PUBLIC_URL}{page}"
        assert client.get(page).status_code == 200
    assert links.work_link() == f"{settings.PUBLIC_URL}{reverse('web:today')}"
