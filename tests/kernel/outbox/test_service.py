"""Relays as threads and as processes, side by side and killed."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from kernel.audit.models import AuditRecord
from kernel.database import execute
from kernel.outbox import announce
from kernel.outbox.models import Handled
from kernel.outbox.queries import backlog
from kernel.outbox.registry import forget, handles
from kernel.outbox.relay import run_inside, run_outside
from kernel.outbox.service import Service, drain
from tests.kernel.outbox.counting import count_inside, count_outside
from tests.kernel.outbox.parcels import ParcelPacked, ParcelSent, listening

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 100 if os.environ.get("SOAK") else 2
PARCELS = 150


def in_threads(count: int, work: Callable[[], None]) -> None:
    def and_close() -> None:
        work()
        connection.close()

    threads = [threading.Thread(target=and_close) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def wait_until(true: Callable[[], bool], *, seconds: float = 120) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.02)


@pytest.mark.parametrize("outside", [False, True])
def test_relays_side_by_side_handle_everything_once_and_in_order(outside):
    run = run_outside if outside else run_inside

    def work() -> None:
        while backlog():
            run()

    with listening(outside=outside) as diary:
        for version in range(1, 4):
            with transaction.atomic():
                announce(*(ParcelSent(aggregate_key=f"p{n}", version=version) for n in range(60)))
        in_threads(3, work)
    versions = defaultdict(list)
    for _who, key, version in diary.entries:
        versions[key].append(version)
    assert versions == {f"p{n}": [1, 2, 3] for n in range(60)}


def test_the_service_hears_of_new_events_and_stops_when_told():
    with listening() as diary:
        service = Service()
        running = threading.Thread(target=service.run)
        running.start()
        with transaction.atomic():
            announce(ParcelSent(aggregate_key="p1", version=1))
        wait_until(lambda: diary.entries == [("clerk", "p1", 1)])
        service.stop()
        running.join(timeout=10)
        assert not running.is_alive()


def test_the_service_survives_the_loss_of_its_connections():
    others = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND datname = %s"
    )
    with listening() as diary:
        service = Service()
        running = threading.Thread(target=service.run)
        running.start()
        with transaction.atomic():
            announce(ParcelSent(aggregate_key="p1", version=1))
        wait_until(lambda: len(diary.entries) == 1)
        execute(others, [connection.settings_dict["NAME"]])
        with transaction.atomic():
            announce(ParcelSent(aggregate_key="p1", version=2))
        wait_until(lambda: len(diary.entries) == 2)
        service.stop()
        running.join(timeout=10)
        assert not running.is_alive()
    assert [version for _who, _key, version in diary.entries] == [1, 2]


def test_drain_handles_what_is_there_and_comes_back():
    with listening() as diary:
        with transaction.atomic():
            announce(ParcelPacked(aggregate_key="p1", version=1))
        assert drain() == 2
    assert len(diary.entries) == 2


@contextmanager
def counting() -> Iterator[None]:
    """This process knows the handlers too, or it would not write rows for them."""
    handles(ParcelPacked)(count_inside)
    handles(ParcelSent, outside=True)(count_outside)
    try:
        yield
    finally:
        forget(count_inside)
        forget(count_outside)


def start_relay() -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "tests.kernel.outbox.relay_process",
        str(connection.settings_dict["NAME"]),
    ]
    return subprocess.Popen(command, env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"})


def announce_some(round_: int) -> None:
    for number in range(PARCELS):
        with transaction.atomic():
            key = f"r{round_}-{number}"
            announce(ParcelPacked(aggregate_key=key, version=1), ParcelSent(aggregate_key=key, version=2))


def kill_in_the_middle(relay: subprocess.Popen[bytes]) -> None:
    before = Handled.objects.count()
    wait_until(lambda: Handled.objects.count() > before)
    time.sleep(random.random() * 0.1)
    relay.send_signal(signal.SIGKILL)
    relay.wait()


@pytest.fixture
def relays(transactional_db: None) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two that work side by side; whatever the test leaves running ends with it."""
    running = [start_relay(), start_relay()]
    yield running
    for relay in running:
        relay.kill()
        relay.wait()


@pytest.mark.slow
def test_relays_killed_at_random_points_lose_nothing_and_double_nothing(relays):
    with counting():
        for round_ in range(KILLS):
            announce_some(round_)
            kill_in_the_middle(relays.pop(0))
            relays.append(start_relay())
        wait_until(lambda: backlog() == 0)
        for relay in relays:
            relay.terminate()
            assert relay.wait(timeout=60) == 0, "told to stop, it stops well"
    subjects = list(AuditRecord.objects.order_by("subject").values_list("subject", flat=True))
    parcels = [f"test_parcel:r{round_}-{number}" for round_ in range(KILLS) for number in range(PARCELS)]
    assert subjects == sorted(f"{parcel}:{version}" for parcel in parcels for version in (1, 2))
