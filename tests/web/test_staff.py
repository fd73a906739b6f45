"""The admin begins with what waits for staff."""

import pytest
from django.test import Client

from marketplace.households.enums import HouseholdState
from tests.factories.catalogue import NOW
from tests.factories.households import HouseholdFactory, staff
from web.worklists import worklists

pytestmark = pytest.mark.usefixtures("shop")


def test_staff_see_how_many_wait_and_since_when(client: Client) -> None:
    HouseholdFactory.create(state=HouseholdState.SUBMITTED, submitted_at=NOW)
    person = staff()
    assert person.account
    person.account.is_superuser = True
    person.account.save()
    client.force_login(person.account)

    html = client.get("/admin/").content.decode()

    assert "Hộ chờ xác minh" in html
    assert "state__exact=submitted" in html
    waiting = {work.title: work for work in worklists()}["Hộ chờ xác minh"]
    assert (waiting.count, waiting.oldest) == (1, NOW)


def test_every_worklist_leads_to_a_list_that_understands_its_filter(client: Client) -> None:
    person = staff()
    assert person.account
    person.account.is_superuser = True
    person.account.save()
    client.force_login(person.account)

    for work in worklists():
        assert client.get(work.url).status_code == 200, work.title


def test_the_admin_has_a_policy_of_its_own(client: Client) -> None:
    assert "script-src 'self'" in client.get("/admin/login/").headers["Content-Security-Policy"]
