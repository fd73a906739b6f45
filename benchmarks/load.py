"""The client: one thread a keep-alive connection, plain sockets, so that it costs little beside what it measures."""

import itertools
import json
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


class Wrong(Exception):
    """An answer that a measurement must not count."""


class Connection:
    """HTTP/1.1 on one socket."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._socket: socket.socket | None = None
        self._rest = b""

    def ask(self, query: str, variables: dict[str, Any]) -> Any:
        """POST a GraphQL request; its data. Raises Wrong for a status or an error."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        head = (
            f"POST /graphql HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nContent-Type: application/json\r\n"
            f"Accept: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        status, answer = self._send(head.encode() + body)
        decoded = json.loads(answer) if status == 200 else {}
        if status != 200 or decoded.get("errors"):
            raise Wrong(f"{status} {answer[:300]!r}")
        return decoded["data"]

    def _send(self, request: bytes) -> tuple[int, bytes]:
        if self._socket is None:
            self._socket = socket.create_connection((self._host, self._port))
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        return self._receive(self._socket)

    def _receive(self, stream: socket.socket) -> tuple[int, bytes]:
        held = self._rest
        while (end := held.find(b"\r\n\r\n")) < 0:
            held += self._more(stream)
        head = held[:end].lower()
        if b"\r\ntransfer-encoding: chunked" in head:
            return int(held[9:12]), self._chunks(stream, held[end + 4 :])
        at = head.index(b"content-length:") + 15
        length = int(head[at : head.find(b"\r\n", at) if head.find(b"\r\n", at) > 0 else len(head)])
        while len(held) < end + 4 + length:
            held += self._more(stream)
        self._rest = held[end + 4 + length :]
        return int(held[9:12]), held[end + 4 : end + 4 + length]

    def _chunks(self, stream: socket.socket, held: bytes) -> bytes:
        body = b""
        while True:
            while (end := held.find(b"\r\n")) < 0:
                held += self._more(stream)
            length = int(held[:end], 16)
            while len(held) < end + length + 4:
                held += self._more(stream)
            body += held[end + 2 : end + 2 + length]
            held = held[end + length + 4 :]
            if not length:
                self._rest = held
                return body

    @staticmethod
    def _more(stream: socket.socket) -> bytes:
        chunk = stream.recv(262_144)
        if not chunk:
            raise Wrong("the server closed the connection")
        return chunk


class Scenario(Protocol):
    """What one connection does again and again. `number` never repeats within a run."""

    def __call__(self, connection: Connection, number: int) -> None: ...


@dataclass
class Outcome:
    """Times are seconds; `wrong` holds the first few answers that were not counted."""

    seconds: float
    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1_000 if ordered else 0.0


def press(
    scenario: Scenario,
    *,
    address: tuple[str, int],
    connections: int,
    seconds: float,
    numbers: Callable[[], int],
    rate: float | None = None,
    kind: type[Connection] = Connection,
) -> Outcome:
    """`connections` threads repeat the scenario for `seconds`: as fast as they can, or `rate` times a second
    together."""
    outcome, begin, turns = Outcome(seconds), time.monotonic(), itertools.count()
    stop = begin + seconds

    def repeat() -> None:
        connection = kind(*address)
        while True:
            if rate:
                time.sleep(max(0.0, begin + next(turns) / rate - time.monotonic()))
            if (began := time.monotonic()) >= stop:
                return
            try:
                scenario(connection, numbers())
                outcome.times.append(time.monotonic() - began)
            except Wrong as error:
                outcome.wrong.append(str(error))
                if len(outcome.wrong) > 200:
                    return

    _together([threading.Thread(target=repeat) for _ in range(connections)])
    return outcome


def _together(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
