"""POST /_control: what a test or the demo's desk turns. GET /_control?newest=40: what the fake holds.

Knobs: `shop` and `hooks` ({"ghn": address}; below `shop` where it is a path), `double` (every message twice),
`delay_ms` (each waits a random time up to this, which reorders them), `pause` (none leaves), `drop` (the next
n are never sent), `story_seconds` (parcels go through their story by themselves), `same_again` (see
viettelpost.py), the faults of trouble.py.
Acts: {"move": {"carrier": "ghn", "waybill": "L…", "codes": ["picked"], "words": "…"}};
{"step": {"carrier": "ghn", "waybill": "L…", "what": "next"}}, or what of stories.mishaps has happened.
"""

from typing import Any

from config.demo.fake_carrier import stories, trouble
from config.demo.fake_carrier.books import BOOKS
from config.demo.fake_carrier.desk import Desk
from config.demo.fake_stripe.store import Shape, Store

KNOBS = (
    "shop",
    "hooks",
    "double",
    "delay_ms",
    "pause",
    "drop",
    "story_seconds",
    "same_again",
    *trouble.KINDS,
)
ACTS = ("move", "step")
STORY = "story"


def turn(store: Store, wanted: Shape) -> Shape:
    """ValueError: no such knob, parcel or step; nothing was done then."""
    if not isinstance(wanted, dict):
        raise ValueError("not an object")
    unknown = set(wanted) - {*KNOBS, *ACTS}
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    with store.transaction():
        for name in KNOBS:
            if name in wanted:
                store.turn(name, wanted[name])
        if "story_seconds" in wanted:
            _wind_stories(Desk(store))
        if "move" in wanted:
            move(Desk(store), **wanted["move"])
        if "step" in wanted:
            step(Desk(store), **wanted["step"])
    return state(store)


def move(desk: Desk, *, carrier: str, waybill: str, codes: list[str], words: str = "") -> None:
    for code in codes:
        order = _order(desk, carrier, waybill)
        desk.send(carrier, BOOKS[carrier].message(desk.move(order, code), code, words=words))


def step(desk: Desk, *, carrier: str, waybill: str, what: str) -> None:
    """One step of the story, or a mishap."""
    order = _order(desk, carrier, waybill)
    book = BOOKS[carrier]
    code = stories.next_code(book, order) if what == "next" else stories.mishaps(book, order).get(what)
    if not code:
        raise ValueError(f"{what} cannot happen to {carrier} {waybill} now")
    move(desk, carrier=carrier, waybill=waybill, codes=[code], words=stories.WORDS.get(what, ""))


def _order(desk: Desk, carrier: str, waybill: str) -> Shape:
    order = desk.order(carrier, waybill)
    if order is None:
        raise ValueError(f"no {carrier} order {waybill}")
    return order


def _wind_stories(desk: Desk) -> None:
    """Every parcel that has some way to go begins, or stops, to go it by itself."""
    desk.store.forget_later(STORY)
    for order in desk.store.newest("order"):
        if not order["draft"] and stories.next_code(BOOKS[order["carrier"]], order):
            desk.next_story(order)


def tell_story(desk: Desk, order_id: str) -> None:
    """One step further; the last step of the story is the last."""
    order = desk.store.get(order_id)
    if order is not None and stories.next_code(BOOKS[order["carrier"]], order):
        step(desk, carrier=order["carrier"], waybill=order["waybill"], what="next")
        desk.next_story(order)


def state(store: Store, *, newest: int | None = None) -> Shape:
    """All orders, or so many of the newest; a draft is one too."""
    orders: list[Any] = store.newest("order", limit=newest)
    return {
        "knobs": {name: store.knob(name) for name in KNOBS},
        "waiting": store.deliveries_left(),
        "orders": [order | _may(order) for order in orders],
    }


def _may(order: Shape) -> Shape:
    """Which steps its desk may take with it."""
    book = BOOKS[order["carrier"]]
    if order["draft"]:
        return {"next": "", "mishaps": []}
    return {"next": stories.next_code(book, order), "mishaps": list(stories.mishaps(book, order))}
