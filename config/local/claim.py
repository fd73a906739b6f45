"""One running shop a clone, and a port that is free."""

import errno
import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.local.failures import LocalFailure


@dataclass(frozen=True)
class Place:
    """Where the shop listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """How a browser on this machine gets there."""
        shown = "127.0.0.1" if self.host in ("", "0.0.0.0", "::") else self.host
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{self.port}"


class AlreadyRunning(LocalFailure):
    """A second `make demo` in the same clone."""

    def __init__(self, pid: int, url: str) -> None:
        super().__init__(
            f"The shop of this clone already runs: {url} (process {pid}). Stop it there with Ctrl-C."
        )


class PortTaken(LocalFailure):
    """Somebody else listens where the shop should."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"Port {port} on {host} is taken by another program. "
            f"Stop that one, or choose another: make demo PORT={port + 10}"
        )


class PortRefused(LocalFailure):
    """The system does not let us listen there."""

    def __init__(self, host: str, port: int, why: str) -> None:
        super().__init__(f"The shop cannot listen on {host}:{port}: {why}.")


@contextmanager
def claimed(folder: Path, url: str) -> Iterator[None]:
    """Hold the clone's shop; the file says who holds it. A crash lets go of it by itself."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _already_running(folder) from None
        lock.truncate(0)
        lock.write(json.dumps({"pid": os.getpid(), "url": url}))
        lock.flush()
        yield


def _already_running(folder: Path) -> AlreadyRunning:
    try:
        holder = json.loads((folder / "demo.lock").read_text())
    except ValueError:
        return AlreadyRunning(0, "it is just starting")
    return AlreadyRunning(holder["pid"], holder["url"])


def check_port(host: str, port: int) -> None:
    """Refuse with words when the port cannot be had."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as failure:
            if failure.errno == errno.EADDRINUSE:
                raise PortTaken(host, port) from failure
            raise PortRefused(host, port, failure.strerror or str(failure)) from failure


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or any free one when it is taken."""
    try:
        check_port(host, wanted)
    except LocalFailure:
        with socket.socket() as probe:
            probe.bind((host, 0))
            return int(probe.getsockname()[1])
    return wanted
