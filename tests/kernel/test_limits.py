"""On the real cache (Valkey)."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from kernel.limits import TooManyRequests, take

START = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def uses(count: int, *, at: datetime, key: str = "ann", limit: int = 3) -> int:
    """How many of `count` uses were allowed."""
    allowed = 0
    for _ in range(count):
        try:
            take(name="ring", key=key, limit=limit, seconds=60, at=at)
        except TooManyRequests:
            continue
        allowed += 1
    return allowed


def test_so_many_uses_and_no_more():
    assert uses(5, at=START) == 3


def test_each_key_and_each_name_has_its_own_count():
    assert uses(3, at=START) == 3
    assert uses(3, at=START, key="binh") == 3
    take(name="knock", key="ann", limit=1, seconds=60, at=START)


def test_the_window_slides():
    assert uses(3, at=START + timedelta(seconds=59)) == 3
    assert uses(3, at=START + timedelta(seconds=61)) == 1, (
        "a full burst at each side of the minute is too much"
    )
    assert uses(3, at=START + timedelta(seconds=179)) == 3


def test_a_refused_use_is_not_counted():
    assert uses(50, at=START) == 3
    assert uses(3, at=START + timedelta(seconds=119)) == 3


def test_the_refusal_says_how_long_to_wait():
    uses(3, at=START)
    with pytest.raises(TooManyRequests) as refused:
        take(name="ring", key="ann", limit=3, seconds=60, at=START + timedelta(seconds=20))
    assert refused.value.data == {"retry_after": 40}
    assert "40" in refused.value.text
    assert refused.value.retry


def test_many_at_once_never_share_the_last_place():
    allowed: list[int] = []
    threads = [
        threading.Thread(target=lambda: allowed.append(uses(25, at=START, limit=40))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(allowed) <= 40
    assert sum(allowed) >= 37, "a use may be refused while a refused one is being taken back, no more"


def test_when_the_cache_is_down_it_opens_with_a_line_in_the_log_and_a_strict_one_refuses(settings, caplog):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1",
        }
    }
    assert uses(5, at=START) == 5
    assert "the cache does not answer" in caplog.text
    with pytest.raises(TooManyRequests):
        take(name="ring", key="ann", limit=3, seconds=60, at=START, strict=True)
