"""Ways on from a search that found nothing, as the listings' connection gives them."""

from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case

from api.connection import Page
from api.context import Info
from api.goods.types import Commodity
from search.help import Help, help_on, is_needed

_FIELDS = {"households": "sellerId", "delivery": "deliversTo"}
"""Filters that ListingFilter calls by another name."""


class FilterLeftOut(graphene.ObjectType):
    """A field of the filter, and how many listings are found without it."""

    filter = graphene.String(required=True)
    count = graphene.Int(required=True)


class ShelfCount(graphene.ObjectType):
    """A group, and how many listings stand in it."""

    group = graphene.String(required=True)
    count = graphene.Int(required=True)


class WaysOn(graphene.ObjectType):
    """What else one may ask; only what finds something."""

    without = graphene.List(
        graphene.NonNull(FilterLeftOut), required=True, description="Each with the other filters as they are."
    )
    unfiltered = graphene.Int(
        required=True, description="Found without any filter, where several are set; else 0."
    )
    out_of_season = graphene.List(
        graphene.NonNull(Commodity),
        required=True,
        description="What was asked for and is not harvested this month; `months` says when it is.",
    )
    shelves = graphene.List(
        graphene.NonNull(ShelfCount), required=True, description="The groups of what was asked for."
    )
    at_home = graphene.Int(
        required=True,
        description="In the province of `deliversTo` itself, whatever carriers do, where `deliversTo` is "
        "set; else 0.",
    )

    @staticmethod
    def resolve_without(found: Help, _info: Info) -> list[dict[str, Any]]:
        return [
            {"filter": _FIELDS.get(name, to_camel_case(name)), "count": hits}
            for name, hits in found.without.items()
        ]

    @staticmethod
    def resolve_shelves(found: Help, _info: Info) -> list[dict[str, Any]]:
        return [{"group": group, "count": hits} for group, hits in found.shelves.items()]


def resolve_ways_on(page: Page[Any], info: Info) -> Help | None:
    request, result, home = (page.extra[name] for name in ("request", "result", "home"))
    if not is_needed(request, result):
        return None
    return help_on(request=request, at=info.context.at, home_province=home)
