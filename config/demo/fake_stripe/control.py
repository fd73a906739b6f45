"""POST /_control: what a test turns. GET /_control: what the fake holds.

Knobs: `double` (every webhook twice), `delay_ms` (each waits a random time up to this, which reorders them),
`pause` (none leaves), `drop` (the next n are never sent), `hold_seconds` (how long a card holds the money),
`slow_seconds` (how long a slow refund takes), `lose` and `fail` (see trouble.py).
Acts: {"expire": "pi_…"} ends a hold, {"authenticate": "pi_…", "passed": true} is the bank's page.
"""

from typing import Any

from config.demo.fake_stripe import intents
from config.demo.fake_stripe.desk import Desk
from config.demo.fake_stripe.store import Shape, Store

KNOBS = ("double", "delay_ms", "pause", "drop", "hold_seconds", "slow_seconds", "lose", "fail")


def turn(store: Store, wanted: Shape) -> Shape:
    unknown = set(wanted) - set(KNOBS) - {"expire", "authenticate", "passed"}
    if unknown:
        return {"error": f"unknown: {', '.join(sorted(unknown))}"}
    with store.transaction():
        for name in KNOBS:
            if name in wanted:
                store.turn(name, wanted[name])
        if "expire" in wanted:
            intents.expire(Desk(store), wanted["expire"])
        if "authenticate" in wanted:
            intents.authenticate(Desk(store), wanted["authenticate"], passed=bool(wanted.get("passed", True)))
    return state(store)


def state(store: Store) -> Shape:
    """Knobs, and everything that cost somebody money, for the checks after a kill."""
    things: dict[str, list[Any]] = {
        kind: store.newest(kind) for kind in ("payment_intent", "charge", "refund")
    }
    return {
        "knobs": {name: store.knob(name) for name in KNOBS},
        "waiting": store.deliveries_left(),
        **things,
    }
