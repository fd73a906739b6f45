"""How often somebody may do something: counters in the cache, one sliding window each."""

import logging
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal

logger = logging.getLogger(__name__)


class TooManyRequests(Refusal):
    """`data["retry_after"]` is in seconds."""

    code = "TOO_MANY_REQUESTS"
    message = _("Bạn thử nhiều lần quá. Xin đợi %(retry_after)s giây.")
    retry = True


class Allowance(NamedTuple):
    """What is left: so many uses, and after so many seconds there are more."""

    left: int
    seconds: int


def client_of(request: HttpRequest) -> str:
    """Whom to count: the address that the outermost proxy of ours saw; without proxies, the peer's own.

    TRUSTED_PROXIES says how many of the last entries of X-Forwarded-For our own proxies wrote.
    """
    count: int = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if count and len(hops) >= count:
        return hops[-count]
    return str(request.META.get("REMOTE_ADDR", ""))


def take(*, name: str, key: str, limit: int, seconds: int, at: datetime, strict: bool = False) -> Allowance:
    """Count one use of `name` by `key`; raises TooManyRequests above `limit` uses in `seconds`.

    The window slides: the uses of the one before weigh by the part of it that lies in the last `seconds`. A
    refused use is not counted. When the cache is down it falls open with a log line; a strict one refuses.
    """
    try:
        left = _count(f"limit:{name}:{key}", limit=limit, seconds=seconds, at=at)
    except Exception:
        logger.warning("limit %s not counted: the cache does not answer", name, exc_info=True)
        left = -1 if strict else limit
    if left < 0:
        raise TooManyRequests(retry_after=_wait(seconds, at))
    return Allowance(left, _wait(seconds, at))


def _count(stem: str, *, limit: int, seconds: int, at: datetime) -> int:
    """How many uses are left after this one; below zero it is one too many. The cache increments atomically:
    two never share the last place."""
    window, into = divmod(at.timestamp(), seconds)
    current, before = f"{stem}:{int(window)}", f"{stem}:{int(window) - 1}"
    used = _one_more(current, seconds)
    weight = 1 - into / seconds
    left = limit - used - int(cache.get(before, 0) * weight)
    if left < 0:
        cache.decr(current)
    return left


def _one_more(current: str, seconds: int) -> int:
    """Count; a window's first use makes it."""
    try:
        return int(cache.incr(current))
    except ValueError:
        cache.add(current, 0, timeout=2 * seconds + 1)
        return int(cache.incr(current))


def _wait(seconds: int, at: datetime) -> int:
    return seconds - int(at.timestamp()) % seconds
