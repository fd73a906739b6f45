"""From an event of a shipment to a partner's server: once, signed, in order, tried again, written down."""

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from standardwebhooks import Webhook

from kernel.clock import now
from kernel.outbox.testing import run_relay
from logistics.dispatch.models import Shipment
from logistics.dispatch.operations import cancel_shipments
from logistics.webhooks.enums import DeliveryState, EventType
from logistics.webhooks.models import Attempt, Delivery, Endpoint, Message
from logistics.webhooks.operations import (
    create_endpoint,
    disable_endpoint,
    enable_endpoint,
    replay_delivery,
    rotate_signing_secret,
    send_due,
    send_test,
)
from logistics.webhooks.refusals import EndpointDisabled, TooManyEndpoints, UnknownDelivery, UnknownEndpoint
from tests.factories.dispatch import ShipmentFactory, code_of, event, tell
from tests.factories.webhooks import SECRET, EndpointFactory, Receiver, receiver

pytestmark = pytest.mark.django_db
ACTOR = "carrier:vnpost"


@pytest.fixture
def there(settings: LazySettings) -> Iterator[Receiver]:
    settings.WEBHOOKS_TO_PRIVATE = True
    with receiver() as found:
        yield found


@pytest.fixture
def endpoint(there: Receiver) -> Endpoint:
    return EndpointFactory(url=there.url)


def types(there: Receiver) -> list[str]:
    return [json.loads(got.body)["type"] for got in there.got]


def later(**time: float) -> datetime:
    return now() + timedelta(**time)


def on_its_way() -> Shipment:
    """Handed over and on the road: three events."""
    shipment = ShipmentFactory()
    tell(event(code_of(shipment), "picked_up", 1), event(code_of(shipment), "out_for_delivery", 2))
    run_relay(strict=False)  # the shop knows no such order; the partner is told all the same
    return shipment


def test_what_happens_is_told_signed_and_in_order(there: Receiver, endpoint: Endpoint) -> None:
    shipment = on_its_way()
    while send_due(at=now()):
        pass
    assert types(there) == ["shipment.handed_over", "shipment.out_for_delivery"]
    first = there.got[0]
    said = Webhook(SECRET).verify(first.body, first.headers)
    assert said["data"] == {
        "shipment_key": shipment.key,
        "version": 2,
        "occurred_at": "2026-06-10T03:00:00+00:00",
        "tracking_codes": [code_of(shipment)],
    }
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}
    assert first.headers["webhook-id"] == Message.objects.order_by("id")[0].webhook_id


def test_our_own_bill_and_reference_are_not_told(there: Receiver, endpoint: Endpoint) -> None:
    on_its_way()
    send_due(at=now())
    bodies = " ".join(Message.objects.values_list("body", flat=True))
    assert "billed" not in bodies
    assert "order:" not in bodies


def test_another_carrier_hears_nothing(there: Receiver) -> None:
    EndpointFactory(url=there.url, carrier_code="ghn")
    on_its_way()
    assert not Message.objects.exists()


def test_only_what_an_endpoint_wants(there: Receiver) -> None:
    EndpointFactory(url=there.url, event_types=["shipment.cancelled"])
    on_its_way()
    cancel_shipments(references=[ShipmentFactory().reference], at=now())
    run_relay(strict=False)  # the shop knows no such order; the partner is told all the same
    send_due(at=now())
    assert types(there) == ["shipment.cancelled"]


def test_an_event_that_is_handled_twice_is_told_once(there: Receiver, endpoint: Endpoint) -> None:
    from logistics.dispatch.events import ShipmentOutForDelivery
    from logistics.webhooks.operations import tell_carrier

    shipment = ShipmentFactory()
    said = ShipmentOutForDelivery(
        aggregate_key=shipment.key, version=5, reference="x", attempt=1, occurred_at="2026-06-10T03:00:00Z"
    )
    for _time in range(2):
        tell_carrier(event=said, at=now())
    assert (Message.objects.count(), Delivery.objects.count()) == (1, 1)


def test_a_failure_is_tried_again_by_the_schedule_and_holds_back_its_shipment_only(
    there: Receiver, endpoint: Endpoint
) -> None:
    there.answer = lambda _got: (500, {}, b"broken")
    on_its_way()
    other = on_its_way()
    assert send_due(at=now()) == 2
    assert send_due(at=now()) == 0
    there.answer = lambda _got: (200, {}, b"")
    assert send_due(at=later(seconds=6)) == 2
    assert send_due(at=later(seconds=6)) == 2
    of_other = [
        json.loads(got.body)["data"]["version"] for got in there.got if other.key in got.body.decode()
    ]
    assert of_other == sorted(of_other)
    assert [(row.status, row.answer) for row in Attempt.objects.order_by("delivery", "number")[:2]] == [
        (500, "broken"),
        (200, ""),
    ]


def test_the_same_id_and_bytes_each_time_with_a_new_time(there: Receiver, endpoint: Endpoint) -> None:
    there.answer = lambda _got: (500, {}, b"")
    send_test(carrier_code="vnpost", key=endpoint.key, at=now())
    send_due(at=now())
    send_due(at=later(minutes=1))
    first, second = there.got
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) in (60, 61)


def test_after_ten_tries_it_has_failed_and_the_next_goes_on(there: Receiver, endpoint: Endpoint) -> None:
    there.answer = lambda _got: (500, {}, b"")
    on_its_way()
    at = now()
    for _try in range(10):
        assert send_due(at=at) == 1
        at += timedelta(hours=27)
        Endpoint.objects.update(failing_since=at)  # not so long that it is switched off
    states = list(Delivery.objects.order_by("id").values_list("state", "attempts"))
    assert states == [("failed", 10), ("pending", 0)]
    assert send_due(at=at) == 1


def test_410_switches_the_endpoint_off(there: Receiver, endpoint: Endpoint) -> None:
    there.answer = lambda _got: (410, {}, b"")
    on_its_way()
    send_due(at=now())
    endpoint.refresh_from_db()
    assert endpoint.disabled_because == "gone"
    assert set(Delivery.objects.values_list("state", flat=True)) == {"dropped"}
    assert send_due(at=later(days=1)) == 0


def test_days_of_failures_switch_it_off_and_one_success_forgives(there: Receiver, endpoint: Endpoint) -> None:
    there.answer = lambda _got: (500, {}, b"")
    send_test(carrier_code="vnpost", key=endpoint.key, at=now())
    send_due(at=now())
    there.answer = lambda _got: (200, {}, b"")
    send_due(at=later(minutes=1))
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None
    there.answer = lambda _got: (500, {}, b"")
    Endpoint.objects.update(failing_since=later(days=-6))
    send_test(carrier_code="vnpost", key=endpoint.key, at=now())
    send_due(at=now())
    endpoint.refresh_from_db()
    assert endpoint.disabled_because == "failing"


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_who_asks_for_peace_is_left_in_peace(there: Receiver, endpoint: Endpoint, status: int) -> None:
    there.answer = lambda _got: (status, {"retry-after": "600"}, b"")
    on_its_way()
    send_due(at=now())
    on_its_way()
    assert send_due(at=later(minutes=9)) == 0
    there.answer = lambda _got: (200, {}, b"")
    assert send_due(at=later(minutes=11)) == 2


def test_an_endpoint_that_points_inside_is_not_called(settings: LazySettings) -> None:
    with receiver() as there:
        endpoint = EndpointFactory(url=there.url.replace("http:", "https:"))
        send_test(carrier_code="vnpost", key=endpoint.key, at=now())
        send_due(at=now())
        assert there.got == []
    assert Attempt.objects.get().error == "refused_address"


def test_after_a_rotation_both_secrets_verify_until_the_old_one_ends(
    there: Receiver, endpoint: Endpoint
) -> None:
    _endpoint, secret = rotate_signing_secret(carrier_code="vnpost", key=endpoint.key, actor=ACTOR, at=now())
    send_test(carrier_code="vnpost", key=endpoint.key, at=now())
    send_due(at=now())
    got = there.got[0]
    for one in (SECRET, secret):
        Webhook(one).verify(got.body, got.headers)
    send_test(carrier_code="vnpost", key=endpoint.key, at=now())
    send_due(at=later(hours=25))
    assert len(there.got[1].headers["webhook-signature"].split()) == 1


def test_secrets_lie_encrypted(endpoint: Endpoint) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM webhooks_endpointsecret")
        assert "MfKQ9" not in cursor.fetchone()[0]


def test_a_replay_sends_the_same_message_again_and_waits_for_nobody(
    there: Receiver, endpoint: Endpoint
) -> None:
    there.answer = lambda _got: (410, {}, b"")
    on_its_way()
    send_due(at=now())
    missed = Delivery.objects.order_by("id")[1]
    with pytest.raises(EndpointDisabled):
        replay_delivery(carrier_code="vnpost", key=missed.key, actor=ACTOR, at=now())
    enable_endpoint(carrier_code="vnpost", key=endpoint.key, actor=ACTOR, at=now())
    there.answer = lambda _got: (200, {}, b"")
    again = replay_delivery(carrier_code="vnpost", key=missed.key, actor=ACTOR, at=now())
    assert replay_delivery(carrier_code="vnpost", key=missed.key, actor=ACTOR, at=now()) == again
    assert send_due(at=now()) == 1
    assert there.got[-1].headers["webhook-id"] == missed.message.webhook_id


def test_another_carriers_things_are_not_there(endpoint: Endpoint) -> None:
    delivery = send_test(carrier_code="vnpost", key=endpoint.key, at=now())
    with pytest.raises(UnknownDelivery):
        replay_delivery(carrier_code="ghn", key=delivery.key, actor=ACTOR, at=now())
    for verb in (disable_endpoint, enable_endpoint, rotate_signing_secret):
        with pytest.raises(UnknownEndpoint):
            verb(carrier_code="ghn", key=endpoint.key, actor=ACTOR, at=now())  # type: ignore[operator]


def test_twenty_endpoints_and_not_one_more(there: Receiver) -> None:
    for _number in range(20):
        create_endpoint(carrier_code="vnpost", url=there.url, actor=ACTOR, at=now())
    with pytest.raises(TooManyEndpoints):
        create_endpoint(carrier_code="vnpost", url=there.url, actor=ACTOR, at=now())


@pytest.mark.django_db(transaction=True)
def test_two_senders_never_send_the_same(there: Receiver) -> None:
    endpoint = EndpointFactory(url=there.url)
    for _number in range(20):
        send_test(carrier_code="vnpost", key=endpoint.key, at=now())
    at = now()

    def run() -> None:
        try:
            while send_due(at=at, limit=3):
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [got.headers["webhook-id"] for got in there.got]
    assert (len(ids), len(set(ids))) == (20, 20)


def test_a_sender_that_died_is_replaced(there: Receiver, endpoint: Endpoint) -> None:
    delivery = send_test(carrier_code="vnpost", key=endpoint.key, at=now())
    Delivery.objects.update(claimed_until=later(seconds=40))
    assert send_due(at=now()) == 0
    assert send_due(at=later(seconds=41)) == 1
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_is_read_in_the_same_statements(there: Receiver, endpoint: Endpoint, count: int) -> None:
    for _number in range(count):
        send_test(carrier_code="vnpost", key=endpoint.key, at=now())
    with CaptureQueriesContext(connection) as asked:
        send_due(at=now())
    reads = [row for row in asked if row["sql"].startswith(("SELECT", "\n    UPDATE"))]
    assert len([row for row in reads if "FOR" not in row["sql"] or "SKIP LOCKED" in row["sql"]]) == 3


def test_every_type_has_words() -> None:
    assert all(str(kind.label) for kind in EventType)
