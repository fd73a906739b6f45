"""Faults on demand. A wish is {"path": part of an address, "times": n, …}; every use takes one off.

slow: waits `seconds` first · fail: answers `status` and does nothing · garble: does it, and answers what is
no JSON · lose: does it, and the answer never arrives.
"""

from typing import Any

from config.demo.fake_stripe.store import Store

KINDS = ("slow", "fail", "garble", "lose")


def take(store: Store, kind: str, path: str) -> dict[str, Any] | None:
    """The wish that holds for this request, used up by one."""
    with store.transaction():
        wishes: list[dict[str, Any]] = store.knob(kind, [])
        for wish in wishes:
            if wish["path"] in path and wish["times"] > 0:
                wish["times"] -= 1
                store.turn(kind, wishes)
                return wish
    return None
