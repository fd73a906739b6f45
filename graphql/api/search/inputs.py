"""What a list of listings is narrowed by and measured from."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import graphene

from api.limits import MAX_PAGE
from api.node import key_of
from api.refusals import BadPageSize
from kernel.clock import local_day
from kernel.places.queries import commune
from kernel.text import tidy_line
from marketplace.households.queries import household_in_public
from search.delivery import ANY_DAY, Delivery, deliver_to
from search.distance import Point, read_point
from search.enums import PriceBand
from search.harvests import Harvest, read_harvest
from search.request import Filters


def _strings(description: str = "") -> graphene.List:
    kind = graphene.NonNull(graphene.String)
    return graphene.List(kind, required=True, default_value=[], description=description or None)


class DeliveryInput(graphene.InputObjectType):
    """What some carrier would bring there, fresh, if it were ordered and paid now."""

    commune = graphene.String(required=True, description="The code of a commune of today.")
    by = graphene.Date(
        description="The last day on which it may arrive; left out: any. A past one is refused with "
        "DELIVERY_DAY_PAST."
    )


class NearInput(graphene.InputObjectType):
    """A place to measure from: a commune by its code, or a point."""

    commune = graphene.String()
    latitude = graphene.Float(description="WGS 84, degrees; taken to a hundredth of one.")
    longitude = graphene.Float()


class ListingFilter(graphene.InputObjectType):
    """Values within one filter widen, filters among each other narrow."""

    commodities = _strings()
    groups = _strings()
    provinces = _strings()
    price_bands = _strings("Dong a kilogram: " + ", ".join(PriceBand.values))
    grades = _strings('As sellers write them ("loại 1"); capitals count as small letters.')
    harvest = graphene.String(
        description="When it is harvested: fresh (brought in within three days), 7-days, 14-days (from "
        "today on), a month 2026-12, an ISO week 2026-W49, or two days 2026-12-01/2026-12-10. Refused "
        "with HARVEST_UNREADABLE or HARVEST_BACKWARDS."
    )
    delivers_to = DeliveryInput()
    seller_id = graphene.ID()
    in_stock_only = graphene.Boolean(required=True, default_value=False)


def filters_of(given: Mapping[str, Any], deliver: Mapping[str, Any] | None, *, at: datetime) -> Filters:
    """`deliver`: where days of delivery are counted for, if no filter says it."""
    seller = given.get("seller_id")
    households = (
        (household_in_public(key=key_of(seller, "Household", field="filter.sellerId")).pk,) if seller else ()
    )
    return Filters(
        commodities=_values(given, "commodities"),
        groups=_values(given, "groups"),
        provinces=_values(given, "provinces"),
        price_bands=_values(given, "price_bands"),
        grades=tuple(tidy_line(grade) for grade in _values(given, "grades")),
        households=households,
        in_stock_only=bool(given.get("in_stock_only")),
        harvest=_harvest(given.get("harvest"), at),
        delivery=_delivery(given.get("delivers_to"), deliver, at),
    )


def home_of(given: Mapping[str, Any]) -> str:
    """The province's code of the commune that goods are to be brought to; "" where none is said."""
    wanted = given.get("delivers_to")
    return commune(wanted["commune"]).province_code if wanted else ""


def point_of(near: Mapping[str, Any] | None) -> Point | None:
    """UnknownPlace; PointImpossible for none or half a point."""
    if near is None:
        return None
    if code := near.get("commune"):
        place = commune(code)
        return Point(place.latitude, place.longitude)
    return read_point(near.get("latitude"), near.get("longitude"))


def _harvest(text: str | None, at: datetime) -> Harvest | None:
    return read_harvest(text, today=local_day(at)) if text is not None else None


def _delivery(
    wanted: Mapping[str, Any] | None, near: Mapping[str, Any] | None, at: datetime
) -> Delivery | None:
    if wanted is not None:
        return deliver_to(wanted["commune"], by=wanted.get("by") or ANY_DAY, at=at)
    code = (near or {}).get("commune")
    return deliver_to(code, at=at) if code else None


def _values(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = given.get(name) or ()
    if len(values) > MAX_PAGE or any(len(value) > MAX_PAGE for value in values):
        raise BadPageSize(field=f"filter.{name}", most=MAX_PAGE)
    return tuple(values)
