"""One POST to a real server: what goes out, what is taken of the answer, and what is never done."""

import asyncio
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from logistics.webhooks import sending
from logistics.webhooks.sending import Answer, post, read_retry_after
from tests.factories.dispatch import NOW
from tests.factories.webhooks import Receiver, receiver


@pytest.fixture
def there(settings: LazySettings) -> Iterator[Receiver]:
    settings.WEBHOOKS_TO_PRIVATE = True
    with receiver() as found:
        yield found


def send(url: str, **headers: str) -> Answer:
    """In a thread: an event loop of the browser tests may stand in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, post(url=url, headers=headers, body=b'{"a": 1}', at=NOW)).result()


def test_the_bytes_and_headers_arrive_as_they_were_signed(there: Receiver) -> None:
    answer = send(there.url, **{"webhook-id": "msg_1"})
    assert (answer.status, answer.ok) == (204, True)
    [got] = there.got
    assert (got.path, got.body, got.headers["webhook-id"]) == ("/hook", b'{"a": 1}', "msg_1")
    assert got.headers["host"] == there.url.split("/")[2]


@pytest.mark.parametrize(
    ("status", "ok"), [(200, True), (299, True), (301, False), (404, False), (500, False)]
)
def test_only_2xx_counts(there: Receiver, status: int, ok: bool) -> None:
    there.answer = lambda _got: (status, {}, b"")
    assert send(there.url).ok is ok


def test_a_redirect_is_not_followed(there: Receiver) -> None:
    there.answer = lambda _got: (307, {"location": there.url + "/inside"}, b"")
    assert send(there.url).status == 307
    assert [got.path for got in there.got] == ["/hook"]


def test_of_a_long_answer_only_the_beginning_is_read(there: Receiver) -> None:
    there.answer = lambda _got: (200, {}, b"x" * 50_000_000)
    began = time.monotonic()
    answer = send(there.url)
    assert answer.ok
    assert len(answer.text) == 500
    assert time.monotonic() - began < 5


def test_a_packed_bomb_stays_packed(there: Receiver) -> None:
    there.answer = lambda _got: (200, {"content-encoding": "gzip"}, b"\x1f\x8b" + b"\0" * 100)
    assert send(there.url).ok


def test_who_answers_too_slowly_is_left(there: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "TIMEOUT_S", 0.3)

    def sleep(_got: object) -> tuple[int, dict[str, str], bytes]:
        time.sleep(1)
        return 200, {}, b""

    there.answer = sleep
    assert send(there.url).error == "timeout"


def drip(connection: socket.socket) -> None:
    """A byte now and then, for ever: each read is in time, the whole is not."""
    try:
        for letter in "HTTP/1.1 200 OK\r\nX-Slow: " + "y" * 1000:
            connection.sendall(letter.encode())
            time.sleep(0.1)
    except OSError:
        return


def test_who_drips_is_left_too(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    settings.WEBHOOKS_TO_PRIVATE = True
    monkeypatch.setattr(sending, "TIMEOUT_S", 0.6)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: drip(server.accept()[0]), daemon=True).start()
        began = time.monotonic()
        assert send(f"http://127.0.0.1:{server.getsockname()[1]}/").error == "timeout"
        assert time.monotonic() - began < 2


def test_nobody_there(settings: LazySettings) -> None:
    settings.WEBHOOKS_TO_PRIVATE = True
    assert send("http://127.0.0.1:9/").error == "connection"
    assert send("http://no-such-name.invalid/").error == "name"


def test_a_server_that_speaks_something_else(settings: LazySettings) -> None:
    import threading

    settings.WEBHOOKS_TO_PRIVATE = True
    with socket.create_server(("127.0.0.1", 0)) as server:

        def speak() -> None:
            connection = server.accept()[0]
            connection.recv(1000)
            connection.sendall(b"220 smtp.example ESMTP\r\n")
            connection.close()

        threading.Thread(target=speak, daemon=True).start()
        assert send(f"http://127.0.0.1:{server.getsockname()[1]}/").error == "protocol"


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1:{}/", "https://2130706433:{}/", "https://0x7f.1:{}/", "https://localhost:{}/"]
)
def test_the_inside_is_not_called_however_it_is_written(url: str) -> None:
    with receiver() as there:
        port = there.url.split(":")[2].split("/")[0]
        assert send(url.format(port)).error in ("refused_address", "name")
        assert there.got == []


def test_a_name_that_changes_its_mind_gains_nothing(
    there: Receiver, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first answer of the name is looked at and called; there is no second question."""
    settings.WEBHOOKS_TO_PRIVATE = False
    port, asked = int(there.url.split(":")[2].split("/")[0]), []

    async def rebinding(_loop: Any, host: str, _port: Any, **_rest: Any) -> list[Any]:
        asked.append(host)
        address = "203.0.114.7" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", rebinding)
    monkeypatch.setattr(sending, "TIMEOUT_S", 0.5)
    answer = send(f"http://partner.example:{port}/hook")
    assert answer.error in ("timeout", "connection")
    assert there.got == []
    assert set(asked) <= {"partner.example", "203.0.114.7"}


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("Wed, 10 Jun 2026 02:01:00 GMT", timedelta(minutes=1)),
        ("Wed, 10 Jun 2020 02:01:00 GMT", None),
        ("0", None),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("9" * 50, timedelta(days=1157, seconds=35200)),
        ("²", None),
    ],
)
def test_retry_after_as_seconds_or_a_date(value: str, wait: timedelta | None) -> None:
    assert read_retry_after(value, at=NOW) == wait
