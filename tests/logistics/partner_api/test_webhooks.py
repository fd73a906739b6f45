"""Webhook endpoints and their log, as a partner asks for them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from standardwebhooks import Webhook

from kernel.clock import now
from logistics.partner_api.enums import Scope
from logistics.webhooks.models import Delivery, Endpoint
from logistics.webhooks.operations import send_due
from tests.factories.partner_api import Partner
from tests.factories.webhooks import EndpointFactory, receiver

pytestmark = pytest.mark.django_db
URL = "https://partner.example/hook"


@pytest.fixture
def vnpost() -> Partner:
    return Partner("vnpost")


@pytest.fixture
def ghn() -> Partner:
    return Partner("ghn")


def test_the_secret_is_told_once(vnpost: Partner) -> None:
    made = vnpost.post("webhook-endpoints", {"url": URL}, key="one")
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    again = vnpost.post("webhook-endpoints", {"url": URL}, key="one")
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json()["secret"] is None
    assert again.json()["key"] == made.json()["key"]
    assert vnpost.get(f"webhook-endpoints/{made.json()['key']}").json()["secret"] is None
    assert [one["url"] for one in vnpost.get("webhook-endpoints").json()["items"]] == [URL]


@pytest.mark.parametrize(
    "url",
    [
        "http://partner.example/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://169.254.169.254/",
        "https://a@b.example/",
        "https://redis.internal/",
        "",
        7,
        None,
    ],
)
def test_an_address_that_must_not_be_is_refused_and_pointed_at(vnpost: Partner, url: object) -> None:
    refused = vnpost.post("webhook-endpoints", {"url": url})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/url"
    assert not Endpoint.objects.exists()


def test_unknown_types_and_fields_are_refused(vnpost: Partner) -> None:
    for body in ({"url": URL, "event_types": ["order.placed"]}, {"url": URL, "secret": "mine"}):
        assert vnpost.post("webhook-endpoints", body).status_code == 422


def test_rotation_gives_a_new_secret_that_verifies(vnpost: Partner, settings: Any) -> None:
    settings.WEBHOOKS_TO_PRIVATE = True
    with receiver() as there:
        key = vnpost.post("webhook-endpoints", {"url": there.url}).json()["key"]
        secret = vnpost.post(f"webhook-endpoints/{key}/rotate-secret").json()["secret"]
        sent = vnpost.post(f"webhook-endpoints/{key}/test")
        assert sent.status_code == 201
        send_due(at=now())
        said = Webhook(secret).verify(there.got[0].body, there.got[0].headers)
    assert said["type"] == "test.ping"
    log = vnpost.get(f"webhook-deliveries/{sent.json()['key']}").json()
    assert (log["state"], [one["status"] for one in log["attempts"]]) == ("delivered", [204])
    assert log["message"] == said


def test_off_and_on_again(vnpost: Partner) -> None:
    key = EndpointFactory().key
    off = vnpost.post(f"webhook-endpoints/{key}/disable").json()
    assert off["disabled_because"] == "asked"
    assert vnpost.post(f"webhook-endpoints/{key}/test").json()["code"] == "ENDPOINT_DISABLED"
    assert vnpost.post(f"webhook-endpoints/{key}/enable").json()["disabled_at"] is None


def test_a_replay_is_a_delivery_of_its_own_with_the_same_id(vnpost: Partner) -> None:
    key = EndpointFactory().key
    first = vnpost.post(f"webhook-endpoints/{key}/test").json()
    again = vnpost.post(f"webhook-deliveries/{first['key']}/replay")
    assert again.status_code == 201
    assert again.json()["key"] != first["key"]
    assert again.json()["webhook_id"] == first["webhook_id"]
    assert again.json()["is_replay"]


def test_the_log_is_paged_and_filtered(vnpost: Partner) -> None:
    key = EndpointFactory().key
    for _number in range(3):
        vnpost.post(f"webhook-endpoints/{key}/test")
    seen, after = [], {}
    for _page in range(2):
        page = vnpost.get("webhook-deliveries", limit=2, **after)
        seen += [one["key"] for one in page.json()["items"]]
        after = {"after": page.json()["next"]}
    assert page.json()["has_more"] is False
    assert seen == list(Delivery.objects.order_by("-id").values_list("key", flat=True))
    assert vnpost.get("webhook-deliveries", state="failed").json()["items"] == []
    assert len(vnpost.get("webhook-deliveries", endpoint_key=key).json()["items"]) == 3


def test_another_carriers_are_not_there(vnpost: Partner, ghn: Partner) -> None:
    key = EndpointFactory().key
    sent = vnpost.post(f"webhook-endpoints/{key}/test").json()["key"]
    assert ghn.get("webhook-endpoints").json()["items"] == []
    assert ghn.get("webhook-deliveries").json()["items"] == []
    for path in (f"webhook-endpoints/{key}", f"webhook-deliveries/{sent}"):
        assert ghn.get(path).status_code == 404
    for verb in ("disable", "enable", "rotate-secret", "test"):
        assert ghn.post(f"webhook-endpoints/{key}/{verb}").status_code == 404
    assert ghn.post(f"webhook-deliveries/{sent}/replay").status_code == 404


def test_the_scope_is_needed() -> None:
    assert Partner(scopes=[Scope.EVENTS]).get("webhook-endpoints").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_take_the_same_statements(vnpost: Partner, count: int) -> None:
    for _number in range(count):
        vnpost.post(f"webhook-endpoints/{EndpointFactory().key}/test")
    for path, statements in (("webhook-endpoints", 1), ("webhook-deliveries", 2)):
        with CaptureQueriesContext(connection) as asked:
            assert len(vnpost.get(path).json()["items"]) == count
        assert len([row for row in asked if "webhooks_" in row["sql"]]) == statements
