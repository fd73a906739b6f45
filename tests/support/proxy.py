"""A small TCP proxy that can play a server which is down, hung, slow, or knows only a part."""

import contextlib
import socket
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CHUNK = 65_536


@dataclass
class Proxy:
    """Listens on a port of its own and forwards to `target` (host, port) as `mode` says, changed at any time.

    pass: as it is; down: connections are refused and open ones cut; hung: nothing comes back; slow: each
    answer `delay` seconds late; partial: a search's answer says that it was not finished.
    """

    target: tuple[str, int]
    mode: str = "pass"
    delay: float = 2.0
    _listener: socket.socket | None = None
    _open: set[socket.socket] = field(default_factory=set)
    _port: int = 0

    @classmethod
    def to(cls, url: str) -> "Proxy":
        parts = urlsplit(url)
        proxy = cls((parts.hostname or "127.0.0.1", parts.port or 80))
        proxy.turn("pass")
        return proxy

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def turn(self, mode: str) -> None:
        self.mode = mode
        if mode == "down":
            self.close()
        elif self._listener is None:
            self._listen()

    def close(self) -> None:
        listener, self._listener = self._listener, None
        for each in [*self._open, *([listener] if listener else [])]:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._open.clear()

    def _listen(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        listener.listen(64)
        self._port, self._listener = listener.getsockname()[1], listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.create_connection(self.target)
                self._open |= {client, server}
                for source, sink, back in ((client, server, False), (server, client, True)):
                    threading.Thread(target=self._carry, args=(source, sink, back), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, back: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                while self.mode == "hung":
                    time.sleep(0.02)
                if back and self.mode == "slow":
                    time.sleep(self.delay)
                if back and self.mode == "partial":
                    data = data.replace(b'"timed_out":false', b'"timed_out":true ')
                sink.sendall(data)
        for each in (source, sink):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
            self._open.discard(each)
