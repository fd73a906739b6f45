"""Short-lived tokens that some carriers hand out for a name and a password: kept in the process, never on
disk, and fetched anew when the carrier no longer takes one.
"""

import threading
from collections.abc import Callable
from time import monotonic

KEPT_SECONDS = 30 * 60

_lock = threading.Lock()
_kept: dict[tuple[str, ...], tuple[float, str]] = {}


def token_of(*account: str, fetch: Callable[[], str]) -> str:
    known = _kept.get(account)
    if known is not None and monotonic() - known[0] < KEPT_SECONDS:
        return known[1]
    with _lock:
        token = fetch()
        _kept[account] = (monotonic(), token)
    return token


def forget_token(*account: str) -> None:
    _kept.pop(account, None)
