"""Bookings at carriers: the intent first, then the call; whatever gets lost in between, never twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from kernel.audit.models import AuditRecord
from kernel.clock import now
from kernel.outbox.models import EventRecord
from logistics.carriers import calling, keys
from logistics.carriers.enums import BookingState
from logistics.carriers.models import CarrierAccount, CarrierBooking, CarrierLabel
from logistics.carriers.operations import (
    book_again,
    call_carrier,
    outcome,
    perform,
    prune_old,
    set_account,
    want_bookings,
    withdraw_bookings,
)
from logistics.carriers.operations import calls as calls_module
from logistics.carriers.protocol import Receipt
from logistics.carriers.refusals import AccountIncomplete, NothingInDoubt, UnknownCarrier
from tests.factories.called import order_for
from tests.logistics.carriers.test_adapters import CREATE
from tests.support.carrier import CALLED, Fake, open_accounts, running

pytestmark = pytest.mark.django_db
REFERENCE = "NNV483920175628"
ASKABLE = ("vnpost", "ghn", "ghtk")
SILENT = ("ems", "viettelpost")
LATER = timedelta(minutes=20)


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    monkeypatch.setattr(calling, "PAUSES", (0.01, 0.02))
    keys._kept.clear()
    with running(tmp_path) as there:
        open_accounts(there)
        yield there


def want(carrier: str, reference: str = REFERENCE, **changes: Any) -> None:
    with transaction.atomic():
        want_bookings(carrier_code=carrier, orders=[order_for(carrier, reference, **changes)], at=now())


def call(carrier: str, after: timedelta = timedelta()) -> int:
    """One round of a worker, so much later."""
    at = now() + after
    return call_carrier(carrier_code=carrier, at=at, clock=lambda: at)


def the_booking() -> CarrierBooking:
    return CarrierBooking.objects.get()


def said() -> list[str]:
    events = EventRecord.objects.filter(aggregate="carrier_booking").order_by("version")
    return [event.data.get("kind", event.name) for event in events]


@pytest.mark.parametrize("carrier", CALLED)
def test_what_is_wanted_is_booked_once_and_its_address_forgotten(fake: Fake, carrier: str) -> None:
    want(carrier)
    assert fake.orders() == []
    call(carrier)
    call(carrier, LATER)
    booking = the_booking()
    [order] = fake.orders(carrier)
    assert (booking.state, booking.waybill, booking.order) == ("booked", order["waybill"], "")
    assert said() == ["CarrierBooked"]


@pytest.mark.parametrize("carrier", ASKABLE)
@pytest.mark.parametrize("knob", ["fail", "garble", "lose"])
def test_after_a_lost_answer_the_booking_is_found_or_made_and_there_is_one(
    fake: Fake, carrier: str, knob: str
) -> None:
    want(carrier)
    fake.turn(**{knob: [{"path": CREATE[carrier], "times": 1}]})
    call(carrier)
    assert the_booking().state == "asked"
    call(carrier, LATER)
    [order] = fake.orders(carrier)
    assert (the_booking().state, the_booking().waybill) == ("booked", order["waybill"])


@pytest.mark.parametrize("carrier", ASKABLE)
def test_a_worker_that_died_with_the_answer_in_its_hand_books_nothing_twice(
    fake: Fake, carrier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    want(carrier)

    def die(*_args: Any, **_options: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(calls_module.outcome, "booked", die)
        with pytest.raises(SystemExit):
            call(carrier)
    assert len(fake.orders(carrier)) == 1
    assert the_booking().state == "asked"
    assert call(carrier) == 0  # its lease still runs
    call(carrier, LATER)
    [order] = fake.orders(carrier)
    assert the_booking().waybill == order["waybill"]


@pytest.mark.parametrize("carrier", SILENT)
def test_a_carrier_that_cannot_be_asked_is_not_asked_again_and_staff_hear_of_it(
    fake: Fake, carrier: str
) -> None:
    want(carrier)
    fake.turn(lose=[{"path": CREATE[carrier], "times": 1}])
    call(carrier)
    call(carrier, timedelta(minutes=1))
    assert len(fake.orders(carrier)) == 1
    call(carrier, LATER)
    booking = the_booking()
    assert (booking.state, booking.due_at, len(fake.orders(carrier))) == ("asked", None, 1)
    assert said() == ["carrier_in_doubt"]


@pytest.mark.parametrize("carrier", SILENT)
def test_where_the_carrier_promised_to_give_the_same_order_back_it_is_asked_again(
    fake: Fake, carrier: str
) -> None:
    CarrierAccount.objects.update(repeats_safely=True)
    fake.turn(same_again=True, lose=[{"path": CREATE[carrier], "times": 1}])
    want(carrier)
    call(carrier)
    call(carrier, LATER)
    [order] = fake.orders(carrier)
    assert (the_booking().state, the_booking().waybill) == ("booked", order["waybill"])


@pytest.mark.parametrize("carrier", SILENT)
def test_staff_may_order_again_what_the_carrier_does_not_have(fake: Fake, carrier: str) -> None:
    want(carrier)
    fake.turn(fail=[{"path": CREATE[carrier], "times": 1}])
    call(carrier)
    call(carrier, LATER)
    book_again(reference=REFERENCE, actor="account:staff", at=now())
    call(carrier, LATER)
    assert (the_booking().state, len(fake.orders(carrier))) == ("booked", 1)
    assert AuditRecord.objects.get(action="carrier_booking.again").actor == "account:staff"
    with pytest.raises(NothingInDoubt):
        book_again(reference=REFERENCE, actor="account:staff", at=now())
    with pytest.raises(NothingInDoubt):
        book_again(reference="none", actor="account:staff", at=now())


@pytest.mark.parametrize("carrier", CALLED)
def test_a_carrier_that_is_away_is_asked_until_it_is_back(
    fake: Fake, carrier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"{fake.url}/{carrier}"
    CarrierAccount.objects.update(base_url="http://127.0.0.1:9")
    want(carrier)
    for hour in range(9):
        call(carrier, timedelta(hours=hour))
        assert the_booking().state == "wanted"
    assert said() == ["carrier_no_answer"]
    CarrierAccount.objects.update(base_url=address)
    call(carrier, timedelta(days=1))
    assert (the_booking().state, len(fake.orders(carrier))) == ("booked", 1)


def test_each_try_waits_twice_as_long_and_ten_minutes_at_most(fake: Fake) -> None:
    CarrierAccount.objects.update(base_url="http://127.0.0.1:9")
    want("ghn")
    waits = []
    for hour in range(12):
        at = now() + timedelta(hours=hour)
        call_carrier(carrier_code="ghn", at=at, clock=lambda at=at: at)  # type: ignore[misc]
        due = the_booking().due_at
        assert due is not None
        waits.append(round((due - at).total_seconds()))
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600]


@pytest.mark.parametrize("carrier", CALLED)
def test_a_refusal_ends_it_and_alarms(fake: Fake, carrier: str) -> None:
    want(carrier, gross_g=60_000 if carrier in ("ghn", "ghtk") else 0)
    call(carrier)
    call(carrier, LATER)
    booking = the_booking()
    assert (booking.state, booking.due_at, fake.orders()) == ("refused", None, [])
    assert said() == ["carrier_refused"]


def test_a_wrong_key_alarms_at_once_and_is_tried_again(fake: Fake) -> None:
    CarrierAccount.objects.filter(carrier__code="ghn").update(secrets='{"token": "x", "shop_id": "885"}')
    want("ghn")
    call("ghn")
    assert (the_booking().state, said()) == ("wanted", ["carrier_key_refused"])


def test_a_missing_secret_is_a_wrong_key(fake: Fake) -> None:
    CarrierAccount.objects.filter(carrier__code="ghn").update(secrets="")
    want("ghn")
    call("ghn")
    assert the_booking().error.startswith("SECRET_MISSING: token")


def test_what_nobody_wants_any_more_is_never_asked_for(fake: Fake) -> None:
    want("ghn")
    withdraw_bookings(references=[REFERENCE], at=now())
    withdraw_bookings(references=[REFERENCE, "none"], at=now())
    call("ghn", LATER)
    assert (the_booking().state, the_booking().order, fake.orders()) == ("cancelled", "", [])


@pytest.mark.parametrize("carrier", CALLED)
def test_what_is_booked_and_withdrawn_is_cancelled_at_the_carrier(fake: Fake, carrier: str) -> None:
    want(carrier)
    call(carrier)
    withdraw_bookings(references=[REFERENCE], at=now())
    call(carrier)
    [order] = fake.orders(carrier)
    assert the_booking().state == "cancelled"
    assert order["history"][-1]["status"] in ("22", "23000", "107", "cancel", "-1")


@pytest.mark.parametrize("carrier", ASKABLE)
@pytest.mark.parametrize("came_through", [True, False])
def test_what_was_withdrawn_while_the_answer_was_out_is_not_left_at_the_carrier(
    fake: Fake, carrier: str, came_through: bool
) -> None:
    want(carrier)
    fake.turn(**{"lose" if came_through else "fail": [{"path": CREATE[carrier], "times": 1}]})
    call(carrier)
    withdraw_bookings(references=[REFERENCE], at=now())
    call(carrier, LATER)
    call(carrier, LATER)
    alive = [order for order in fake.orders(carrier) if order["status"] not in ("22", "cancel", "-1")]
    assert (the_booking().state, alive) == ("cancelled", [])


def test_a_cancellation_that_comes_too_late_is_for_staff(fake: Fake) -> None:
    want("ghn")
    call("ghn")
    fake.move("ghn", the_booking().waybill, "picked")
    withdraw_bookings(references=[REFERENCE], at=now())
    call("ghn")
    call("ghn", LATER)
    assert the_booking().state == "booked"
    assert said() == ["CarrierBooked", "carrier_not_cancelled"]


def test_the_carriers_label_is_kept(fake: Fake) -> None:
    want("ghn")
    call("ghn")
    call("ghn", LATER)
    assert bytes(CarrierLabel.objects.get().pdf).startswith(b"%PDF")
    assert the_booking().due_at is None
    prune_old(at=now() + timedelta(days=31))
    assert CarrierLabel.objects.count() == 0


def test_without_a_label_of_theirs_ours_is_good_enough(fake: Fake) -> None:
    want("ghn")
    fake.turn(fail=[{"path": "gen-token", "times": 1, "status": 404}])
    call("ghn")
    call("ghn", LATER)
    assert (CarrierLabel.objects.count(), the_booking().due_at, said()) == (0, None, ["CarrierBooked"])


def test_a_second_waybill_for_one_parcel_is_never_swallowed(fake: Fake) -> None:
    want("ghn")
    call("ghn")
    outcome.booked(the_booking().pk, Receipt(waybill="L-OTHER"), has_labels=False, at=now())
    assert the_booking().waybill != "L-OTHER"
    assert said() == ["CarrierBooked", "carrier_two_waybills"]


def test_a_late_answer_counts_after_the_row_was_given_up(fake: Fake) -> None:
    want("ghn")
    with transaction.atomic():
        row = the_booking()
        row.state = BookingState.REFUSED.value
        row.save()
    outcome.booked(row.pk, Receipt(waybill="L-LATE"), has_labels=False, at=now())
    assert (the_booking().state, the_booking().waybill) == ("booked", "L-LATE")


def test_a_late_failure_of_a_worker_that_was_given_up_changes_nothing(fake: Fake) -> None:
    want("ghn")
    claimed = the_booking()
    call("ghn")
    assert outcome.postpone(claimed, "late", state="wanted", at=now()) is None
    assert the_booking().state == "booked"


def test_the_post_goes_on_with_one_draft_when_two_workers_have_made_one(fake: Fake) -> None:
    want("vnpost")
    claimed = the_booking()
    claimed.attempts = 7  # long ago
    with pytest.raises(calls_module.Unsure, match="OVERTAKEN"):
        calls_module._keep_draft(claimed, "BD-LATE")
    assert the_booking().draft == ""


def test_without_an_account_nobody_is_called(fake: Fake) -> None:
    CarrierAccount.objects.update(active=False)
    want("ghn")
    assert call("ghn") == 0
    assert the_booking().state == "wanted"


def test_the_account_of_the_other_environment_is_not_used(fake: Fake, settings: Any) -> None:
    settings.CARRIER_ENVIRONMENT = "production"
    want("ghn")
    assert (call("ghn"), fake.orders()) == (0, [])


def test_wanting_twice_is_wanting_once(fake: Fake) -> None:
    want("ghn")
    call("ghn")
    want("ghn", gross_g=1)
    assert (the_booking().state, len(fake.orders("ghn"))) == ("booked", 1)


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_book_each_of_twelve_once(fake: Fake) -> None:
    for number in range(12):
        want("ghn", f"NN-{number}")

    def work(_worker: int) -> int:
        try:
            return call("ghn")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as workers:
        list(workers.map(work, range(8)))
    references = sorted(order["reference"] for order in fake.orders("ghn"))
    assert references == sorted(f"NN-{number}" for number in range(12))
    assert set(CarrierBooking.objects.values_list("state", flat=True)) == {"booked"}


@pytest.mark.parametrize("count", [1, 3])
def test_a_call_takes_the_same_statements_whatever_waits(
    fake: Fake, count: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for number in range(count):
        want("ghn", f"NN-{number}")
    first = CarrierBooking.objects.order_by("pk")[0]
    account = CarrierAccount.objects.select_related("carrier").get(carrier__code="ghn")
    # the claim: savepoint, row, update; the places; the outcome: savepoint, lock, row, event, its delivery
    with django_assert_num_queries(10):
        perform(booking_id=first.pk, account=account, at=now())


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"secrets": {"token": "x"}}, "shop_id"),
        ({"base_url": "http://online-gateway.ghn.vn", "environment": "production"}, "http://"),
        ({"base_url": "ghn"}, "ghn"),
        ({"networks": ["300.1.1.1"]}, "300.1.1.1"),
    ],
)
def test_an_account_that_cannot_work_is_refused(changes: dict[str, Any], wrong: str) -> None:
    from tests.factories.carriers import CarrierFactory

    CarrierFactory(code="ghn")
    given: dict[str, Any] = {
        "carrier_code": "ghn",
        "environment": "sandbox",
        "base_url": "https://dev-online-gateway.ghn.vn",
        "secrets": {"token": "t", "shop_id": "1"},
        "actor": "system:test",
        "at": now(),
    }
    with pytest.raises(AccountIncomplete) as refusal:
        set_account(**(given | changes))
    assert wrong in refusal.value.text


def test_a_carrier_that_we_cannot_call_has_no_account() -> None:
    with pytest.raises(UnknownCarrier):
        set_account(
            carrier_code="jnt", environment="sandbox", base_url="https://x", secrets={}, actor="system:test",
            at=now(),
        )  # fmt: skip


def test_secrets_are_encrypted_kept_when_not_given_and_not_in_the_audit(fake: Fake) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secrets, hook_secret FROM carriers_carrieraccount")
        stored = " ".join(text for row in cursor.fetchall() for text in row)
    assert "demo-token" not in stored
    account = set_account(
        carrier_code="ghn", environment="sandbox", base_url=f"{fake.url}/ghn", secrets={"token": ""},
        networks=["10.0.0.0/8"], actor="system:test", at=now(),
    )  # fmt: skip
    account.refresh_from_db()
    assert ("demo-token" in account.secrets, account.hook_networks) == (True, ["10.0.0.0/8"])
    assert "demo-token" not in str(list(AuditRecord.objects.values_list("data", flat=True)))
