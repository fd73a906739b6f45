"""From where parcels reach one commune, and by when: what `quotes` says, for every origin at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from kernel.clock import PEOPLE_ZONE
from kernel.places.queries import Place, ProvincePlace, commune, provinces
from logistics.carriers.card import card
from logistics.carriers.quotes import Way, ways

COMMUNES_KEPT = 1_024


class Origin(NamedTuple):
    """Places (codes of provinces, or of communes) from which the same ways lead, soonest first."""

    codes: tuple[str, ...]
    ways: tuple[Way, ...]


class Reach(NamedTuple):
    """The ways to a commune. What is said of a commune holds in place of what is said of its province."""

    communes: tuple[Origin, ...]
    provinces: tuple[Origin, ...]


def reach(*, recipient_commune: str, at: datetime) -> Reach:
    """From memory; computed once an hour for a commune. UnknownPlace: no such commune."""
    local = at.astimezone(PEOPLE_ZONE)
    hour = local.replace(minute=0, second=0, microsecond=0)
    begun = hour if local == hour else hour + timedelta(minutes=1)  # hours of freshness are whole ones
    return _reach(recipient_commune, begun, card().version)


@lru_cache(maxsize=COMMUNES_KEPT)
def _reach(recipient_commune: str, at: datetime, _version: object) -> Reach:
    recipient = commune(recipient_commune)
    everywhere = {
        each.code: _soonest(ways(sender=_some(each), recipient=recipient, at=at)) for each in provinces()
    }
    special = {}
    for code in {recipient.code, *(place for place in card().closed if len(place) == 5)}:
        sender = commune(code)
        own = _soonest(ways(sender=sender, recipient=recipient, at=at))
        if own != everywhere[sender.province_code]:
            special[code] = own
    return Reach(_grouped(special.items()), _grouped(everywhere.items()))


def _some(province: ProvincePlace) -> Place:
    """Any commune of it."""
    return Place("", "", "", province.code, province.name, province.latitude, province.longitude)


def _soonest(found: Iterable[Way]) -> tuple[Way, ...]:
    """Without those that another way betters in everything."""
    kept: list[Way] = []
    for way in sorted(found, key=lambda way: (way.arrives_on, way.good_until, not way.chills, -way.up_to_g)):
        if not any(_betters(other, way) for other in kept):
            kept.append(way)
    return tuple(kept)


def _betters(one: Way, other: Way) -> bool:
    """It arrives no later, since ways come in the order of their arrival."""
    return one.good_until <= other.good_until and one.chills >= other.chills and one.up_to_g >= other.up_to_g


def _grouped(pairs: Iterable[tuple[str, Sequence[Way]]]) -> tuple[Origin, ...]:
    found: dict[tuple[Way, ...], list[str]] = {}
    for code, lead in sorted(pairs):
        found.setdefault(tuple(lead), []).append(code)
    return tuple(Origin(tuple(codes), lead) for lead, codes in found.items())
