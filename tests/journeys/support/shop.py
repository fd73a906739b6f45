"""A whole shop as real processes for the journeys: web, worker with beat, relay, indexer, fake Stripe.

It has a database of its own in the tests' PostgreSQL and a Valkey of its own, so that nobody else's tasks or
counters reach it. Everything it writes, its logs too, is in `.local/test/journeys/<database>`.
"""

import os
import shutil
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from unittest import mock
from urllib.parse import urlsplit

import httpx
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from config.local.addresses import local_addresses
from config.local.children import Child, Crew
from config.local.claim import Place
from config.local.crew import crew_of
from config.local.folders import local_root
from config.local.processes import last_lines, wait_until
from config.local.servers import outside_broker
from config.local.valkey import Valkey, start_valkey, stop_valkey
from tests.support.stripe import SECRET, Stripe

WEB_THREADS = 16  # a process, of two
OPENING_SECONDS = 300
Console = Callable[[str], AbstractContextManager[None]]
"""Points this process' Django at a database; see `on_database`."""
UP = {"worker": " ready.", "relay": "relay runs"}  # what their logs say once they work
REFERENCE = ("load_places", "load_commodities", "load_carriers")


@dataclass
class Shop:
    """What a test needs of it: where it listens, its processes, the fake Stripe."""

    url: str
    folder: Path
    database: str
    crew: Crew
    stripe: Stripe
    environment: Mapping[str, str]
    read_until: dict[str, int] = field(default_factory=dict)  # of each log, when its process began

    def child(self, name: str) -> Child:
        return next(child for child in self.crew.children if child.name == name)

    def kill(self, name: str) -> None:
        """SIGKILL to the process and all below it: nothing is finished, nothing is written down."""
        self.child(name).end()

    def kill_one_below(self, name: str) -> None:
        """Only the youngest of its own processes; the parent starts another."""
        pids = children_of(self.child(name).pid)
        if pids:
            with suppress(ProcessLookupError):
                os.kill(pids[-1], signal.SIGKILL)

    def works(self, name: str) -> bool:
        """It has come up since it was started last."""
        if name == "web":
            return self.is_open
        if name == "fake-stripe":
            with suppress(httpx.HTTPError):
                return httpx.get(f"{self.stripe.url}/_control", timeout=5).status_code == 200
            return False
        log = self.child(name).log.read_text(errors="replace")
        return UP[name] in log[self.read_until.get(name, 0) :]

    def start(self, name: str) -> None:
        self.read_until[name] = len(self.child(name).log.read_text(errors="replace"))
        self.child(name).start()

    def wait_until_open(self) -> None:
        web = self.child("web")
        if not wait_until(lambda: self.is_open or not web.is_running, seconds=OPENING_SECONDS, pause=0.2):
            raise AssertionError(f"the shop does not open: {last_lines(web.log)}")
        assert web.is_running, last_lines(web.log)

    def wait_until_all_work(self) -> None:
        """After kills: the page answers, and so does everything behind it."""
        self.wait_until_open()
        for name in ("fake-stripe", *UP):
            up = wait_until(partial(self.works, name), seconds=OPENING_SECONDS, pause=0.2)
            assert up, f"{name} does not come up: {last_lines(self.child(name).log)}"

    @property
    def is_open(self) -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/healthz", timeout=5).status_code == 200
        return False

    def server_errors(self) -> list[str]:
        """What the web processes logged as errors."""
        log = self.child("web").log.read_text(errors="replace")
        return [line for line in log.splitlines() if " ERROR " in line]


def children_of(pid: int) -> list[int]:
    """The processes that this one started, oldest first."""
    with suppress(OSError):
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return sorted(int(word) for task in tasks for word in (task / "children").read_text().split())
    return []


@contextmanager
def running_shop(database: str, console: Console) -> Iterator[Shop]:
    """Open it, and close it for good: the database is dropped, the logs stay until the next time."""
    folder = local_root() / "journeys" / database
    stop_valkey(_valkey(folder))  # that of a run which was ended in the middle
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with _database(database), _broker(folder) as addresses:
        shop = _shop(database, folder, addresses)
        with console(database):
            _prepare(shop)
        shop.crew.start()
        try:
            shop.wait_until_all_work()
            yield shop
        finally:
            shop.crew.stop()


def _url_of(database: str) -> str:
    given = os.environ.get("DATABASE_URL") or local_addresses(Path(settings.LOCAL_DIR)).database_url
    return urlsplit(given)._replace(path=f"/{database}").geturl()


@contextmanager
def _database(name: str) -> Iterator[None]:
    """Made from nothing; whoever is still connected at the end is thrown out."""
    main = settings.DATABASES["default"]
    known = {"host": main["HOST"], "port": main["PORT"] or 5432, "user": main["USER"] or None}
    link = psycopg.connect(dbname="postgres", password=main["PASSWORD"] or None, autocommit=True, **known)
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    with closing(link):
        link.execute(drop)
        link.execute(f'CREATE DATABASE "{name}"')
        try:
            yield
        finally:
            link.execute(drop)


@contextmanager
def _broker(folder: Path) -> Iterator[tuple[str, str]]:
    """Addresses of broker and cache."""
    if outside_broker():
        yield os.environ["CELERY_BROKER_URL"], os.environ["CACHE_URL"]
        return
    server = start_valkey(_valkey(folder))
    try:
        yield server.broker_url, server.cache_url
    finally:
        stop_valkey(server)


def _valkey(folder: Path) -> Valkey:
    return Valkey(folder / "valkey", folder / "valkey.log", "", durable=False)


def _shop(database: str, folder: Path, addresses: tuple[str, str]) -> Shop:
    place, stripe_port = Place("127.0.0.1", free_port()), free_port()
    stripe_url = f"http://127.0.0.1:{stripe_port}"
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "NHANONG_LOCAL": str(folder),
        "DATABASE_URL": _url_of(database),
        "TEST_DATABASE_NAME": database,
        "PYTEST_XDIST_WORKER": "",
        "CELERY_BROKER_URL": addresses[0],
        "CACHE_URL": addresses[1],
        "PUBLIC_URL": place.url,
        "PYTHONUNBUFFERED": "1",
        "WEB_THREADS": str(WEB_THREADS),
        "CODE_REQUESTS_PER_CLIENT": "100000",
        "LOG_LEVEL": "INFO",
        "STRIPE_API_KEY": "sk_test_fake",
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "STRIPE_API_BASE": stripe_url,
        "STRIPE_JS_URL": f"{stripe_url}/v3/",
        "STRIPE_FRAME_URLS": stripe_url,
        "FAKE_STRIPE_PORT": str(stripe_port),
    }
    with mock.patch.dict(os.environ, environment):
        crew = crew_of(place)
    for child in crew.children:
        child.environment = environment
    return Shop(place.url, folder, database, crew, Stripe(stripe_url), environment)


def _prepare(shop: Shop) -> None:
    """Tables and reference data; static files beside them, in a process of their own."""
    job = _command(shop, "collectstatic", "--no-input", "--link", "--verbosity", "0")
    job.start()
    try:
        call_command("migrate", interactive=False, verbosity=0)
        for command in REFERENCE:
            call_command(command, verbosity=0)
        assert job.process is not None
        assert job.process.wait(timeout=OPENING_SECONDS) == 0, last_lines(job.log)
    finally:
        job.end()


def _command(shop: Shop, *words: str) -> Child:
    command = (sys.executable, "manage.py", *words)
    return Child(words[0], command, shop.folder / "logs" / f"{words[0]}.log", shop.environment)


@contextmanager
def on_database(name: str) -> Iterator[None]:
    """This process' Django works on that database, as a console of the shop would."""
    known = connections.settings["default"]
    before = known["NAME"]
    connection.close()
    known["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        known["NAME"] = before


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
