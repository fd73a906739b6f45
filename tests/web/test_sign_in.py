"""In by a code, out by a button, and only to addresses of our own."""

import re

import pytest
from django.test import Client, override_settings

from kernel.limits import client_of
from kernel.messages.models import Message
from kernel.outbox.testing import run_relay
from marketplace.people.enums import RoleKind
from marketplace.people.models import Account, RoleGrant
from tests.factories.households import HouseholdFactory, owner_of
from tests.factories.people import AccountFactory

pytestmark = pytest.mark.usefixtures("shop")


def sign_in(client: Client, telephone: str, after: str = "") -> str:
    """Where it leads."""
    client.post("/dang-nhap", {"telephone": telephone, "tiep": after})
    run_relay()
    found = re.search(r"\d{6}", Message.objects.latest("id").text)
    assert found
    return client.post("/dang-nhap/ma", {"code": found.group(), "tiep": after}).headers["Location"]


def test_the_first_sign_in_opens_an_account(client: Client) -> None:
    assert sign_in(client, "0900 000 321") == "/"
    assert Account.objects.get().telephone == "+84900000321"


def test_a_household_begins_at_its_work_a_carrier_at_the_post_office(client: Client) -> None:
    owner = owner_of(HouseholdFactory.create()).account
    operator = AccountFactory.create()
    RoleGrant.objects.create(account=operator, kind=RoleKind.CARRIER_OPERATOR, subject="vnpost")
    assert owner

    assert sign_in(Client(), owner.telephone) == "/nha"
    assert sign_in(Client(), operator.telephone) == "/buu-cuc"


def test_it_leads_back_to_where_one_came_from_but_never_away(client: Client) -> None:
    assert sign_in(Client(), "0900000321", "/nha/tien") == "/nha/tien"
    assert sign_in(Client(), "0900000322", "https://example.com/") == "/"
    assert sign_in(Client(), "0900000323", "//example.com/") == "/"


def test_a_wrong_code_signs_nobody_in(client: Client) -> None:
    client.post("/dang-nhap", {"telephone": "0900000321"})

    html = client.post("/dang-nhap/ma", {"code": "000000"}).content.decode()

    assert "Mã" in html
    assert "_auth_user_id" not in client.session


def test_what_is_no_telephone_is_said_at_its_field(client: Client) -> None:
    html = client.post("/dang-nhap", {"telephone": "12"}).content.decode()

    assert 'href="#id_telephone"' in html
    assert 'value="12"' in html


def test_too_many_codes_are_refused_with_a_time(client: Client) -> None:
    for _ in range(5):
        client.post("/dang-nhap", {"telephone": "0900000321"})

    assert "giây" in client.post("/dang-nhap", {"telephone": "0900000321"}).content.decode()


def test_out_is_a_button_not_a_link(client: Client) -> None:
    client.force_login(AccountFactory.create())

    assert client.get("/dang-xuat").status_code == 405
    client.post("/dang-xuat")

    assert "_auth_user_id" not in client.session


@override_settings(TRUSTED_PROXIES=1)
def test_the_client_is_who_our_own_proxy_saw(rf: object) -> None:
    from django.test import RequestFactory

    request = RequestFactory().get("/", headers={"X-Forwarded-For": "1.1.1.1, 2.2.2.2"})

    assert client_of(request) == "2.2.2.2"


@override_settings(TRUSTED_PROXIES=0)
def test_without_proxies_a_forged_header_changes_nothing() -> None:
    from django.test import RequestFactory

    request = RequestFactory().get("/", headers={"X-Forwarded-For": "1.1.1.1"}, REMOTE_ADDR="9.9.9.9")

    assert client_of(request) == "9.9.9.9"
