import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from kernel.clock import now
from kernel.outbox import announce
from kernel.outbox.models import Delivery, EventRecord
from tests.kernel.outbox.parcels import ParcelSent, listening

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting_row():
    with listening():
        announce(ParcelSent(aggregate_key="p1", version=1))
    return Delivery.objects.get()


def test_status_is_printed_for_people_and_for_programs(waiting_row, capsys):
    call_command("outbox", "status")
    assert "due             1" in capsys.readouterr().out
    call_command("outbox", "status", "--json")
    assert json.loads(capsys.readouterr().out)["due"] == 1


def test_status_fails_when_somebody_should_look(waiting_row):
    Delivery.objects.update(due_at=now() - timedelta(minutes=5))
    call_command("outbox", "status", "--fail-above", "600")
    with pytest.raises(CommandError, match="300 s"):
        call_command("outbox", "status", "--fail-above", "60")


def test_failed_rows_are_listed_with_their_error(waiting_row, capsys):
    Delivery.objects.update(attempts=3, error="the telephone was dead")
    call_command("outbox", "failed")
    assert "attempt 3" in (printed := capsys.readouterr().out)
    assert "the telephone was dead" in printed


def test_dead_rows_are_replayed_at_once(waiting_row, capsys):
    Delivery.objects.update(attempts=16, dead_at=now(), due_at=None)
    call_command("outbox", "replay", "--dead")
    row = Delivery.objects.get()
    assert (row.attempts, row.dead_at) == (0, None)
    assert row.due_at is not None


def test_a_row_is_skipped_with_a_reason(waiting_row):
    call_command("outbox", "skip", str(waiting_row.pk), "--reason", "a test")
    assert Delivery.objects.count() == 0


def test_old_events_are_pruned(capsys):
    announce(ParcelSent(aggregate_key="p1", version=1))
    EventRecord.objects.update(announced_at=now() - timedelta(days=40))
    call_command("outbox", "prune", "--older-than", "30")
    assert capsys.readouterr().out == "1 deleted\n"


def test_the_relay_drains_once(waiting_row, capsys):
    call_command("relay", "--once")
    assert capsys.readouterr().out == "0 handled\n"
