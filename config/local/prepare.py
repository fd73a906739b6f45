"""All that stands between an empty database and an open shop: each step does nothing the second time."""

import hashlib
import io
import json
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command, get_commands

from config.local.folders import CLONE, local_root

STATIC_FOLDERS = ("web/static", "graphql/api/static")
REFERENCE_COMMANDS = ("load_places", "load_commodities", "load_carriers")


@dataclass(frozen=True)
class Step:
    """One line of progress: words, and what is done; the answer is shown behind the words."""

    words: str
    run: Callable[[], str]


def steps() -> tuple[Step, ...]:
    return (
        Step("Tables of the database", _migrate),
        Step("Places, commodities and carriers", _load_reference_data),
        Step("Demo households, listings and orders", _make_demo_data),
        Step("Styles, scripts and pictures", _collect_static),
    )


def take(step: Step) -> None:
    """Run one step and say how long it took."""
    began = time.monotonic()
    print(f"  {step.words} … ", end="", flush=True)
    answer = step.run()
    print(f"{answer or 'done'} ({time.monotonic() - began:.1f} s)", flush=True)


def _migrate() -> str:
    call_command("migrate", interactive=False, verbosity=0)
    return ""


def _load_reference_data() -> str:
    return _once("reference data", _digest(_files("fixtures", "*.csv", "*.yaml", "*.json")), _run_loaders)


def _run_loaders() -> None:
    for command in REFERENCE_COMMANDS:
        _quietly(command)


def _make_demo_data() -> str:
    if "demo_data" not in get_commands():
        return "not part of this version"
    return _quietly("demo_data")


def _collect_static() -> str:
    files = [path for folder in STATIC_FOLDERS for path in _files(folder, "*")]
    pins = [CLONE / "requirements" / "base.txt"]  # the admin's and GraphiQL's files come with packages
    return _once(
        "static files", _digest([*files, *pins]), lambda: _quietly("collectstatic", interactive=False)
    )


def _quietly(command: str, **options: object) -> str:
    """The command's last line; what it says on the way is not for the person who waits."""
    told = io.StringIO()
    call_command(command, stdout=told, **options)
    lines = told.getvalue().strip().splitlines()
    return lines[-1] if lines else ""


def _once(name: str, state: str, run: Callable[[], object]) -> str:
    """Run it unless it ran before on this very state of files and database."""
    stamps = local_root() / "prepared.json"
    known = json.loads(stamps.read_text()) if stamps.exists() else {}
    mark = f"{state} {os.environ.get('DATABASE_URL', '')}"
    if known.get(name) == mark:
        return "unchanged"
    run()
    stamps.write_text(json.dumps(known | {name: mark}, indent=1))
    return ""


def _files(folder: str, *patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in (CLONE / folder).rglob(pattern) if path.is_file())


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(os.fsencode(path.relative_to(CLONE)) + b"\0" + path.read_bytes())
    return digest.hexdigest()
