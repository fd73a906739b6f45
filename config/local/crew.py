"""Which processes make the shop, and what they are told."""

import os
import sys
from pathlib import Path

from django.core.management import get_commands

from config.local.children import Child, Crew
from config.local.folders import CLONE, local_root

WEB_PROCESSES = 2
WEB_THREADS = "8"  # a process; WEB_THREADS in the environment says otherwise


def shop_environment(url: str) -> dict[str, str]:
    """Variables for this process and every child; what is set already stays as it is."""
    wanted = {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "NHANONG_LOCAL": str(local_root()),
        "PUBLIC_URL": url,
        "PYTHONUNBUFFERED": "1",
    }
    return {name: value for name, value in wanted.items() if not os.environ.get(name)}


def crew_of(host: str, port: int) -> Crew:
    """The web server first: the shop is open when it answers."""
    children = [
        _child("web", *_web(host, port)),
        _child("worker", "-m", "celery", *_worker()),
        _command("relay"),
        _command("indexer"),
    ]
    return Crew([child for child in children if child is not None])


def _child(name: str, *words: str) -> Child:
    return Child(name=name, command=(sys.executable, *words), log=local_root() / "logs" / f"{name}.log")


def _command(name: str) -> Child | None:
    return _child(name, str(CLONE / "manage.py"), name) if name in get_commands() else None


def _web(host: str, port: int) -> tuple[str, ...]:
    listen = ("--host", host, "--port", str(port))
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
