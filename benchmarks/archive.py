"""A month of the event log put away and brought back, while events come in: how long it takes beside a bare COPY of the
same rows into a gzipped file, and how long one of the events had to wait.

    python -m benchmarks.archive [--stored 1000000]

Its data lives in .local/bench, like that of `make bench`.
"""

import argparse
import gzip
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

CLONE = Path(__file__).resolve().parent.parent
os.environ.setdefault("NHANONG_LOCAL", str(CLONE / ".local" / "bench"))
os.environ.setdefault("LOG_LEVEL", "WARNING")
HOST, PORT = "127.0.0.1", 8126
MONTHS_AGO = 5


def timed(run: Callable[[], Any]) -> float:
    began = time.monotonic()
    run()
    return time.monotonic() - began


def fill(start: datetime, end: datetime, count: int) -> str:
    """So many events of parcels of long ago in that month; its partition."""
    from benchmarks.parcels import _STORED
    from kernel.database import execute
    from logistics.dispatch.operations.partitions import make_partitions, partition_name

    make_partitions(at=start)
    values = {"start": start, "span": end - start - timedelta(seconds=1), "first": 1, "last": count}
    execute(_STORED, values)
    execute(f"VACUUM ANALYZE {partition_name(start)}")
    return partition_name(start)


def bare_copy(table: str, path: Path) -> None:
    from django.db import connection

    out = f"COPY {table} TO STDOUT"
    with (
        gzip.open(path, "wb", compresslevel=6) as file,
        connection.cursor() as cursor,
        cursor.copy(out) as copy,
    ):
        for block in copy:
            file.write(block)


def press(code: str, carrier: str, stopped: threading.Event, waits: list[float]) -> None:
    """One event after another, as they come in day by day."""
    from django.db import connection

    from kernel.clock import now
    from logistics.dispatch.operations import record_events
    from logistics.dispatch.values import IncomingEvent

    while not stopped.wait(0.01):
        key = f"{time.time_ns():x}"
        event = IncomingEvent(tracking_code=code, code="in_transit", occurred_at=now(), dedupe_key=key)
        waits.append(timed(lambda one=event: record_events(carrier_code=carrier, events=[one], at=now())))  # type: ignore[misc]
    connection.close()


def measure(stored: int) -> None:
    from benchmarks import parcels
    from kernel.clock import now
    from logistics.dispatch.operations.archive import archive_month, restore_month
    from logistics.dispatch.operations.partitions import month_start, months_after

    parcels.prepare()
    start = months_after(month_start(now()), -MONTHS_AGO)
    table = fill(start, months_after(start, 1), stored)
    ours = parcels.book(10)
    stopped, waits = threading.Event(), list[float]()
    thread = threading.Thread(target=press, args=(ours.codes[0], ours.carrier_code, stopped, waits))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare = timed(lambda: bare_copy(table, folder / "bare.gz"))
        thread.start()
        time.sleep(2)
        quiet = max(waits)
        waits.clear()
        away = timed(lambda: archive_month(month=start, folder=folder, actor="system:bench", at=now()))
        size = next(folder.glob("*.copy.gz")).stat().st_size
        back = timed(lambda: restore_month(month=start, actor="system:bench", at=now()))
        stopped.set()
        thread.join()
    print(f"{stored:,} events, {size / stored:.0f} bytes each in the file")
    print(
        f"bare COPY into gzip {bare:.1f} s; put away {away:.1f} s, ratio {away / bare:.2f}; back {back:.1f} s"
    )
    print(
        f"longest wait of {len(waits):,} events meanwhile {1000 * max(waits):.0f} ms, before {1000 * quiet:.0f} ms"
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stored", type=int, default=1_000_000)
    options = parser.parse_args()
    from config.local import servers
    from config.local.claim import Place
    from config.local.crew import shop_environment
    from config.local.folders import demo_instance

    os.environ.update(shop_environment(Place(HOST, PORT)))
    with servers.used(demo_instance()):
        import django

        django.setup()
        measure(options.stored)
    return 0


if __name__ == "__main__":
    sys.exit(main())
