"""Start, find and stop the embedded PostgreSQL and Valkey of this clone.

    python -m config.local.servers start|stop|status|reset [demo] [test]

`start` leaves them running for whoever comes (`make servers`); a shop or a test run stops what nobody keeps.

`DATABASE_URL`, `CELERY_BROKER_URL` and `CACHE_URL` replace them: what is set is not started.
"""

import argparse
import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from config.local.addresses import LocalAddresses, write_addresses
from config.local.failures import LocalFailure
from config.local.folders import Instance, demo_instance, test_instance
from config.local.postgres import postgres_of, remake_database, start_postgres, stop_postgres
from config.local.valkey import start_valkey, stop_valkey, valkey_of


def outside_database() -> bool:
    return bool(os.environ.get("DATABASE_URL"))


def outside_broker() -> bool:
    return bool(os.environ.get("CELERY_BROKER_URL") and os.environ.get("CACHE_URL"))


def start(instance: Instance) -> None:
    """Make sure both servers run, and write their addresses down. Several processes may call it at once."""
    with _alone(instance):
        addresses = LocalAddresses(_ensure_postgres(instance), *_ensure_valkey(instance))
        write_addresses(instance.folder, addresses)


def stop(instance: Instance) -> None:
    """Stop whichever of the two runs."""
    with _alone(instance):
        _kept_mark(instance).unlink(missing_ok=True)
        stop_valkey(valkey_of(instance))
        stop_postgres(postgres_of(instance))


def keep(instance: Instance) -> None:
    """Start the servers and leave them running until `stop`."""
    start(instance)
    _kept_mark(instance).touch()


@contextmanager
def used(instance: Instance) -> Iterator[None]:
    """The servers, for as long as the block runs; the last user stops them unless they are to be kept."""
    instance.folder.mkdir(parents=True, exist_ok=True)
    with (instance.folder / "users.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        start(instance)
        try:
            yield
        finally:
            if not _kept_mark(instance).exists() and _is_last(lock):
                stop(instance)


def _is_last(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _kept_mark(instance: Instance) -> Path:
    return instance.folder / "keep-running"


def reset(instance: Instance) -> None:
    """Stop the servers and forget all that they and the shop kept."""
    stop(instance)
    server = postgres_of(instance)
    for folder in (server.data, server.sockets, *_shop_data(instance.folder)):
        shutil.rmtree(folder, ignore_errors=True)
    (instance.folder / "addresses.json").unlink(missing_ok=True)


def forget_database(instance: Instance) -> None:
    """Make the shop's database anew; whoever is connected is thrown out."""
    with _alone(instance):
        remake_database(postgres_of(instance))


def status(instance: Instance) -> str:
    postgres, valkey = postgres_of(instance), valkey_of(instance)
    database = postgres.url() if postgres.answers else "not running"
    return f"{instance.name}: PostgreSQL {database}, Valkey {'running' if valkey.answers else 'not running'}"


def _ensure_postgres(instance: Instance) -> str:
    if outside_database():
        return ""
    server = postgres_of(instance)
    start_postgres(server)
    return server.url()


def _ensure_valkey(instance: Instance) -> tuple[str, str]:
    if outside_broker():
        return "", ""
    server = start_valkey(valkey_of(instance))
    return server.broker_url, server.cache_url


def _shop_data(folder: Path) -> tuple[Path, ...]:
    return (
        folder / "valkey",
        folder / "media",
        folder / "static",
        folder / "fake_stripe",
        folder / "fake_carrier",
    )


@contextmanager
def _alone(instance: Instance) -> Iterator[None]:
    """Two commands at once must not both initialise one folder."""
    instance.folder.mkdir(parents=True, exist_ok=True)
    with (instance.folder / "servers.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(words: list[str]) -> int:
    instances = {"demo": demo_instance(), "test": test_instance()}
    parser = argparse.ArgumentParser(prog="python -m config.local.servers", description=__doc__)
    parser.add_argument("action", choices=["start", "stop", "status", "reset"])
    parser.add_argument("names", nargs="*", help="demo, test; both when none is given")
    chosen = parser.parse_args(words)
    try:
        for name in chosen.names or instances:
            {"start": keep, "stop": stop, "status": status, "reset": reset}[chosen.action](instances[name])
            print(status(instances[name]))
    except LocalFailure as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
