"""Which processes make the shop, and what they are told."""

import os
import sys
from pathlib import Path

from config.local.children import Child, Crew
from config.local.claim import Place, free_port
from config.local.folders import CLONE, local_root

DEMO_CODE = "246810"  # signs demo people in (0900000xxx), in this shop alone
STORY_SECONDS = 30  # a parcel at the fake carriers comes a step further
WEB_PROCESSES = 2
WEB_THREADS = "8"  # a process; WEB_THREADS in the environment says otherwise


def shop_environment(place: Place) -> dict[str, str]:
    """Variables for this process and every child; what is set already stays as it is."""
    wanted = {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "NHANONG_LOCAL": str(local_root()),
        "PUBLIC_URL": place.url,
        "DEMO_CODE": DEMO_CODE,
        "PYTHONUNBUFFERED": "1",
    }
    if not os.environ.get("STRIPE_API_KEY"):
        wanted |= _fake_stripe_variables(free_port("127.0.0.1", place.port + 1))
    if os.environ.get("CARRIER_ENVIRONMENT") != "production":
        wanted |= _fake_carrier_variables(free_port("127.0.0.1", place.port + 2))
    return {name: value for name, value in wanted.items() if not os.environ.get(name)}


def _fake_stripe_variables(port: int) -> dict[str, str]:
    address = f"http://127.0.0.1:{port}"
    return {
        "STRIPE_API_KEY": "sk_test_demo",
        "STRIPE_PUBLISHABLE_KEY": "pk_test_demo",
        "STRIPE_WEBHOOK_SECRET": "whsec_demo",
        "STRIPE_API_BASE": address,
        "STRIPE_JS_URL": f"{address}/v3/",
        "STRIPE_FRAME_URLS": address,
        "FAKE_STRIPE_PORT": str(port),
    }


def _fake_carrier_variables(port: int) -> dict[str, str]:
    return {"FAKE_CARRIER_PORT": str(port), "FAKE_CARRIER_URL": f"http://127.0.0.1:{port}"}


def crew_of(place: Place) -> Crew:
    """The web server first: the shop is open when it answers."""
    children = [
        _child("web", *_web(place)),
        _child("worker", "-m", "celery", *_worker()),
        _child("relay", str(CLONE / "manage.py"), "relay"),
        _child("derive", str(CLONE / "manage.py"), "derive"),
        _child("indexer", str(CLONE / "manage.py"), "indexer"),
    ]
    if port := os.environ.get("FAKE_STRIPE_PORT"):
        children.append(_fake_stripe(port, place))
    if port := os.environ.get("FAKE_CARRIER_PORT"):
        children.append(_fake_carrier(port, place))
    return Crew(children)


def _fake_stripe(port: str, place: Place) -> Child:
    state = local_root() / "fake_stripe" / "state.sqlite3"
    hook = f"{place.url}/payments/stripe/webhook"
    secret = os.environ["STRIPE_WEBHOOK_SECRET"]
    words = ("--port", port, "--state", str(state), "--webhook", hook, "--secret", secret)
    return _child("fake-stripe", "-m", "config.demo.fake_stripe", *words)


def fake_carrier_state() -> Path:
    return local_root() / "fake_carrier" / "state.sqlite3"


def _fake_carrier(port: str, place: Place) -> Child:
    """Where its messages go is in its state already: config/demo/called.py."""
    words = ("--port", port, "--state", str(fake_carrier_state()), "--shop", place.url)
    story = ("--story-seconds", str(STORY_SECONDS))
    return _child("fake-carrier", "-m", "config.demo.fake_carrier", *words, *story)


def _child(name: str, *words: str) -> Child:
    return Child(name=name, command=(sys.executable, *words), log=local_root() / "logs" / f"{name}.log")


def _web(place: Place) -> tuple[str, ...]:
    listen = ("--host", place.host, "--port", str(place.port))
    return (
        "-m", "granian", "--interface", "wsgi", *listen, "--workers", str(WEB_PROCESSES),
        "--blocking-threads", os.environ.get("WEB_THREADS") or WEB_THREADS,
        "--blocking-threads-idle-timeout", "600",
        "--respawn-failed-workers", "--no-ws", "config.wsgi:application",
    )  # fmt: skip


def _worker() -> tuple[str, ...]:
    schedule: Path = local_root() / "beat-schedule"
    return (
        "-A",
        "config",
        "worker",
        "--beat",
        "--schedule",
        str(schedule),
        "--concurrency",
        "2",
        "--loglevel",
        "INFO",
    )
