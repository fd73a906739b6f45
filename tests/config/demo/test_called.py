"""The demo's accounts with the fake carriers, and parcels that travel there over HTTP."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from config.demo import called
from config.demo.cast import FIRST_HOUSEHOLD, telephone
from config.demo.fake_carrier.server import FakeCarrier
from config.demo.fake_stripe.store import Store
from config.local.processes import wait_until
from kernel.audit.models import AuditRecord
from kernel.clock import now
from kernel.outbox.relay import run_inside
from logistics.carriers import card, keys
from logistics.carriers.loading import load
from logistics.carriers.models import CarrierAccount, CarrierBooking, PlaceId, RateCardVersion
from logistics.carriers.operations import call_carrier
from logistics.dispatch.enums import ParcelState
from logistics.dispatch.models import Parcel, Shipment
from tests.factories.dispatch import FARMER, book
from tests.support.carrier import Fake, running

pytestmark = pytest.mark.django_db(transaction=True)
SERVICES = {"ghn": "ghn:standard", "ghtk": "ghtk:fresh", "viettelpost": "viettelpost:fast"}


@pytest.fixture(autouse=True)
def _cards() -> Iterator[None]:
    """Places are in the database of the test run; what is called stands in memory, so that is forgotten."""
    RateCardVersion.objects.get_or_create(id=1, defaults={"changed_at": now()})
    load(Path(settings.BASE_DIR) / "fixtures" / "carriers")
    card.forget()
    keys._kept.clear()
    yield
    card.forget()


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[Fake]:
    with running(tmp_path) as there:
        yield there


def test_accounts_are_opened_once_and_follow_the_server_to_another_port(tmp_path: Path) -> None:
    state = tmp_path / "deep" / "state.sqlite3"
    for url in ("http://127.0.0.1:8002", "http://127.0.0.1:8002", "http://127.0.0.1:9002"):
        assert list(called.open_accounts(url=url, state=state, at=now())) == list(called.CALLED)
    assert dict(CarrierAccount.objects.values_list("carrier__code", "base_url")) == {
        code: f"http://127.0.0.1:9002/{code}" for code in called.CALLED
    }
    assert AuditRecord.objects.filter(action="carrier_account.set").count() == 2 * len(called.CALLED)
    assert PlaceId.objects.filter(carrier__code="viettelpost").count() > 3_000
    hooks = Store(state).knob("hooks")
    for account in CarrierAccount.objects.select_related("carrier"):
        assert hooks[account.carrier.code].split("/")[3] == account.hook_secret


def test_an_account_with_a_real_carrier_is_left_alone(tmp_path: Path) -> None:
    state = tmp_path / "state.sqlite3"
    called.open_accounts(url="http://127.0.0.1:8002", state=state, at=now())
    CarrierAccount.objects.filter(carrier__code="ghn").update(base_url="https://dev-api.example")
    assert "ghn" not in called.open_accounts(url="http://127.0.0.1:9002", state=state, at=now())
    assert CarrierAccount.objects.get(carrier__code="ghn").base_url == "https://dev-api.example"
    assert "ghn" not in Store(state).knob("hooks")


def test_what_waits_is_ordered_but_for_the_work_of_the_first_household(tmp_path: Path) -> None:
    book("order:a#1", service_code=SERVICES["ghn"])
    book(
        "order:b#1",
        service_code=SERVICES["ghn"],
        sender=replace(FARMER, telephone=telephone(FIRST_HOUSEHOLD)),
    )
    book("order:c#1", service_code=SERVICES["ghn"], released=False)
    book("order:d#1", service_code="vnpost:fast")
    called.open_accounts(url="http://127.0.0.1:8002", state=tmp_path / "state.sqlite3", at=now())
    wanted = CarrierBooking.objects.values_list("reference", flat=True)
    assert list(wanted) == [Parcel.objects.get(shipment__reference="order:a#1").tracking_code]


@pytest.mark.parametrize("code", called.CALLED)
def test_a_parcel_is_booked_over_http_and_travels_to_the_door_by_itself(
    code: str, tmp_path: Path, live_server: LiveServer
) -> None:
    state = tmp_path / "state.sqlite3"
    server = FakeCarrier(port=0, state=state)
    server.turn("shop", live_server.url)
    server.turn("story_seconds", 0.05)
    called.open_accounts(url=server.url, state=state, at=now())
    book("order:a#1", service_code=SERVICES[code], at=now(), ready_on=now().date())
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        assert call_carrier(carrier_code=code, at=now(), clock=now) == 1
        assert wait_until(_arrived, seconds=30, pause=0.2), Parcel.objects.get().state
    finally:
        server.stop()
        thread.join(timeout=5)
    assert CarrierBooking.objects.get().waybill
    assert Shipment.objects.get().attempts == 0


def _arrived() -> bool:
    """Messages are read by who hears of them."""
    run_inside(at=now())
    return Parcel.objects.get().state == ParcelState.DELIVERED
