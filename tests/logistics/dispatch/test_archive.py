"""Months of the log in files: out and back whole, whatever comes late, whoever is killed on the way."""

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.audit.models import AuditRecord
from kernel.database import fetch
from kernel.outbox.models import EventRecord
from logistics.dispatch.enums import DiscrepancyKind
from logistics.dispatch.models import ArchivedMonth, Discrepancy, KeptBatch, Shipment, TrackingEvent
from logistics.dispatch.operations import cancel_shipments, derive_kept, month_file, record_events
from logistics.dispatch.operations.archive import archive_month, restore_month
from logistics.dispatch.operations.partitions import make_partitions, partition_name
from logistics.dispatch.refusals import ArchiveBusy, ArchiveDamaged, MonthNotThere, MonthStillNeeded
from tests.factories.dispatch import NOW, ShipmentFactory, code_of, event, tell
from tests.support.forks import Forks, forks

pytestmark = pytest.mark.django_db
JUNE = datetime(2026, 6, 1, tzinfo=UTC)
LATER = datetime(2026, 11, 20, tzinfo=UTC)
TO_JULY = 24 * 22  # hours from the booking into July


@pytest.fixture(autouse=True)
def june() -> None:
    make_partitions(at=NOW)


def delivered(**changes: object) -> Shipment:
    shipment = ShipmentFactory(**changes)
    tell(event(code_of(shipment), "picked_up"), event(code_of(shipment), "delivered", 30))
    return shipment


def put_away(folder: Path, month: datetime = JUNE) -> int:
    return archive_month(month=month, folder=folder, actor="system:test", at=LATER).rows


def bring_back(month: datetime = JUNE) -> int:
    return restore_month(month=month, actor="system:test", at=LATER)


def log() -> list[tuple[object, ...]]:
    return list(TrackingEvent.objects.order_by("occurred_at", "carrier_code", "dedupe_key").values_list())


@contextmanager
def second_connection(sql: str) -> Iterator[None]:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(sql)
        yield
    finally:
        other.close()


def states(shipment: Shipment) -> tuple[str, str, str]:
    shipment.refresh_from_db()
    parcel = shipment.parcels.get()
    return shipment.state, shipment.announced, parcel.state


def test_a_month_goes_into_a_file_and_comes_back_as_it_was(tmp_path: Path) -> None:
    delivered()
    tell(event("NNV000000000000", "picked_up", 3, note="hai\ndòng\tvà \\ gạch"))
    before = log()
    assert put_away(tmp_path) == 3
    assert log() == []
    kept = ArchivedMonth.objects.get()
    assert (kept.starts_at, kept.rows, Path(kept.path).parent) == (JUNE, 3, tmp_path)
    assert bring_back() == 3
    assert log() == before
    assert not ArchivedMonth.objects.exists()
    told = (
        AuditRecord.objects.filter(subject="events:2026-06").order_by("id").values_list("action", flat=True)
    )
    assert list(told) == ["events.archived", "events.restored"]


def test_putting_away_twice_and_bringing_back_twice_change_nothing(tmp_path: Path) -> None:
    delivered()
    first = archive_month(month=JUNE, folder=tmp_path, actor="system:test", at=LATER)
    again = archive_month(month=JUNE + timedelta(days=9), folder=tmp_path, actor="system:test", at=LATER)
    assert (first.is_new, again.is_new, again.sha256) == (True, False, first.sha256)
    bring_back()
    with pytest.raises(MonthNotThere):
        bring_back()
    assert put_away(tmp_path) == 2


def test_the_same_rows_make_the_same_file(tmp_path: Path) -> None:
    delivered()
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        put_away(folder)
        bring_back()
    assert (one / "dispatch_trackingevent_2026_06.copy.gz").read_bytes() == (
        two / "dispatch_trackingevent_2026_06.copy.gz"
    ).read_bytes()


def test_a_month_whose_shipments_have_not_all_ended_stays(tmp_path: Path) -> None:
    delivered()
    live = ShipmentFactory(reference="order:live#1")
    tell(event(code_of(live), "picked_up"))
    with pytest.raises(MonthStillNeeded) as refused:
        put_away(tmp_path)
    assert "order:live#1" in refused.value.text
    tell(event(code_of(live), "lost", 40))
    assert put_away(tmp_path) == 4


def test_a_month_whose_cash_is_not_told_yet_stays(tmp_path: Path) -> None:
    shipment = delivered(cod_dong=350_000)
    with pytest.raises(MonthStillNeeded):
        put_away(tmp_path)
    tell(event(code_of(shipment), "cod_collected", 30, amount_dong=350_000))
    assert put_away(tmp_path) == 3


def test_a_month_with_a_cancelled_shipment_goes_and_one_with_a_held_shipment_stays(tmp_path: Path) -> None:
    gone = ShipmentFactory()
    cancel_shipments(references=[gone.reference], at=NOW)
    tell(event(code_of(gone), "picked_up"))
    assert put_away(tmp_path) == 1
    bring_back()
    held = ShipmentFactory(released=False)
    tell(event(code_of(held), "picked_up"))
    with pytest.raises(MonthStillNeeded):
        put_away(tmp_path)


def test_events_that_wait_for_deriving_keep_the_month(tmp_path: Path) -> None:
    shipment = delivered()
    record_events(
        carrier_code="vnpost", events=[event(code_of(shipment), "in_transit", 2)], apply=False, at=LATER
    )
    with pytest.raises(MonthStillNeeded):
        put_away(tmp_path)
    derive_kept(at=LATER)
    assert put_away(tmp_path) == 3


@pytest.mark.parametrize("month", [datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)])
def test_a_month_that_is_not_over_stays(tmp_path: Path, month: datetime) -> None:
    make_partitions(at=LATER)
    with pytest.raises(MonthStillNeeded):
        put_away(tmp_path, month)


def test_a_month_without_a_partition_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MonthNotThere):
        put_away(tmp_path, datetime(2019, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("apply", [True, False])
@pytest.mark.parametrize("code", ["in_transit", "pickup_failed", "returned"])
@pytest.mark.parametrize("hours", [5, TO_JULY])
def test_a_late_event_derives_no_state_from_what_is_left(
    tmp_path: Path, apply: bool, code: str, hours: int
) -> None:
    shipment = delivered()
    put_away(tmp_path)
    before, told = states(shipment), EventRecord.objects.count()
    [result] = record_events(
        carrier_code="vnpost", events=[event(code_of(shipment), code, hours)], apply=apply, at=LATER
    )
    derive_kept(at=LATER)
    assert (result.status, result.code) == ("kept", "PARCEL_ARCHIVED")
    assert states(shipment) == before == ("delivered", "delivered", "delivered")
    assert EventRecord.objects.count() == told
    assert TrackingEvent.objects.get().code == code
    doubt = Discrepancy.objects.get(kind=DiscrepancyKind.AFTER_ARCHIVE)
    assert (doubt.subject, doubt.shipment) == (shipment.reference, shipment)


def test_what_came_late_counts_when_the_month_is_back(tmp_path: Path) -> None:
    found_again = ShipmentFactory()
    tell(event(code_of(found_again), "picked_up"), event(code_of(found_again), "lost", 30))
    put_away(tmp_path)
    tell(event(code_of(found_again), "delivered", TO_JULY), at=LATER)
    tell(event(code_of(found_again), "in_transit", 2), at=LATER)
    assert states(found_again)[2] == "lost"
    bring_back()
    assert derive_kept(at=LATER) == 1
    assert states(found_again) == ("delivered", "lost", "delivered")  # and the contradiction is for staff
    open_now = Discrepancy.objects.filter(resolved_at=None).values_list("kind", flat=True)
    assert list(open_now) == [DiscrepancyKind.CONTRADICTING_END]
    assert KeptBatch.objects.count() == 0


def test_a_parcel_over_two_months_waits_for_both(tmp_path: Path) -> None:
    shipment = ShipmentFactory()
    make_partitions(at=NOW + timedelta(days=60))
    tell(event(code_of(shipment), "picked_up"), event(code_of(shipment), "lost", TO_JULY), at=LATER)
    july = datetime(2026, 7, 1, tzinfo=UTC)
    put_away(tmp_path)
    tell(event(code_of(shipment), "delivered", TO_JULY + 5), at=LATER)
    put_away(tmp_path, july)
    bring_back()
    derive_kept(at=LATER)
    assert states(shipment)[2] == "lost"
    bring_back(july)
    derive_kept(at=LATER)
    assert states(shipment)[2] == "delivered"


def test_an_event_that_is_sent_again_after_its_month_was_put_away_is_not_doubled(tmp_path: Path) -> None:
    shipment = delivered()
    before = log()
    put_away(tmp_path)
    tell(event(code_of(shipment), "picked_up"), at=LATER)
    bring_back()
    assert log() == before


def test_what_is_not_of_the_month_goes_on_as_ever(tmp_path: Path) -> None:
    """Nor does a wrong clock that points into the month stop anything."""
    delivered()
    fresh = ShipmentFactory(booked_at=LATER, cod_dong=350_000)
    hours = (LATER - NOW).total_seconds() / 3600
    put_away(tmp_path)
    code = code_of(fresh)
    tell(event(code, "picked_up", 1), event(code, "picked_up", hours + 1), at=LATER + timedelta(days=2))
    tell(event(code, "delivered", hours + 9), at=LATER + timedelta(days=2))
    tell(event(code, "cod_collected", hours + 9, amount_dong=350_000), at=LATER + timedelta(days=2))
    assert states(fresh)[0] == "delivered"
    assert fresh.collection.collected_dong == 350_000


def test_a_month_that_is_back_is_a_partition_like_the_others(tmp_path: Path) -> None:
    def shape() -> list[tuple[object, ...]]:
        name = partition_name(JUNE)
        indexes = "SELECT indexdef FROM pg_indexes WHERE tablename = %s ORDER BY indexdef"
        rules = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass ORDER BY 1"
        triggers = "SELECT tgname::text FROM pg_trigger WHERE tgrelid = %s::regclass ORDER BY 1"
        return [*fetch(indexes, [name]), *fetch(rules, [name]), *fetch(triggers, [name])]

    before = shape()
    assert len([line for line in before if "INDEX" in str(line)]) == 2
    put_away(tmp_path)
    bring_back()
    assert shape() == before


def test_no_partition_is_made_for_a_month_that_is_away(tmp_path: Path) -> None:
    delivered()
    put_away(tmp_path)
    assert partition_name(JUNE) not in make_partitions(at=NOW)


def test_a_damaged_or_missing_file_is_not_taken_for_the_month(tmp_path: Path) -> None:
    delivered()
    put_away(tmp_path)
    path = Path(ArchivedMonth.objects.get().path)
    whole = path.read_bytes()
    for damaged in (whole[:-9], whole[:40] + b"x" + whole[41:], b"", whole + whole):
        path.write_bytes(damaged)
        with pytest.raises(ArchiveDamaged):
            bring_back()
    path.rename(tmp_path / "elsewhere.gz")
    with pytest.raises(ArchiveDamaged):
        bring_back()
    (tmp_path / "moved").mkdir()
    (tmp_path / "moved" / path.name).write_bytes(whole)
    assert restore_month(month=JUNE, folder=tmp_path / "moved", actor="system:test", at=LATER) == 2


def test_a_folder_that_cannot_be_written_loses_nothing(tmp_path: Path) -> None:
    delivered()
    with pytest.raises(ArchiveDamaged):
        put_away(tmp_path / "nowhere")
    assert TrackingEvent.objects.count() == 2


def test_an_event_that_comes_while_the_file_is_written_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipment = delivered()
    plain = month_file._sync

    def late(folder: Path) -> None:
        plain(folder)
        tell(event(code_of(shipment), "in_transit", 3), at=LATER)

    monkeypatch.setattr(month_file, "_sync", late)
    with pytest.raises(MonthStillNeeded):
        put_away(tmp_path)
    monkeypatch.undo()
    assert put_away(tmp_path) == 3


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(note=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60))
def test_any_note_comes_back_letter_by_letter(tmp_path: Path, note: str) -> None:
    with transaction.atomic():
        tell(event("NNV000000000000", "picked_up", 3, note=note, dedupe_key="note"))
        put_away(tmp_path)
        bring_back()
        assert TrackingEvent.objects.get(dedupe_key="note").note == note
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    delivered()
    out = StringIO()
    month = ("--month", "2026-06")
    call_command("events", "archive", *month, "--to", str(tmp_path), stdout=out)
    call_command("events", "archive", *month, "--to", str(tmp_path), stdout=out)
    call_command("events", "list", stdout=out)
    call_command("events", "restore", *month, stdout=out)
    words = [line.split(":")[0].split(" events")[0] for line in out.getvalue().splitlines()]
    assert words == ["2026-06 put away", "2026-06 was away already", "2026-06 2", "2026-06 is back"]
    for wrong in (("archive", *month, "--to", str(tmp_path / "no")), ("restore", *month)):
        with pytest.raises(CommandError):
            call_command("events", *wrong)


@pytest.mark.django_db(transaction=True)
def test_only_one_puts_away_at_a_time(tmp_path: Path) -> None:
    delivered()
    taken = "SELECT pg_advisory_lock(hashtextextended('dispatch.archive', 0))"
    with second_connection(taken), pytest.raises(ArchiveBusy):
        put_away(tmp_path)
    assert put_away(tmp_path) == 2
    bring_back()


@pytest.mark.django_db(transaction=True)
def test_a_log_that_is_never_still_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    delivered()
    monkeypatch.setattr("logistics.dispatch.operations.archive._TRIES", 2)
    reads = "BEGIN; SELECT count(*) FROM dispatch_trackingevent"
    with second_connection(reads), pytest.raises(ArchiveBusy):
        put_away(tmp_path)
    assert TrackingEvent.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_events_come_in_as_ever_while_months_go_and_come_back(tmp_path: Path) -> None:
    """Of the month itself and of others; nobody is refused, nothing is lost, no state jumps."""
    done, fresh, stopped = delivered(), ShipmentFactory(booked_at=LATER), Event()
    hours, day_later = (LATER - NOW).total_seconds() / 3600, LATER + timedelta(days=1)

    def report(code: str, first: float, pause: float) -> int:
        number = 0
        try:
            while not stopped.wait(pause):
                told = [event(code, "in_transit", first + number / 1000)]
                record_events(carrier_code="vnpost", events=told, apply=bool(number % 3), at=day_later)
                derive_kept(at=day_later)
                number += 1
        finally:
            stopped.set()
            connection.close()
        return number

    rounds = 0
    with ThreadPoolExecutor(2) as pool:
        busy = [pool.submit(report, code_of(done), 2, 0.5), pool.submit(report, code_of(fresh), hours, 0.01)]
        try:
            while rounds < 2 and not stopped.is_set():
                with suppress(MonthStillNeeded, ArchiveBusy):
                    put_away(tmp_path)
                    assert states(done)[2] == "delivered"
                    bring_back()
                    rounds += 1
        finally:
            stopped.set()
        kept = sum(one.result() for one in busy)
    while derive_kept(at=day_later):
        pass
    assert (rounds, TrackingEvent.objects.count()) == (2, 2 + kept)
    assert (states(done)[2], states(fresh)[2]) == ("delivered", "in_transit")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["archive", "restore"])
def test_killed_at_any_line_nothing_is_lost_and_nothing_doubled(tmp_path: Path, verb: str) -> None:
    for _n in range(3):
        delivered()
    before = log()
    with forks(str(connection.settings_dict["NAME"])) as processes:
        for line in range(1_000):
            if verb == "restore" and not ArchivedMonth.objects.exists():
                put_away(tmp_path)
            survived = runs_until(processes, line, verb, tmp_path)
            away = ArchivedMonth.objects.first()
            assert log() == ([] if away else before), line
            assert not away or month_file.read_month(Path(away.path)).sha256 == away.sha256
            if survived:
                break
            if away and verb == "archive":
                bring_back()
                assert log() == before, line
    assert line > 30  # it was killed often, and came through in the end
    assert ArchivedMonth.objects.exists() == (verb == "archive")


def runs_until(forks: Forks, line: int, verb: str, folder: Path) -> bool:
    """A process of its own does it and is killed before so many lines of ours; whether it came through."""
    status = forks.wait(forks.start(f"{__name__}.run_and_die", line=line, verb=verb, folder=str(folder)))
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFEXITED(status)


def run_and_die(line: int, verb: str, folder: str) -> None:
    sys.settrace(Killer(line).follow)
    put_away(Path(folder)) if verb == "archive" else bring_back()


class Killer:
    """SIGKILL to itself before the so-manieth line of putting away or bringing back."""

    FILES = ("operations/archive.py", "operations/month_file.py", "operations/partitions.py")

    def __init__(self, line: int) -> None:
        self.left = line

    def follow(self, frame: Any, what: str, _arg: Any) -> Any:
        if not frame.f_code.co_filename.endswith(self.FILES):
            return None
        if what == "line":
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            self.left -= 1
        return self.follow
