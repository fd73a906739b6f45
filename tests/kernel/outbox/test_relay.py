from datetime import timedelta

import pytest

from kernel.audit.models import AuditRecord
from kernel.clock import now
from kernel.database import execute, fetch
from kernel.errors import NotFound
from kernel.outbox import announce
from kernel.outbox.models import Delivery, EventRecord, Handled
from kernel.outbox.operations import prune, replay, skip
from kernel.outbox.queries import status
from kernel.outbox.queue import LONGEST_WAIT, MOST_ATTEMPTS, claim, rest_blocked, wait_after
from kernel.outbox.registry import known_handlers
from kernel.outbox.relay import run_inside
from kernel.outbox.testing import run_relay
from tests.kernel.outbox.parcels import Diary, ParcelPacked, ParcelSent, listening

pytestmark = pytest.mark.django_db


def pack_and_send(key: str) -> None:
    announce(ParcelPacked(aggregate_key=key, version=1))
    announce(ParcelSent(aggregate_key=key, version=2))


def fail_until_dead(diary: Diary, key: str) -> None:
    diary.sick.add(key)
    at = now()
    for _attempt in range(MOST_ATTEMPTS):
        run_relay(at=at, strict=False)
        at += LONGEST_WAIT


@pytest.mark.parametrize("outside", [False, True])
def test_every_handler_gets_every_event_once_and_in_order(outside):
    with listening(outside=outside) as diary:
        pack_and_send("p1")
        assert run_relay() == 3
        assert run_relay() == 0
    assert sorted(diary.entries) == [("clerk", "p1", 1), ("clerk", "p1", 2), ("packer", "p1", 1)]
    assert [entry for entry in diary.entries if entry[0] == "clerk"] == [
        ("clerk", "p1", 1),
        ("clerk", "p1", 2),
    ]
    assert Delivery.objects.count() == 0
    assert Handled.objects.count() == 3


def test_the_order_is_that_of_the_versions_not_of_the_rows():
    with listening() as diary:
        announce(ParcelSent(aggregate_key="p1", version=7))
        announce(ParcelPacked(aggregate_key="p1", version=3))
        run_relay()
    assert [entry for entry in diary.entries if entry[0] == "clerk"] == [
        ("clerk", "p1", 3),
        ("clerk", "p1", 7),
    ]


@pytest.mark.parametrize("outside", [False, True])
def test_a_failure_holds_back_its_aggregate_for_its_handler_alone(outside):
    with listening(outside=outside) as diary:
        diary.sick.add("ill")
        pack_and_send("ill")
        pack_and_send("well")
        run_relay(strict=False)
        assert {key for _who, key, _version in diary.entries} == {"well"}
        assert Delivery.objects.filter(attempts=1).count() == 2
        assert run_relay(strict=False) == 0, "it waits before it tries again"

        diary.sick.clear()
        run_relay(at=now() + timedelta(seconds=2))
    ill = [entry for entry in diary.entries if entry[1] == "ill" and entry[0] == "clerk"]
    assert ill == [("clerk", "ill", 1), ("clerk", "ill", 2)]
    assert Handled.objects.filter(attempts=2).count() == 2


def test_what_a_failed_handler_wrote_is_undone_and_the_others_stay():
    with listening() as diary:
        diary.sick.add("ill")
        pack_and_send("ill")
        pack_and_send("well")
        run_relay(strict=False)
    assert Delivery.objects.filter(aggregate_key="well").count() == 0
    row = Delivery.objects.filter(aggregate_key="ill").order_by("id").first()
    assert row.error == "RuntimeError: ill makes me ill"


def test_waits_double_up_to_ten_minutes_and_end():
    assert [wait_after(attempts).total_seconds() for attempts in (1, 2, 3, 10, 11)] == [1, 2, 4, 512, 600]
    assert wait_after(MOST_ATTEMPTS) is None


def test_after_the_last_attempt_the_lane_waits_for_staff():
    with listening() as diary:
        pack_and_send("ill")
        fail_until_dead(diary, "ill")
        diary.sick.clear()
        assert run_relay(at=now() + timedelta(days=30)) == 0
    dead = Delivery.objects.exclude(dead_at=None).order_by("id").values_list("version", "attempts")
    assert list(dead) == [(1, MOST_ATTEMPTS), (1, MOST_ATTEMPTS)]
    now_so = status()
    assert (now_so.due, now_so.later, now_so.dead, now_so.held) == (0, 0, 2, 1)


def test_staff_replay_a_dead_row_and_what_waits_behind_it():
    with listening() as diary:
        pack_and_send("ill")
        fail_until_dead(diary, "ill")
        diary.sick.clear()
        for row in Delivery.objects.exclude(dead_at=None).order_by("id"):
            replay(delivery_id=row.pk, actor="account:ann", at=now())
        assert run_relay() == 3
    assert AuditRecord.objects.filter(action="outbox.replayed", actor="account:ann").count() == 2


def test_staff_skip_a_dead_row_and_the_next_goes_on():
    with listening() as diary:
        pack_and_send("ill")
        fail_until_dead(diary, "ill")
        diary.sick.clear()
        for row in Delivery.objects.exclude(dead_at=None).order_by("id"):
            skip(delivery_id=row.pk, actor="account:ann", reason="phoned them", at=now())
        assert run_relay() == 1
    assert diary.entries == [("clerk", "ill", 2)]
    records = AuditRecord.objects.filter(action="outbox.skipped").order_by("id")
    assert [record.data["reason"] for record in records] == ["phoned them", "phoned them"]
    assert EventRecord.objects.count() == 2, "the event itself stays in the log"


def test_a_row_announced_behind_a_dead_one_is_put_to_rest_and_goes_once_that_is_skipped():
    with listening() as diary:
        announce(ParcelSent(aggregate_key="ill", version=1))
        fail_until_dead(diary, "ill")
        diary.sick.clear()
        announce(ParcelSent(aggregate_key="ill", version=2))
        assert (run_relay(), status().due) == (0, 1)
        assert (rest_blocked(), status().due) == (1, 0)
        skip(delivery_id=Delivery.objects.get(version=1).pk, actor="account:ann", reason="", at=now())
        assert run_relay() == 1
    assert diary.entries == [("clerk", "ill", 2)]


def test_a_row_that_has_been_handled_cannot_be_replayed():
    with pytest.raises(NotFound):
        replay(delivery_id=1, actor="account:ann", at=now())


def test_rows_of_an_unknown_handler_are_left_for_code_that_knows_it():
    with listening():
        pack_and_send("p1")
    assert run_relay() == 0
    assert (status().due, status().unknown) == (3, 3)


def test_what_a_handler_announces_is_handled_too():
    with listening() as diary:
        pack_and_send("p1")
        run_relay()
        pack_and_send("p2")
        run_relay()
    assert {key for _who, key, _version in diary.entries} == {"p1", "p2"}


def test_a_long_lane_is_worked_off_in_portions():
    with listening() as diary:
        announce(*(ParcelSent(aggregate_key="p1", version=version) for version in range(1, 36)))
        assert run_relay() == 35
    assert [version for _who, _key, version in diary.entries] == list(range(1, 36))


@pytest.mark.parametrize(("events", "statements"), [(1, 8), (3, 12)])
def test_a_batch_takes_six_statements_and_two_a_handler(events, statements, django_assert_num_queries):
    """Begin, lock timeout, claim, read, finish, commit; and a savepoint around each handler."""
    with listening():
        announce(*(ParcelSent(aggregate_key=f"p{number}", version=1) for number in range(events)))
        with django_assert_num_queries(statements):
            assert run_inside().handled == events


def test_old_handled_events_are_pruned_and_waiting_ones_kept():
    with listening() as diary:
        pack_and_send("well")
        diary.sick.add("ill")
        pack_and_send("ill")
        run_relay(strict=False)
    assert prune(older_than=now() - timedelta(days=1)) == 0
    assert prune(older_than=now() + timedelta(days=1)) == 2
    assert set(EventRecord.objects.values_list("aggregate_key", flat=True)) == {"ill"}
    assert Handled.objects.count() == 0


def test_claiming_a_backlog_reads_it_once_even_where_the_plan_was_made_for_an_empty_queue():
    handlers = [name for name, handler in known_handlers().items() if not handler.outside]
    execute(
        "UPDATE pg_class SET relpages = 1, reltuples = 0 WHERE relname = 'outbox_delivery'"
    )  # once vacuumed
    for _ in range(7):  # after five times PostgreSQL keeps the plan
        claim(handlers, most=50, for_session=False, at=None)
    execute(
        "INSERT INTO outbox_delivery (event_id, handler, aggregate, aggregate_key, version, due_at) SELECT"
        " n, %s, 'parcel', 'parcel-' || n, 1, now() - interval '1 hour' FROM generate_series(1, 1000) n",
        [handlers[0]],
    )
    before = _rows_fetched()
    assert len(claim(handlers, most=50, for_session=False, at=None)) == 50
    assert _rows_fetched() - before < 5 * 200  # four times fifty heads are looked at, each with its lane


def _rows_fetched() -> int:
    """By index, from the queue, by this transaction."""
    what = "SELECT idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'outbox_delivery'"
    return int(fetch(what)[0][0])
