"""HTTP: /<carrier>/<the carrier's own address>, and /_control."""

import json
import socket
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from config.demo.fake_carrier import control, trouble
from config.demo.fake_carrier.books import BOOKS
from config.demo.fake_carrier.desk import Ask, Desk, Reply
from config.demo.fake_carrier.sender import Sender
from config.demo.fake_stripe.store import Store

LARGEST_BODY = 1_000_000


class FakeCarrier(ThreadingHTTPServer):
    """Listens on the loopback address only."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, *, port: int, state: Path) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.store = Store(state)
        self.sender = Sender(self.store)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def turn(self, name: str, value: Any) -> None:
        with self.store.transaction():
            self.store.turn(name, value)

    def serve(self) -> None:
        self.sender.start()
        self.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        self.sender.stopped.set()
        self.shutdown()
        self.server_close()
        if self.sender.is_alive():
            self.sender.join(timeout=15)
        self.store.close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeCarrier

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/_control":
            newest = parse_qs(parts.query).get("newest", [""])[0]
            limit = int(newest) if newest.isdecimal() else None
            self._send(200, control.state(self.server.store, newest=limit))
        else:
            self._answer("GET")

    def do_POST(self) -> None:
        if self.path == "/_control":
            self._turn()
        else:
            self._answer("POST")

    def _turn(self) -> None:
        """Not for pages of other servers that happen to be open in the browser."""
        if self.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            self._send(403, {"error": "from another site"})
            return
        try:
            self._send(200, control.turn(self.server.store, json.loads(self._read() or b"{}")))
        except (ValueError, TypeError, AttributeError) as problem:
            self._send(400, {"error": str(problem)})

    def _answer(self, method: str) -> None:
        store = self.server.store
        body = self._read()
        if wish := trouble.take(store, "slow", self.path):
            time.sleep(wish.get("seconds", 1))
        if wish := trouble.take(store, "fail", self.path):
            self._send(wish.get("status", 500), {"message": "something is wrong on the carrier's side"})
            return
        reply = self._reply(method, body)
        if trouble.take(store, "lose", self.path):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif trouble.take(store, "garble", self.path):
            self._send(200, b"<html><body>502 Bad Gateway</body></html>")
        else:
            self._send(reply.status, reply.body)

    def _reply(self, method: str, body: bytes) -> Reply:
        parts = urlsplit(self.path)
        _empty, carrier, *_rest = parts.path.split("/", 2)
        if carrier not in BOOKS:
            return Reply(404, {"message": f"no carrier {carrier}"})
        ask = Ask(
            carrier=carrier,
            method=method,
            path=parts.path.removeprefix(f"/{carrier}"),
            query=parse_qs(parts.query),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
        )
        with self.server.store.transaction():
            found: Reply = BOOKS[carrier].answer(Desk(self.server.store), ask)
        return found

    def _read(self) -> bytes:
        return self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LARGEST_BODY))

    def _send(self, status: int, body: Any) -> None:
        plain = isinstance(body, bytes)
        sent = body if plain else json.dumps(body, ensure_ascii=False).encode()
        kind = (
            "application/pdf"
            if plain and sent.startswith(b"%PDF")
            else "text/html"
            if plain
            else "application/json"
        )
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the shop's own log says what was asked."""
