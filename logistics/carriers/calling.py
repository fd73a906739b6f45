"""HTTP to a carrier: timeouts, a bound on the answer's size, no redirects, a breaker, and one question
answered for every failure: may it have happened (Unsure) or surely not (NotDone)?
"""

import json
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import httpx

from logistics.carriers.breaker import Breaker, breaker_of
from logistics.carriers.trouble import KeyRefused, NotDone, Refused, Unsure

TIMEOUT: Final = httpx.Timeout(connect=3.0, read=10.0, write=5.0, pool=5.0)
LARGEST_ANSWER: Final = 4_000_000
PAUSES: Final = (0.2, 0.8)
"""Seconds before a question that changes nothing is asked again."""

Shape = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes

    def json(self) -> Any:
        """Raises Unsure for what is not JSON: somebody between us and the carrier may have answered."""
        try:
            return json.loads(self.body)
        except ValueError as problem:
            raise Unsure("WRONG_JSON", self.body[:100].decode(errors="replace")) from problem

    def shape(self) -> Shape:
        found = self.json()
        if not isinstance(found, dict):
            raise Unsure("WRONG_SHAPE", str(found)[:100])
        return found


@cache
def _client(base_url: str) -> httpx.Client:
    """One pool of connections per carrier and process."""
    limits = httpx.Limits(max_connections=20, max_keepalive_connections=5, keepalive_expiry=30)
    return httpx.Client(
        base_url=base_url, timeout=TIMEOUT, limits=limits, follow_redirects=False, trust_env=False
    )


@dataclass(frozen=True)
class Line:
    """To one carrier's address."""

    base_url: str

    def ask(self, method: str, path: str, **options: Any) -> Reply:
        """A question that changes nothing: asked up to three times."""
        for pause in PAUSES:
            try:
                return self.tell(method, path, **options)
            except (KeyRefused, Refused):
                raise
            except (NotDone, Unsure):
                time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311
        return self.tell(method, path, **options)

    def tell(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
        content: Any = None,
        accept: tuple[int, ...] = (),
    ) -> Reply:
        """Once. `content` goes as JSON. 2xx and the statuses in `accept` come back."""
        breaker = breaker_of(self.base_url)
        if not breaker.allows():
            raise NotDone("RESTING", "the carrier has just failed several times")
        reply = _send(self.base_url, breaker, method, path, headers, params, content)
        if 200 <= reply.status < 300 or reply.status in accept:
            breaker.succeeded()
            return reply
        raise _failure(reply, breaker)


def _send(
    base_url: str,
    breaker: Breaker,
    method: str,
    path: str,
    headers: Mapping[str, str] | None,
    params: Mapping[str, Any] | None,
    content: Any,
) -> Reply:
    try:
        with _client(base_url).stream(
            method, path, headers=dict(headers or {}), params=params, json=content
        ) as answer:
            return Reply(answer.status_code, _read(answer))
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as problem:
        breaker.failed()
        raise NotDone("NOT_REACHED", str(problem)) from problem
    except httpx.HTTPError as problem:
        breaker.failed()
        raise Unsure("NO_ANSWER", f"{type(problem).__name__} {problem}") from problem


def _read(answer: httpx.Response) -> bytes:
    parts, size = [], 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > LARGEST_ANSWER:
            raise Unsure("TOO_LARGE", f"more than {LARGEST_ANSWER} bytes")
        parts.append(part)
    return b"".join(parts)


def _failure(reply: Reply, breaker: Breaker) -> Exception:
    words = reply.body[:200].decode(errors="replace")
    if reply.status in (401, 403):
        breaker.succeeded()
        return KeyRefused(f"HTTP_{reply.status}", words)
    if reply.status == 429:
        breaker.failed()
        return NotDone("TOO_MANY", words)
    if reply.status >= 500 or reply.status < 400:  # a redirect is no answer: nothing is sent where it points
        breaker.failed()
        return Unsure(f"HTTP_{reply.status}", words)
    breaker.succeeded()
    return Refused(f"HTTP_{reply.status}", words)
