"""All that stands between an empty database and an open shop: each step does nothing the second time."""

import contextlib
import hashlib
import io
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from config.local import stamps
from config.local.children import Child
from config.local.crew import fake_carrier_state
from config.local.failures import DidNotStart, LocalFailure
from config.local.folders import CLONE, local_root
from config.local.processes import last_lines

REFERENCE_COMMANDS = ("load_places", "load_commodities", "load_carriers", "load_export_rules", "load_rates")
STATIC_SOURCES = ("web/static", "graphql/api/static", "fixtures/pictures")
DEMO_DATA, STATIC_FILES = "demo data", "static files"
INDENT = "\n    "


class HalfMade(LocalFailure):
    """An earlier run was ended in the middle of the demo data, in a database that is not ours to drop."""

    def __init__(self) -> None:
        super().__init__(
            "An earlier run ended while it wrote the demo data, so the database holds half of it.\n"
            "Empty the database that DATABASE_URL names, and run `make demo` again."
        )


@dataclass(frozen=True)
class Step:
    """One line of progress: words, and what is done; the answer is shown behind the words."""

    words: str
    run: Callable[[], str]


def take(step: Step) -> None:
    """Run one step and say how long it took."""
    began = time.monotonic()
    print(f"  {step.words} … ", end="", flush=True)
    answer = step.run()
    print(f"{answer} ({time.monotonic() - began:.1f} s)", flush=True)


@contextlib.contextmanager
def hurried() -> Iterator[None]:
    """No waiting for the disk at each commit while a shop is set up: what a power cut takes is made again."""
    before = os.environ.get("PGOPTIONS", "")
    os.environ["PGOPTIONS"] = f"{before} -c synchronous_commit=off".strip()
    try:
        yield
        connection.close()
    finally:
        os.environ["PGOPTIONS"] = before


def _migrate() -> str:
    _quietly("migrate", interactive=False, verbosity=0)
    return "done"


def _load_reference_data() -> str:
    def load() -> None:
        for command in REFERENCE_COMMANDS:
            _quietly(command)
        if settings.EXPORT_DEMO_REVIEWS:
            _quietly("sign_demo_rules")

    return _once("reference data", _digest(_files("fixtures", "*.csv", "*.yaml", "*.json")), load)


def _make_demo_data() -> str:
    """Written down before and after: what is half done must not pass for a shop."""
    if stamps.read(DEMO_DATA) == "made":
        return "kept"
    stamps.write(DEMO_DATA, "begun")
    screen = sys.stdout
    with _setup_log() as told, contextlib.redirect_stdout(told):
        call_command("demo_data", stdout=_Aloud(told, screen), stderr=sys.stderr, if_empty=True)
    stamps.write(DEMO_DATA, "made")
    return f"{INDENT}done"


def is_half_made() -> bool:
    return stamps.read(DEMO_DATA) == "begun"


def _open_accounts() -> str:
    """With the fake carriers, once there are orders: what was sold before was carried by people."""
    from config.demo.called import open_accounts
    from kernel.clock import now

    url = os.environ.get("FAKE_CARRIER_URL", "")
    if not url:
        return "none"
    return ", ".join(open_accounts(url=url, state=fake_carrier_state(), at=now())) or "none"


@cache
def static_job() -> Child | None:
    """Collecting and compressing asks no database: it runs beside the other steps from the first call on."""
    if stamps.read(STATIC_FILES) == _static_state():
        return None
    words = ("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    job = Child("static files", (sys.executable, *words), local_root() / "logs" / "static.log")
    job.start()
    return job


def _collect_static() -> str:
    job = static_job()
    if job is None:
        return "kept"
    if job.process and job.process.wait():
        raise DidNotStart("collectstatic", str(job.log), last_lines(job.log))
    stamps.write(STATIC_FILES, _static_state())
    return "done"


@cache
def _static_state() -> str:
    files = [path for folder in STATIC_SOURCES for path in _files(folder, "*")]
    return _digest([*files, CLONE / "requirements" / "base.txt"])  # the admin's files come with a package


def _quietly(command: str, **options: object) -> None:
    """What the command says on the way goes to a file, not to the person who waits."""
    with _setup_log() as told, contextlib.redirect_stdout(told):
        call_command(command, stdout=told, stderr=sys.stderr, **options)


def _setup_log() -> TextIO:
    log = local_root() / "logs" / "setup.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    return log.open("a")


class _Aloud(io.TextIOBase):
    """To the log, and below the words of the step on the screen of the person who waits: it is the longest
    one. What the trade prints beside (each message that is sent) goes to the log alone.
    """

    def __init__(self, log: TextIO, screen: TextIO) -> None:
        self._log, self._screen = log, screen

    def write(self, text: str) -> int:
        if words := text.strip():
            print(f"{INDENT}{words}", end="", file=self._screen, flush=True)
        return self._log.write(text)


def _once(name: str, state: str, run: Callable[[], object]) -> str:
    """Run it unless it ran before on this very state of the files."""
    if stamps.read(name) == state:
        return "kept"
    run()
    stamps.write(name, state)
    return "done"


def _files(folder: str, *patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in (CLONE / folder).rglob(pattern) if path.is_file())


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(os.fsencode(path.relative_to(CLONE)) + b"\0" + path.read_bytes())
    return digest.hexdigest()


STEPS = (
    Step("Tables of the database", _migrate),
    Step("Places, commodities and carriers", _load_reference_data),
    Step("Demo households, listings and orders", _make_demo_data),
    Step("Accounts with the demo's carriers", _open_accounts),
    Step("Styles, scripts and pictures", _collect_static),
)
