"""Endpoints, and a receiver that answers as it is told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import factory
from factory.django import DjangoModelFactory

from logistics.webhooks.models import Endpoint, EndpointSecret
from tests.factories.dispatch import NOW

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # of the standard's own example


class EndpointFactory(DjangoModelFactory[Endpoint]):
    """With the standard's example secret."""

    class Meta:
        model = Endpoint
        skip_postgeneration_save = True

    carrier_code = "vnpost"
    url = "https://partner.example/hook"
    created_at = NOW

    @factory.post_generation
    def secret(self: Any, _create: bool, given: str | None, **_rest: Any) -> None:
        EndpointSecret.objects.create(endpoint=self, secret=given or SECRET, created_at=NOW)


@dataclass
class Got:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`answer`: called with each request; status, headers, body."""

    url: str
    got: list[Got] = field(default_factory=list)
    answer: Callable[[Got], tuple[int, dict[str, str], bytes]] = lambda _got: (204, {}, b"")


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A real HTTP server on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            got = Got(self.path, headers, body)
            told.got.append(got)
            status, more, text = told.answer(got)
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            try:
                self.wfile.write(text)
            except OSError:  # the sender has read enough
                return

        def log_message(self, *_args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told = Receiver(f"http://127.0.0.1:{server.server_address[1]}/hook")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
