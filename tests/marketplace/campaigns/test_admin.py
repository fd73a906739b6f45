"""Staff look at orders abroad, without the buyers' data."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.people.rules import Person
from tests.factories.campaigns import opened, ordered
from tests.factories.people import AccountFactory

pytestmark = pytest.mark.django_db


def test_the_desk_shows_orders_and_no_buyer(exporter: Person, client: Client) -> None:
    campaign = opened(exporter)
    order = ordered(campaign)
    client.force_login(AccountFactory.create(is_staff=True, is_superuser=True))

    listed = client.get(reverse("admin:campaigns_orderabroad_changelist"))
    page = client.get(reverse("admin:campaigns_orderabroad_change", args=[order.pk]))
    assert order.code in listed.content.decode()
    shown = page.content.decode()
    assert order.code in shown
    assert [one for one in (order.name, order.email, order.link_secret, "Musterweg") if one in shown] == []
    for name in ("campaign", "offeredlot", "campaignconsignment"):
        assert client.get(reverse(f"admin:campaigns_{name}_changelist")).status_code == 200
    of_campaign = client.get(reverse("admin:campaigns_campaign_change", args=[campaign.pk]))
    assert campaign.importer_name not in of_campaign.content.decode()
