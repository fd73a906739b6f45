"""Builds the world, starts the shop's processes, presses each scenario, tells what it cost."""

import argparse
import itertools
import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.load import Outcome, press
from benchmarks.processes import Cost, cost_of, differences, own_cost
from config.local import servers
from config.local.children import Crew
from config.local.claim import Place
from config.local.crew import crew_of, shop_environment
from config.local.folders import demo_instance, local_root
from config.local.postgres import postgres_of

HOST = "127.0.0.1"
STEADY_STEPS = 6
EVENTS_OF_A_PURCHASE = 3  # rows of the queue


def run(options: argparse.Namespace) -> int:
    place = Place(HOST, options.port)
    os.environ.update(shop_environment(place))
    with servers.used(demo_instance()):
        import django

        django.setup()
        from benchmarks import world
        from benchmarks.scenarios import scenarios

        world.build(options.listings)
        called = scenarios(world.describe())
        wanted = options.only.split(",") if options.only else list(called)
        with _open(place) as crew:
            rows = [_measure(name, called[name], crew, options) for name in wanted]
            if options.steady:
                rows.append(
                    _steady_rate(called[wanted[-1]], options, at_most=float(str(rows[-1]["per_second"])))
                )
    _tell(rows, options)
    return 0


@contextmanager
def _open(place: Place) -> Iterator[Crew]:
    _collect_static()
    crew = crew_of(place)
    crew.start()
    try:
        _wait(place)
        yield crew
    finally:
        crew.stop()


def _collect_static() -> None:
    from django.core.management import call_command

    if not (local_root() / "static" / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)


def _wait(place: Place) -> None:
    for _try in range(120):
        done = subprocess.run(["curl", "-sf", f"{place.url}/healthz"], capture_output=True, check=False)
        if done.returncode == 0:
            return
        time.sleep(0.5)
    raise SystemExit("The shop does not answer; see .local/bench/logs/.")


def _measure(name: str, scenario: object, crew: Crew, options: argparse.Namespace) -> dict[str, object]:
    numbers = itertools.count().__next__
    press_with = {"address": (HOST, options.port), "connections": options.connections, "numbers": numbers}
    press(scenario, seconds=options.warm_up, **press_with)  # type: ignore[arg-type]
    before, waiting = _costs(crew), _outbox()
    outcome = press(scenario, seconds=options.seconds, **press_with)  # type: ignore[arg-type]
    after, left = _costs(crew), _outbox()
    row = _row(name, outcome, before, after, left - waiting)
    print(_line(row), flush=True)
    _drain()
    return row


def _steady_rate(scenario: object, options: argparse.Namespace, *, at_most: float) -> dict[str, object]:
    """The highest paced rate at which what waits in the outbox at the end is what a second brings, or less."""
    numbers = itertools.count(10_000).__next__
    low, high = 0.0, at_most
    for _step in range(STEADY_STEPS):
        rate = high if not low and high == at_most else (low + high) / 2
        outcome = press(
            scenario,  # type: ignore[arg-type]
            address=(HOST, options.port),
            connections=options.connections,
            seconds=options.seconds,
            numbers=numbers,
            rate=rate,
        )
        left = _outbox()
        print(f"paced at {rate:.1f}/s: {outcome.rate:.1f}/s done, {left} events wait at the end", flush=True)
        low, high = (rate, high) if left <= EVENTS_OF_A_PURCHASE * rate else (low, rate)
        _drain()
        if low == at_most:
            break
    return {"scenario": "steady", "per_second": round(low, 1), "megabytes": {}}


def _costs(crew: Crew) -> dict[str, Cost]:
    postgres = postgres_of(demo_instance())
    leader = int((Path(postgres.data) / "postmaster.pid").read_text().split()[0])
    costs = {child.name: cost_of([child.pid]) for child in crew.children}
    return {**costs, "postgresql": cost_of([leader]), "client": own_cost()}


def _outbox() -> int:
    """Events that wait for a handler."""
    from kernel.outbox.models import Delivery

    return Delivery.objects.filter(dead_at=None).count()


def _drain(seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while _outbox() and time.monotonic() < until:
        time.sleep(0.5)


def _row(
    name: str, outcome: Outcome, before: Mapping[str, Cost], after: Mapping[str, Cost], grown: int
) -> dict[str, object]:
    count = max(1, len(outcome.times))
    cpu = {process: round(1_000 * spent / count, 2) for process, spent in differences(before, after).items()}
    return {
        "scenario": name,
        "per_second": round(outcome.rate, 1),
        "p50_ms": round(outcome.percentile(0.5), 1),
        "p95_ms": round(outcome.percentile(0.95), 1),
        "not_counted": len(outcome.wrong),
        "first_wrong": outcome.wrong[:2],
        "cpu_ms": cpu,
        "outbox_grew": grown,
        "megabytes": {process: round(cost.megabytes) for process, cost in after.items()},
    }


def _line(row: Mapping[str, object]) -> str:
    cpu = row["cpu_ms"]
    assert isinstance(cpu, dict)
    spent = ", ".join(f"{process} {ms}" for process, ms in cpu.items() if ms)
    return (
        f"{row['scenario']:10} {row['per_second']:>8}/s  p50 {row['p50_ms']} ms  p95 {row['p95_ms']} ms  "
        f"not counted {row['not_counted']} {row['first_wrong']}  outbox {row['outbox_grew']:+}\n"
        f"           CPU ms: {spent}"
    )


def _tell(rows: list[dict[str, object]], options: argparse.Namespace) -> None:
    folder = local_root() / "results"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{time.strftime('%Y%m%d-%H%M%S')}.json"
    path.write_text(json.dumps({"options": vars(options), "rows": rows}, indent=1, ensure_ascii=False))
    for row in rows:
        print(row["scenario"], row["megabytes"])
    print(f"Kept in {path}")
