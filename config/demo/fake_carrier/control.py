"""POST /_control: what a test turns. GET /_control: what the fake holds.

Knobs: `hooks` ({"ghn": address}), `double` (every message twice), `delay_ms` (each waits a random time up to
this, which reorders them), `pause` (none leaves), `drop` (the next n are never sent), `story_seconds`
(parcels go through their story by themselves), `same_again` (see viettelpost.py), the faults of trouble.py.
Acts: {"move": {"carrier": "ghn", "waybill": "L…", "codes": ["picked"], "words": "…"}}.
"""

from typing import Any

from config.demo.fake_carrier import trouble
from config.demo.fake_carrier.books import BOOKS
from config.demo.fake_carrier.desk import Desk
from config.demo.fake_stripe.store import Shape, Store

KNOBS = (
    "hooks",
    "double",
    "delay_ms",
    "pause",
    "drop",
    "story_seconds",
    "same_again",
    *trouble.KINDS,
)


def turn(store: Store, wanted: Shape) -> Shape:
    unknown = set(wanted) - set(KNOBS) - {"move"}
    if unknown:
        return {"error": f"unknown: {', '.join(sorted(unknown))}"}
    with store.transaction():
        for name in KNOBS:
            if name in wanted:
                store.turn(name, wanted[name])
        if "move" in wanted:
            move(Desk(store), **wanted["move"])
    return state(store)


def move(desk: Desk, *, carrier: str, waybill: str, codes: list[str], words: str = "") -> None:
    for code in codes:
        order = desk.order(carrier, waybill)
        if order is None:
            raise ValueError(f"no {carrier} order {waybill}")
        desk.send(carrier, BOOKS[carrier].message(desk.move(order, code), code, words=words))


def tell_story(desk: Desk, order_id: str) -> None:
    """One step further; the last step of the story is the last."""
    order = desk.store.get(order_id)
    if order is None:
        return
    story = BOOKS[order["carrier"]].STORY
    told = order["status"]
    following = story[story.index(told) + 1 :] if told in story else story
    if order["status"] == BOOKS[order["carrier"]].CANCELLED or not following:
        return
    move(desk, carrier=order["carrier"], waybill=order["waybill"], codes=[following[0]])
    desk.next_story(order)


def state(store: Store) -> Shape:
    orders: list[Any] = store.newest("order")
    return {
        "knobs": {name: store.knob(name) for name in KNOBS},
        "waiting": store.deliveries_left(),
        "orders": orders,
    }
