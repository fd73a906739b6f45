"""One parcel out of several households' boxes: the rule, and what it saves.

Neighbours of one commune who send to the same door on the same day may share a box where the goods allow it.
Who packs it and who is paid what is the shop's affair: checkout does not combine by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from logistics.carriers.quotes import Offer, cheapest
from logistics.goods.models import Commodity

COLD_SPAN_C = 3
"""Bands that overlap by less cannot be kept in one box: the ice is not that exact."""


@dataclass(frozen=True, kw_only=True)
class Box:
    """What one household would send by itself. `recipient` is any name of the door."""

    reference: str
    sender_commune: str
    recipient: str
    recipient_commune: str
    ready_on: date
    gross_g: int
    cod_dong: int
    goods: Sequence[Commodity]
    remaining_hours: int | None = None


class Together(NamedTuple):
    """Boxes that may share one parcel, and both prices (dong); `offer` is for the parcel of all."""

    boxes: Sequence[Box]
    offer: Offer
    apart_dong: int

    @property
    def saved_dong(self) -> int:
        return self.apart_dong - self.offer.price_dong


def may_share(goods: Sequence[Commodity]) -> bool:
    """Whether these kinds keep together: all cold or none, dry goods apart from what sweats, and temperature
    bands that overlap by at least COLD_SPAN_C.
    """
    if len({kind.needs_chill for kind in goods}) > 1 or len({kind.dry for kind in goods}) > 1:
        return False
    lows = [kind.temperature_min for kind in goods if kind.temperature_min is not None]
    highs = [kind.temperature_max for kind in goods if kind.temperature_max is not None]
    if not lows or not highs:
        return True
    narrowest = min(high - low for low, high in zip(lows, highs, strict=False))
    return min(highs) - max(lows) >= min(COLD_SPAN_C, narrowest)


def combine(boxes: Sequence[Box], *, at: datetime) -> list[Together]:
    """The groups that may share a parcel and save money by it, the largest saving first. A box that cannot
    be sent by itself, and a group that no one service takes, stay out.
    """
    groups: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: (box.gross_g, box.reference)):
        home = next((group for group in groups if _joins(box, group)), None)
        if home is None:
            groups.append([box])
        else:
            home.append(box)
    found = [together for group in groups if len(group) > 1 and (together := _together(group, at=at))]
    return sorted(found, key=lambda together: -together.saved_dong)


def _joins(box: Box, group: Sequence[Box]) -> bool:
    """Same commune, door and day, and goods that keep together."""
    first = group[0]
    same = (box.sender_commune, box.recipient, box.recipient_commune, box.ready_on) == (
        first.sender_commune,
        first.recipient,
        first.recipient_commune,
        first.ready_on,
    )
    return same and may_share([kind for one in (*group, box) for kind in one.goods])


def _together(group: Sequence[Box], *, at: datetime) -> Together | None:
    apart = [_alone(box, at=at) for box in group]
    prices = [offer.price_dong for offer in apart if offer is not None]
    whole = cheapest(
        sender_commune=group[0].sender_commune,
        recipient_commune=group[0].recipient_commune,
        gross_g=sum(box.gross_g for box in group),
        cod_dong=sum(box.cod_dong for box in group),
        needs_chill=any(kind.needs_chill for box in group for kind in box.goods),
        remaining_hours=_shortest(group),
        at=at,
    )
    if whole is None or len(prices) < len(group) or whole.price_dong >= sum(prices):
        return None
    return Together(group, whole, sum(prices))


def _alone(box: Box, *, at: datetime) -> Offer | None:
    return cheapest(
        sender_commune=box.sender_commune,
        recipient_commune=box.recipient_commune,
        gross_g=box.gross_g,
        cod_dong=box.cod_dong,
        needs_chill=any(kind.needs_chill for kind in box.goods),
        remaining_hours=box.remaining_hours,
        at=at,
    )


def _shortest(group: Sequence[Box]) -> int | None:
    """What spoils first sets the time for all."""
    return min((box.remaining_hours for box in group if box.remaining_hours is not None), default=None)
