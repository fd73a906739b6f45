"""The contract against the running server: requests that keep to it are answered by it, all others refused.

Every phase and check of schemathesis, with a bounded number of examples. `make soak-partner` (MINUTES=5) goes
on with new ones, another series each time, while a worker does the batches that come in."""

import logging
import os
import random
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.servers.basehttp import WSGIRequestHandler
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from kernel.clock import now
from logistics.dispatch.operations import derive_kept
from logistics.partner_api.batches.work import work_batches
from tests.factories.dispatch import ShipmentFactory
from tests.factories.partner_api import Partner

MINUTES = float(os.environ.get("SOAK_PARTNER_MINUTES") or (10 if os.environ.get("SOAK") else 0))
SEED = int(os.environ.get("SOAK_PARTNER_SEED") or random.randrange(10**9))
# Every call that names a thing of ours answers 404 for invented names, which is what the warnings would say.
HOOKS = "tests.logistics.partner_api.schemathesis_hooks"
OPTIONS = ("--checks", "all", "--mode", "all", "--warnings", "off")

pytestmark = [pytest.mark.usefixtures("rate_card"), pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def answers_leave_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's own server writes an answer in two pieces, and the second waits 40 ms for the receipt of the
    first."""
    monkeypatch.setattr(WSGIRequestHandler, "disable_nagle_algorithm", True)
    monkeypatch.setattr(logging.getLogger("django.request"), "level", logging.ERROR)


def test_schemathesis_finds_nothing(live_server: LiveServer, tmp_path: Path) -> None:
    limits = ("--max-examples", "5", "--generation-deterministic")
    run = schemathesis(live_server, tmp_path, *limits, seconds=280)
    assert run.returncode == 0, run.stdout[-9000:] + run.stderr[-2000:]


@pytest.mark.slow
@pytest.mark.timeout(MINUTES * 60 * 3 + 600)
@pytest.mark.skipif(not MINUTES, reason="a long series: make soak-partner")
def test_a_long_series_finds_nothing(live_server: LiveServer, tmp_path: Path) -> None:
    limits = ("--max-time", str(round(MINUTES * 60)), "--max-examples", "200", "--seed", str(SEED))
    with a_worker():
        run = schemathesis(live_server, tmp_path, *limits, seconds=MINUTES * 60 * 3 + 300)
    told = [line.strip() for line in run.stdout.splitlines() if re.search("generated|tested:", line, re.I)]
    sys.stdout.write("\n".join(["", f"seed {SEED}, {MINUTES:g} minutes", *told, ""]))
    assert run.returncode == 0, run.stdout[-9000:] + run.stderr[-2000:]


def schemathesis(
    server: LiveServer, folder: Path, *options: str, seconds: float
) -> "subprocess.CompletedProcess[str]":
    ShipmentFactory(boxes=2, cod_dong=350_000)
    partner = Partner()
    return subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            "run",
            f"{server.url}/partner/v1/openapi.json",
            "--header",
            f"Authorization: Bearer {partner.secret}",
            *OPTIONS,
            *options,
        ],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(settings.BASE_DIR), "SCHEMATHESIS_HOOKS": HOOKS},
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )


@contextmanager
def a_worker() -> Iterator[None]:
    """What celery does beside the server: batches, and what kept events change."""
    stopped = threading.Event()

    def work() -> None:
        try:
            while not stopped.wait(0.5):
                work_batches(clock=now)
                derive_kept(at=now())
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(timeout=30)
