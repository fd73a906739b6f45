"""`make demo`: set the shop up and run it until Ctrl-C. `--reset` throws its data away and runs nothing.

`PORT` and `HOST` say where it listens. `DATABASE_URL`, `CELERY_BROKER_URL`, `CACHE_URL` and `STRIPE_API_KEY`
replace what would be started here. `SEARCH=elasticsearch` searches with a real Elasticsearch, started here
unless `ELASTICSEARCH_URL` names one.
"""

import contextlib
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from types import FrameType

from config.local import servers, stamps
from config.local.children import Child, Crew
from config.local.claim import Place, check_port, claimed
from config.local.crew import crew_of, shop_environment
from config.local.failures import DidNotStart, LocalFailure
from config.local.folders import demo_instance
from config.local.prepare import STEPS, HalfMade, hurried, is_half_made, static_job, take
from config.local.processes import last_lines, wait_until
from config.local.search import search_server
from config.local.welcome import welcome

OPENING_SECONDS = 60


class StopAsked(BaseException):
    """Ctrl-C, or the order to end from the system."""


def place_from_environment() -> Place:
    port = os.environ.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise LocalFailure(f"PORT={port} is no port; choose one between 1 and 65535.")
    return Place(os.environ.get("HOST") or "127.0.0.1", int(port))


def run_shop(place: Place) -> int:
    """Everything, in order; returns the exit code."""
    began = time.monotonic()
    instance = demo_instance()
    with claimed(instance.folder, place.url):
        check_port(place.host, place.port)
        print("Nhà Nông is being set up.", flush=True)
        with _told_servers(), search_server(), _environment(place):
            _prepare()
            return _open_and_watch(place, began)


@contextlib.contextmanager
def _told_servers() -> Iterator[None]:
    began = time.monotonic()
    print("  PostgreSQL and Valkey … ", end="", flush=True)
    with servers.used(demo_instance()):
        print(f"done ({time.monotonic() - began:.1f} s)", flush=True)
        yield


@contextlib.contextmanager
def _environment(place: Place) -> Iterator[None]:
    os.environ.update(shop_environment(place))
    yield


def _prepare() -> None:
    if is_half_made():
        _start_over()
    job = static_job()
    try:
        with hurried():
            import django

            django.setup()
            for step in STEPS:
                take(step)
    finally:
        if job:
            job.end()


def _start_over() -> None:
    """An interrupted first run left half a village. Our own database is made anew, no other is touched."""
    if servers.outside_database():
        raise HalfMade
    print("  An earlier run ended half-way; starting over", flush=True)
    servers.forget_database(demo_instance())
    stamps.forget_all()


def _open_and_watch(place: Place, began: float) -> int:
    crew = crew_of(place)
    try:
        _open(crew.children[0], place)
        crew.start()
        print(f"  Open after {time.monotonic() - began:.0f} s\n{welcome(place)}", flush=True)
        return _watch(crew)
    finally:
        with _deaf():
            print("\nStopping …", flush=True)
            crew.stop()
            print("Nhà Nông has stopped; its data is kept.", flush=True)


def _open(web: Child, place: Place) -> None:
    """The web server alone first: people see pages sooner than when five processes share the start."""

    def answers() -> bool:
        with contextlib.suppress(urllib.error.URLError, OSError):
            return bool(urllib.request.urlopen(f"{place.url}/healthz", timeout=2).status == 200)
        return False

    print("  Web server … ", end="", flush=True)
    web.start()
    if not wait_until(lambda: answers() or not web.is_running, seconds=OPENING_SECONDS) or not web.is_running:
        raise DidNotStart("The web server", str(web.log), last_lines(web.log))
    print("done", flush=True)


def _watch(crew: Crew) -> int:
    while True:
        time.sleep(0.5)
        if name := crew.look_after():
            print(f"{name} does not stay up, so the shop closes.", file=sys.stderr)
            return 1


def _listen_to_the_end() -> None:
    def stop(_sign: int, _frame: FrameType | None) -> None:
        raise StopAsked

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, stop)


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """A second Ctrl-C while stopping must not leave half of it running."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    yield


def reset(place: Place) -> int:
    instance = demo_instance()
    with claimed(instance.folder, place.url):
        servers.reset(instance)
    stamps.forget_all()
    print("The demo shop's data is gone; `make demo` makes it anew.")
    return 0


def main(words: list[str]) -> int:
    _listen_to_the_end()
    try:
        place = place_from_environment()
        return reset(place) if "--reset" in words else run_shop(place)
    except LocalFailure as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except StopAsked:
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
