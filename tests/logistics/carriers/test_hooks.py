"""Messages that carriers send to us: proved as well as each allows, stored once, read from the row."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from config.demo.fake_carrier.books import SECRETS
from kernel.clock import now
from kernel.outbox.models import EventRecord
from logistics.carriers import calling, keys
from logistics.carriers.models import CarrierAccount, CarrierBooking, CarrierMessage
from logistics.carriers.operations import (
    News,
    call_carrier,
    prune_old,
    read_message,
    track_carrier,
    want_bookings,
)
from logistics.carriers.views import LARGEST_MESSAGE
from tests.factories.called import order_for
from tests.logistics.carriers.test_adapters import CREATE
from tests.support.carrier import CALLED, Fake, open_accounts, running

pytestmark = pytest.mark.django_db
REFERENCE = "NNV483920175628"
WAYBILL = "W-1"
TIME = "2026-06-10T03:00:00Z"


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    monkeypatch.setattr(calling, "PAUSES", (0.01, 0.02))
    keys._kept.clear()
    with running(tmp_path) as there:
        open_accounts(there)
        yield there


@pytest.fixture
def accounts() -> None:
    """Nobody is called: the messages alone."""
    open_accounts(Fake("http://127.0.0.1:9"))


def message(
    carrier: str, code: str, waybill: str = WAYBILL, reference: str = "", **more: Any
) -> dict[str, Any]:
    """What Client.post takes: the body as this carrier writes it, and its proof."""
    at = more.pop("at", TIME)
    local = (datetime.fromisoformat(at) + timedelta(hours=7)).strftime("%d/%m/%Y %H:%M:%S")
    if carrier == "ghn":
        body = {"Type": "switch_status", "Status": code, "OrderCode": waybill, "ClientOrderCode": reference}
        return _json(body | {"Time": at, "ShopID": 885, "CODAmount": 350_000} | more)
    if carrier == "ghtk":
        fields = {"label_id": waybill, "partner_id": reference, "status_id": code, "action_time": at}
        fields |= {"weight": "5.6", "pick_money": "350000", "reason": ""} | more
        return {
            "data": urlencode(fields),
            "content_type": "application/x-www-form-urlencoded",
            "QUERY_STRING": f"hash={SECRETS['ghtk']['webhook_hash']}",
        }
    if carrier == "viettelpost":
        data = {"ORDER_NUMBER": waybill, "ORDER_REFERENCE": reference, "ORDER_STATUS": code}
        data |= {"ORDER_STATUSDATE": local, "MONEY_COLLECTION": 350_000, "NOTE": ""} | more
        return _json({"DATA": data, "TOKEN": SECRETS["viettelpost"]["webhook_token"]})
    if carrier == "ems":
        body = {"tracking_code": waybill, "order_code": reference, "status_code": code, "datetime": local}
        return _json(body | more) | {"HTTP_EMS_TRANSACTION": f"{waybill}-{code}-{at}"}
    return _json([{"originalId": waybill, "status": code} | more])


def _json(body: Any) -> dict[str, Any]:
    return {"data": json.dumps(body), "content_type": "application/json"}


def address(carrier: str, secret: str = "") -> str:
    account = CarrierAccount.objects.get(carrier__code=carrier)
    return f"/carriers/{carrier}/{secret or account.hook_secret}/events"


def send(carrier: str, post: dict[str, Any], secret: str = "", **more: Any) -> int:
    return Client().post(address(carrier, secret), **(post | more)).status_code


def read_all() -> list[News]:
    keys_ = (
        CarrierMessage.objects.filter(processed_at=None).order_by("received_at").values_list("key", flat=True)
    )
    return [news for key in list(keys_) for news in read_message(key=key, at=now())]


def booked(carrier: str, fake: Fake) -> CarrierBooking:
    with transaction.atomic():
        want_bookings(carrier_code=carrier, orders=[order_for(carrier, REFERENCE)], at=now())
    call_carrier(carrier_code=carrier, at=now(), clock=now)
    return CarrierBooking.objects.get()


CODES = {"vnpost": "14", "ems": "4", "viettelpost": "501", "ghn": "delivered", "ghtk": "5"}


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize("carrier", CALLED)
def test_a_message_is_stored_once_answered_and_read(carrier: str) -> None:
    post = message(carrier, CODES[carrier])
    assert [send(carrier, post) for _again in range(3)] == [200, 200, 200]
    assert CarrierMessage.objects.count() == 1
    assert EventRecord.objects.filter(name="CarrierSpoke").count() == 1
    [news] = read_all()
    assert (news.scan.code, news.scan.waybill, news.reference) == (CODES[carrier], WAYBILL, "")
    assert news.meaning.step in ("delivered", "in_transit")
    assert read_all() == []


@pytest.mark.usefixtures("accounts")
def test_ems_hears_the_number_of_its_message_again() -> None:
    post = message("ems", "4")
    answer = Client().post(address("ems"), **post)
    assert answer.json() == {"code": "success", "transaction": post["HTTP_EMS_TRANSACTION"]}


@pytest.mark.usefixtures("accounts")
def test_the_second_spelling_of_ems_is_read_too() -> None:
    body = {"TrackingCode": WAYBILL, "OrderCode": REFERENCE, "StatusCode": 4, "StatusName": "Đang vận chuyển"}
    body |= {"Location": "KTC1", "CreatedAt": "2026-06-10 10:00:00"}
    send("ems", _json(body) | {"HTTP_EMS_TRANSACTION": "1"})
    [news] = read_all()
    assert (news.scan.waybill, news.scan.occurred_at.isoformat()) == (WAYBILL, "2026-06-10T03:00:00+00:00")


WRONG_PROOF: dict[str, dict[str, Any]] = {
    "ghtk": {"QUERY_STRING": "hash=wrong"},
    "viettelpost": _json({"DATA": {"ORDER_NUMBER": WAYBILL, "ORDER_STATUS": 501}, "TOKEN": "wrong"}),
    "ems": {"HTTP_EMS_TRANSACTION": ""},
    "ghn": message("ghn", "delivered", ShopID=999),
}


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize("carrier", WRONG_PROOF)
def test_a_wrong_proof_is_told_nothing_and_stores_nothing(carrier: str) -> None:
    assert send(carrier, message(carrier, CODES[carrier]) | WRONG_PROOF[carrier]) == 404
    assert CarrierMessage.objects.count() == 0


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize("carrier", CALLED)
def test_a_wrong_secret_another_carriers_path_and_a_closed_account_are_all_the_same(carrier: str) -> None:
    other = "ghn" if carrier != "ghn" else "ghtk"
    others_secret = CarrierAccount.objects.get(carrier__code=other).hook_secret
    post = message(carrier, CODES[carrier])
    answers = [send(carrier, post, secret) for secret in ("wrong", others_secret)]
    CarrierAccount.objects.update(active=False)
    answers.append(send(carrier, post))
    assert answers == [404, 404, 404]
    assert Client().post(f"/carriers/jnt/{others_secret}/events", **post).status_code == 404
    assert CarrierMessage.objects.count() == 0


@pytest.mark.usefixtures("accounts")
def test_only_networks_on_the_list_may_call(settings: Any) -> None:
    CarrierAccount.objects.update(hook_networks=["203.0.113.0/24", "2001:db8::/32"])
    post = message("ghn", "delivered")
    assert send("ghn", post, REMOTE_ADDR="203.0.113.9") == 200
    assert send("ghn", post, REMOTE_ADDR="2001:db8::1") == 200
    assert send("ghn", post, REMOTE_ADDR="198.51.100.1") == 404
    assert send("ghn", post, REMOTE_ADDR="198.51.100.1", HTTP_X_FORWARDED_FOR="203.0.113.9") == 404
    settings.TRUSTED_PROXIES = 1
    assert send("ghn", post, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9") == 200


@pytest.mark.usefixtures("accounts")
def test_a_huge_message_is_not_taken() -> None:
    post = message("ghn", "delivered", Description="x" * LARGEST_MESSAGE)
    assert send("ghn", post) == 413
    assert send("ghn", {"data": b"", "content_type": "application/json"}) == 413
    assert Client().get(address("ghn")).status_code == 405


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize("carrier", ["vnpost", "ghn", "ems"])
@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b"null", b"[" * 5_000, b'{"Time": "yesterday"}', b"\xff\xfe", b'{"a": "\\u0000"}'],
)
def test_what_cannot_be_read_is_kept_and_alarms_once(carrier: str, body: bytes) -> None:
    post = {"data": body, "content_type": "application/json", "HTTP_EMS_TRANSACTION": "1"}
    assert send(carrier, post) == 200
    assert read_all() == []
    row = CarrierMessage.objects.get()
    alarms = EventRecord.objects.filter(name="CarrierAlarmed").count()
    assert row.processed_at is not None
    assert alarms == row.outcome.startswith("unreadable")
    assert row.outcome.startswith("unreadable") or (carrier, body) == ("vnpost", b"[]")


@pytest.mark.usefixtures("accounts")
@effort(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["Status", "Time", "OrderCode", "Type", "DATA", "status", "originalId", "CODAmount"]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=10,
    )
)
def test_no_message_whatsoever_breaks_the_reading(body: Any) -> None:
    for carrier in ("ghn", "vnpost", "ems"):
        text = json.dumps(body)
        assert send(
            carrier,
            {"data": text, "content_type": "application/json", "HTTP_EMS_TRANSACTION": text[:9] or "1"},
        ) in (200, 404)
    read_all()


@pytest.mark.usefixtures("accounts")
def test_a_parcel_that_is_not_ours_is_news_without_a_reference() -> None:
    send("ghn", message("ghn", "delivered", reference="SOMEBODY-ELSES"))
    assert [news.reference for news in read_all()] == [""]


def test_another_carriers_parcel_is_not_found_by_its_number(fake: Fake) -> None:
    waybill = booked("ghn", fake).waybill
    send("ghtk", message("ghtk", "5", waybill=waybill, reference=REFERENCE))
    assert [news.reference for news in read_all()] == [""]
    assert CarrierBooking.objects.get().last_code == ""


@pytest.mark.parametrize("carrier", ["ghn", "ghtk", "viettelpost", "ems"])
def test_a_message_finds_a_booking_again_whose_answer_was_lost(fake: Fake, carrier: str) -> None:
    fake.turn(lose=[{"path": CREATE[carrier], "times": 1}])
    booking = booked(carrier, fake)
    [order] = fake.orders(carrier)
    assert booking.state == "asked"
    send(carrier, message(carrier, CODES[carrier], waybill=order["waybill"], reference=REFERENCE))
    assert [news.reference for news in read_all()] == [REFERENCE]
    booking.refresh_from_db()
    assert (booking.state, booking.waybill) == ("booked", order["waybill"])


def test_a_message_with_another_waybill_for_our_number_alarms(fake: Fake) -> None:
    booked("ghn", fake)
    send("ghn", message("ghn", "picked", waybill="L-OTHER", reference=REFERENCE))
    read_all()
    kinds = [event.data.get("kind") for event in EventRecord.objects.filter(name="CarrierAlarmed")]
    assert kinds == ["carrier_two_waybills"]


def test_late_and_doubled_messages_leave_the_newest_step(fake: Fake) -> None:
    waybill = booked("ghn", fake).waybill
    for code, hour in (("delivered", 9), ("picked", 3), ("delivering", 8), ("picked", 3)):
        send("ghn", message("ghn", code, waybill=waybill, at=f"2026-06-10T0{hour}:00:00Z"))
    assert len(read_all()) == 3
    booking = CarrierBooking.objects.get()
    assert (booking.last_code, booking.last_step, booking.track_at) == ("delivered", "delivered", None)


def test_what_the_courier_says_is_noted_as_provisional(fake: Fake) -> None:
    waybill = booked("ghtk", fake).waybill
    send("ghtk", message("ghtk", "45", waybill=waybill))
    [news] = read_all()
    booking = CarrierBooking.objects.get()
    assert (news.meaning.provisional, booking.provisional, booking.last_step) == (True, True, "delivered")
    assert booking.track_at is not None


def test_money_that_was_handed_over_is_noted(fake: Fake) -> None:
    waybill = booked("ghn", fake).waybill
    send("ghn", message("ghn", "delivered", waybill=waybill, CODTransferDate="2026-06-12T00:00:00Z"))
    read_all()
    assert CarrierBooking.objects.get().remitted_at is not None


@pytest.mark.usefixtures("accounts")
def test_changes_of_weight_and_fee_are_no_news() -> None:
    send("ghn", message("ghn", "delivering", Type="update_weight"))
    assert read_all() == []


def test_a_parcel_of_which_nothing_was_heard_is_asked_about(fake: Fake) -> None:
    waybill = booked("ghn", fake).waybill
    fake.move("ghn", waybill, "picked", "delivering")
    assert track_carrier(carrier_code="ghn", at=now()) == 0
    later = now() + timedelta(hours=3)
    assert track_carrier(carrier_code="ghn", at=later) == 1
    assert [news.scan.code for news in read_all()] == ["ready_to_pick", "picked", "delivering"]
    assert track_carrier(carrier_code="ghn", at=later) == 0
    assert track_carrier(carrier_code="ghn", at=later + timedelta(hours=3)) == 1
    assert read_all() == []  # the same answer is not read twice


@pytest.mark.parametrize("carrier", ["vnpost", "viettelpost"])
def test_a_carrier_that_cannot_be_asked_is_left_alone(fake: Fake, carrier: str) -> None:
    booked(carrier, fake)
    assert track_carrier(carrier_code=carrier, at=now() + timedelta(hours=3)) == 0
    assert CarrierBooking.objects.get().track_at is None


def test_messages_go_after_ninety_days() -> None:
    open_accounts(Fake("http://127.0.0.1:9"))
    send("ghn", message("ghn", "delivered"))
    prune_old(at=now() + timedelta(days=89))
    assert CarrierMessage.objects.count() == 1
    prune_old(at=now() + timedelta(days=91))
    assert CarrierMessage.objects.count() == 0


def test_what_a_carrier_said_is_encrypted_at_rest() -> None:
    from django.db import connection

    open_accounts(Fake("http://127.0.0.1:9"))
    send("viettelpost", message("viettelpost", "501"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT body, query::text, headers::text FROM carriers_carriermessage")
        assert "demo-hook-token" not in str(cursor.fetchall())
