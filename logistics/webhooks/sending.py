"""One POST to a stranger: bounded in time and size, to the address that was looked at, nowhere else."""

import asyncio
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

import httpx

from logistics.webhooks.addresses import choose
from logistics.webhooks.refusals import UrlRefused

TIMEOUT_S: Final = 20.0  # for all of it: name, connection, sending, answer
_READ_BYTES: Final = 4096
_KEPT_LETTERS: Final = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` 0 when none came; then `error` is a word: timeout, refused_address, name, connection, tls,
    protocol."""

    status: int
    took_ms: int
    error: str = ""
    text: str = ""
    retry_after: timedelta | None = None

    @property
    def ok(self) -> bool:
        """Only 2xx is."""
        return 200 <= self.status < 300


async def post(*, url: str, headers: Mapping[str, str], body: bytes, at: datetime) -> Answer:
    """Never raises: what went wrong is in the answer. A redirect is an answer like any other."""
    began = time.monotonic()
    try:
        async with asyncio.timeout(TIMEOUT_S):
            status, text, retry = await _post(url, headers, body)
    except TimeoutError:
        return _none("timeout", began)
    except UrlRefused:
        return _none("refused_address", began)
    except (socket.gaierror, UnicodeError):
        return _none("name", began)
    except ssl.SSLError:
        return _none("tls", began)
    except httpx.TimeoutException:
        return _none("timeout", began)
    except httpx.ConnectError as problem:
        return _none("tls" if isinstance(problem.__cause__, ssl.SSLError) else "connection", began)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
        return _none("protocol", began)
    return Answer(status, _ms(began), "", text, read_retry_after(retry, at=at))


async def _post(url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str, str]:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    pinned = await _look_up(host, port)
    target = httpx.URL(url).copy_with(host=pinned, port=port)
    named = {**headers, "host": parts.netloc}
    async with httpx.AsyncClient(
        follow_redirects=False, trust_env=False, timeout=TIMEOUT_S, verify=True
    ) as client:
        request = client.build_request("POST", target, headers=named, content=body)
        request.extensions["sni_hostname"] = host
        answer = await client.send(request, stream=True)
        try:
            return answer.status_code, await _beginning(answer), answer.headers.get("retry-after", "")
        finally:
            await answer.aclose()


async def _look_up(host: str, port: int) -> str:
    """All addresses of the name, looked at once; the connection is made to the one chosen here, so that a
    name that answers differently the second time gains nothing."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return choose([str(info[4][0]) for info in found])


async def _beginning(answer: httpx.Response) -> str:
    """As sent, not unpacked, the first 4 KB; the rest is left unread with the connection."""
    read = b""
    async for piece in answer.aiter_raw():
        read += piece
        if len(read) >= _READ_BYTES:
            break
    text = read[:_READ_BYTES].decode("utf-8", "replace")
    return "".join(letter for letter in text if letter.isprintable())[:_KEPT_LETTERS]


def read_retry_after(value: str, *, at: datetime) -> timedelta | None:
    """Seconds or an HTTP date (RFC 9110, 10.2.3); None for anything else or the past."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:9]), 10**8)) or None
    try:
        wait = parsedate_to_datetime(value) - at
    except (ValueError, TypeError, OverflowError):
        return None
    return wait if wait > timedelta(0) else None


def _none(error: str, began: float) -> Answer:
    return Answer(0, _ms(began), error)


def _ms(began: float) -> int:
    return int(1000 * (time.monotonic() - began))
