"""The intake of carriers' events: in batches and singly, with the states derived beside it, and the same with many
events stored; PostgreSQL with fsync on, two web processes, `manage.py derive` and the client on the same cores.

    python -m benchmarks.events [--seconds 20] [--stored 10000000] [--clients 4] [--batch 500] [--parcels 60000]
                                [--rate 10500]

`--rate` is what the paced series sends a second: how far behind the states are is asked there; the unpaced series says
how much can be kept when nobody waits. The bare COPY of the same rows is measured in the same run. Its data lives in .local/bench, like that of `make bench`.
"""

import argparse
import http.client
import itertools
import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from benchmarks.parcels import Parcels

CLONE = Path(__file__).resolve().parent.parent
os.environ.setdefault("NHANONG_LOCAL", str(CLONE / ".local" / "bench"))
os.environ.setdefault("LOG_LEVEL", "WARNING")
HOST = "127.0.0.1"
PROCESSES = ("web", "derive")
PATH = "/partner/v1/events"


@dataclass
class Stream:
    """The next events, forever unlike those before; every parcel goes its whole way, one step a round."""

    parcels: "Parcels"
    run: str
    numbers: Iterator[int] = field(default_factory=itertools.count)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, size: int) -> list[dict[str, Any]]:
        from benchmarks.parcels import CASH_DONG, STEPS

        with self.lock:
            numbers = list(itertools.islice(self.numbers, size))
        events = []
        for number in numbers:
            round_, place = divmod(number, len(self.parcels.codes))
            step = STEPS[round_ % len(STEPS)]
            if step == "cod_collected" and not self.parcels.with_cash[place]:
                step = "out_for_delivery"
            event = {
                "tracking_code": self.parcels.codes[place],
                "code": step,
                "occurred_at": datetime.now(UTC).isoformat(),
                "dedupe_key": f"{self.run}-{number:012}",
            }
            if step == "cod_collected":
                event["amount_dong"] = CASH_DONG
            elif step == "delivery_failed":
                event |= {"reason": "not_home", "note": "Gọi hai lần, hẹn chiều mai"}
            events.append(event)
        return events


@dataclass
class Pressed:
    """What one series did. `lags`: seconds from the answer until the derived state was there to be read."""

    seconds: float = 0
    events: int = 0
    times: list[float] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    last: dict[str, Any] = field(default_factory=dict)


def press(stream: Stream, port: int, *, size: int, clients: int, seconds: float, rate: float = 0) -> Pressed:
    """So many connections, each sending one request after the other, together `rate` events a second if given."""
    pause = size * clients / rate if rate else 0.0
    pressed, until = Pressed(), time.monotonic() + seconds
    threads = [
        threading.Thread(target=_send, args=(stream, port, size, until, pressed, pause))
        for _n in range(clients)
    ]
    threads.append(threading.Thread(target=_watch, args=(until, pressed)))
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads[:-1]:
        thread.join()
    pressed.seconds = time.monotonic() - start
    threads[-1].join()
    return pressed


def _send(stream: Stream, port: int, size: int, until: float, pressed: Pressed, pause: float) -> None:
    link = http.client.HTTPConnection(HOST, port)
    headers = {"Authorization": f"Bearer {stream.parcels.token}", "Content-Type": "application/json"}
    due = time.monotonic()
    while time.monotonic() < until:
        time.sleep(max(0.0, due - time.monotonic()))
        due += pause
        events = stream.next(size)
        headers["Idempotency-Key"] = events[0]["dedupe_key"]
        began = time.monotonic()
        link.request("POST", PATH, orjson.dumps({"events": events}), headers)
        answer = link.getresponse()
        body = orjson.loads(answer.read())
        pressed.times.append(time.monotonic() - began)
        if answer.status != 200 or body["stored"] != size:
            pressed.wrong.append(str(body)[:300])
            continue
        with stream.lock:
            pressed.events += size
        pressed.last = events[-1]
    link.close()


def _watch(until: float, pressed: Pressed) -> None:
    """Every now and then: how long until an event that was just answered has moved its parcel."""
    from django.db import connection

    from kernel.database import fetch

    seen = "SELECT last_event_at >= %s FROM dispatch_parcel WHERE tracking_code = %s"
    while time.monotonic() < until:
        time.sleep(0.25)
        if event := pressed.last:
            began = time.monotonic()
            while not fetch(seen, [event["occurred_at"], event["tracking_code"]])[0][0]:
                time.sleep(0.01)
            pressed.lags.append(time.monotonic() - began)
    connection.close()


def copied(stream: Stream, count: int) -> tuple[float, float]:
    """Rows a second by COPY of the same rows: into a bare table, and into one with the log's keys and indexes."""
    from django.db import connection

    from kernel.database import execute

    rates = []
    for options in ("", "INCLUDING INDEXES"):
        rows = [_row(stream.parcels.carrier_code, event) for event in stream.next(count)]
        execute(f"CREATE TABLE bench_copy (LIKE dispatch_trackingevent INCLUDING DEFAULTS {options})")
        began = time.monotonic()
        with connection.cursor() as cursor, cursor.copy(f"COPY bench_copy ({_COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        rates.append(count / (time.monotonic() - began))
        execute("DROP TABLE bench_copy")
    return rates[0], rates[1]


_COLUMNS = (
    "carrier_code, dedupe_key, occurred_at, parcel_id, tracking_code, code, reason, note, actor, received_at"
)


def _row(carrier: str, event: Mapping[str, Any]) -> tuple[Any, ...]:
    at = datetime.fromisoformat(event["occurred_at"])
    return (
        carrier, event["dedupe_key"], at, 1, event["tracking_code"], event["code"], event.get("reason", ""),
        event.get("note", ""), f"carrier:{carrier}", at + timedelta(seconds=1),
    )  # fmt: skip


@contextmanager
def shop(port: int) -> Iterator[Any]:
    """Web and derive, nothing else."""
    from benchmarks.run import _wait
    from config.local.children import Crew
    from config.local.claim import Place
    from config.local.crew import crew_of

    place = Place(HOST, port)
    crew = Crew([child for child in crew_of(place).children if child.name in PROCESSES])
    crew.start()
    try:
        _wait(place)
        yield crew
    finally:
        crew.stop()


def series(
    name: str, stream: Stream, crew: Any, port: int, options: argparse.Namespace, size: int, rate: float
) -> float:
    """Warm up, press, tell; events a second."""
    from benchmarks.processes import differences
    from benchmarks.run import _costs

    press(stream, port, size=size, clients=options.clients, seconds=options.warm_up, rate=rate)
    before = _costs(crew)
    pressed = press(stream, port, size=size, clients=options.clients, seconds=options.seconds, rate=rate)
    spent = differences(before, _costs(crew))
    done = pressed.events / pressed.seconds
    micro = {process: round(1e6 * cpu / max(1, pressed.events)) for process, cpu in spent.items()}
    print(
        f"{name:24} {done:>9,.0f} events/s  answer p50 {_at(pressed.times, 0.5):.0f} ms"
        f" p95 {_at(pressed.times, 0.95):.0f} ms  derived after p50 {_at(pressed.lags, 0.5):.0f} ms"
        f" p95 {_at(pressed.lags, 0.95):.0f} ms max {_at(pressed.lags, 1):.0f} ms\n"
        f"{'':24} CPU µs an event: {micro} together {sum(micro.values())}  wrong {pressed.wrong[:1]}",
        flush=True,
    )
    _rest()
    return done


def _rest() -> None:
    """Until everything kept is derived, so that one series does not pay for another."""
    from logistics.dispatch.models import KeptBatch

    while KeptBatch.objects.exists():
        time.sleep(0.2)


def _at(values: list[float], share: float) -> float:
    ordered = sorted(values) or [0.0]
    return 1_000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, kind, default in (
        ("seconds", float, 20), ("warm-up", float, 4), ("clients", int, 4), ("batch", int, 500),
        ("parcels", int, 60_000), ("rate", float, 10_500), ("stored", int, 0), ("port", int, 8124),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", type=kind, default=default)
    options = parser.parse_args()
    from config.local import servers
    from config.local.claim import Place
    from config.local.crew import shop_environment
    from config.local.folders import demo_instance

    os.environ.update(shop_environment(Place(HOST, options.port)))
    with servers.used(demo_instance()):
        import django

        django.setup()
        _measure(options)
    return 0


def _measure(options: argparse.Namespace) -> None:
    from benchmarks import parcels

    parcels.prepare()
    rates: dict[str, list[float]] = {"paced batches": [], "batches": [], "single": []}
    for stored in (0, options.stored) if options.stored else (0,):
        if stored:
            parcels.store(stored)
        stream = Stream(parcels.book(options.parcels), f"{time.time_ns():x}")
        bare, indexed = copied(stream, 100_000)
        print(f"bare COPY {bare:,.0f} rows/s, with the log's indexes {indexed:,.0f} rows/s")
        with shop(options.port) as crew:
            for name, size, rate in (
                ("paced batches", options.batch, options.rate), ("batches", options.batch, 0), ("single", 1, 0),
            ):  # fmt: skip
                told = f"{name} of {size}, {stored:,} stored"
                rates[name].append(series(told, stream, crew, options.port, options, size, rate))
        print(
            f"share of the bare COPY: {rates['batches'][-1] / bare:.3f}, with indexes {rates['batches'][-1] / indexed:.3f}"
        )
    for name, (first, *rest) in rates.items():
        for later in rest:
            print(f"{name}: empty to {options.stored:,} stored, ratio {first / later:.2f}")


if __name__ == "__main__":
    sys.exit(main())
