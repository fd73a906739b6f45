"""HTTP: reads a request, hands it on, writes the answer (or loses it)."""

import json
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from config.demo.fake_stripe import api, control, intents, pages, trouble
from config.demo.fake_stripe.desk import Desk
from config.demo.fake_stripe.faults import StripeFault
from config.demo.fake_stripe.store import Store
from config.demo.fake_stripe.webhooks import Endpoint, Sender

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, Stripe-Version",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
}
LARGEST_BODY = 1_000_000


class FakeStripe(ThreadingHTTPServer):
    """Listens on the loopback address only. `start` also starts the sender of webhooks."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, *, port: int, state: Path, webhook: str = "", secret: str = "") -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.store = Store(state)
        self.sender = Sender(self.store, Endpoint(webhook, secret) if webhook else None)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

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
    server: FakeStripe

    def do_OPTIONS(self) -> None:
        self._send(204, b"", {})

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/_control":
            self._send_json(200, control.state(self.server.store))
        elif path.rstrip("/") == "/v3":
            self._send(200, pages.script(), {"Content-Type": "text/javascript; charset=utf-8"})
        elif path.startswith("/3ds/"):
            self._bank_page(path.removeprefix("/3ds/"), passed=None)
        else:
            self._api("GET")

    def do_POST(self) -> None:
        path = urlsplit(self.path).path
        if path == "/_control":
            self._turn()
        elif path.startswith("/3ds/"):
            self._bank_page(path.removeprefix("/3ds/"), passed="passed=1" in self._read())
        else:
            self._api("POST")

    def _turn(self) -> None:
        try:
            wanted = json.loads(self._read() or "{}")
            self._send_json(200, control.turn(self.server.store, wanted))
        except (ValueError, StripeFault) as problem:
            self._send_json(400, {"error": str(problem)})

    def _api(self, method: str) -> None:
        ask = self._ask(method)
        reply = trouble.refuse_first(self.server.store, ask) or api.answer(self.server.store, ask)
        if trouble.loses(self.server.store, ask, reply):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        headers = {"Request-Id": reply.request_id}
        if reply.replayed:
            headers |= {"Idempotent-Replayed": "true", "Original-Request": reply.request_id}
        self._send_json(reply.status, reply.body, headers)

    def _ask(self, method: str) -> api.Ask:
        parts = urlsplit(self.path)
        return api.Ask(
            method=method,
            path=parts.path,
            query=parts.query,
            body=self._read(),
            authorization=self.headers.get("Authorization", ""),
            idempotency_key=self.headers.get("Idempotency-Key", ""),
            base_url=self.server.url,
        )

    def _bank_page(self, intent_id: str, *, passed: bool | None) -> None:
        """The hosted 3-D Secure page: shows two buttons, and after one of them what became of it."""
        store = self.server.store
        intent = store.get(intent_id)
        secret = parse_qs(urlsplit(self.path).query).get("client_secret", [""])[0]
        if intent is None or intent.get("client_secret") != secret:
            self._send(404, b"no such payment", {"Content-Type": "text/plain"})
            return
        if passed is not None:
            with store.transaction():
                intent = _authenticated(store, intent_id, passed=passed)
        self._send(200, pages.bank(intent), {"Content-Type": "text/html; charset=utf-8"})

    def _read(self) -> str:
        length = min(int(self.headers.get("Content-Length") or 0), LARGEST_BODY)
        return self.rfile.read(length).decode()

    def _send_json(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        text = json.dumps(body, indent=2).encode()
        self._send(status, text, {"Content-Type": "application/json"} | (headers or {}))

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        try:
            self.send_response(status)
            for name, value in (CORS | headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the shop's own log says what was asked."""


def _authenticated(store: Store, intent_id: str, *, passed: bool) -> dict[str, Any]:
    try:
        return intents.authenticate(Desk(store), intent_id, passed=passed)
    except StripeFault as fault:
        return dict(fault.body["error"].get("payment_intent") or {})
