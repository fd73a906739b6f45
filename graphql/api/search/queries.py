"""The catalogue as a list: browsing and searching are one field."""

from collections.abc import Mapping
from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case

from api.catalogue.loaders import expect_listings
from api.catalogue.rows import ListingRow
from api.catalogue.types import AnyListing, Listing, listing_shown
from api.connection import Page, connection_for, decode_cursor, encode_cursor, window
from api.context import Info
from api.households.loaders import HouseholdById
from api.node import key_of
from api.refusals import BadCursor
from api.search.inputs import ListingFilter, NearInput, filters_of, home_of, point_of
from api.search.ways_on import WaysOn, resolve_ways_on
from api.selection import selected_below
from marketplace.catalogue.cards import listed_by_ids
from search import queries as engine
from search.enums import Sort
from search.refusals import PlaceNeeded
from search.request import FACETS

ListingSort = graphene.Enum.from_enum(Sort, name="ListingSort")


class FacetValue(graphene.ObjectType):
    """A value to filter by, and how many results it would leave."""

    value = graphene.String(required=True)
    count = graphene.Int(required=True)


class Facets(graphene.ObjectType):
    """Counts with the other filters as they are."""

    commodities = graphene.List(graphene.NonNull(FacetValue), required=True)
    provinces = graphene.List(graphene.NonNull(FacetValue), required=True)
    price_bands = graphene.List(graphene.NonNull(FacetValue), required=True)
    grades = graphene.List(graphene.NonNull(FacetValue), required=True)
    harvests = graphene.List(
        graphene.NonNull(FacetValue),
        required=True,
        description="Named windows, this month and the next two, in the order of time; one listing may be in "
        "several.",
    )
    deliveries = graphene.List(
        graphene.NonNull(FacetValue),
        required=True,
        description="By each day so many arrive at the commune of `deliversTo`, else of `near`; empty where "
        "neither is given. The last day has all that arrive at all.",
    )


_IN_ORDER = frozenset({"harvests", "deliveries"})
"""Facets whose values have an order of their own; of the others the commonest come first."""


def _resolve_facets(page: Page[Any], _info: Info) -> dict[str, list[dict[str, Any]]]:
    found = page.extra["result"].facets
    return {name: _counted(values, in_order=name in _IN_ORDER) for name, values in found.items()}


def _counted(values: Mapping[str, int], *, in_order: bool) -> list[dict[str, Any]]:
    pairs = values.items() if in_order else sorted(values.items(), key=lambda pair: -pair[1])
    return [{"value": value, "count": hits} for value, hits in pairs]


ListingConnection = connection_for(
    Listing,
    facets=graphene.Field(Facets, required=True, resolver=_resolve_facets),
    relaxed=graphene.Boolean(
        required=True,
        description="No listing holds all the words: these hold some of them.",
        resolver=lambda page, _info: page.extra["result"].relaxed,
    ),
    understood_as=graphene.String(
        description="The text that was searched for, where it is not what was typed: a slip or a keyboard "
        "was put right.",
        resolver=lambda page, _info: page.extra["result"].said or None,
    ),
    did_you_mean=graphene.String(
        description="Another text that may have been meant, to be asked about: few listings hold what was "
        "typed, or none, in which case those of this text are given (`relaxed`).",
        resolver=lambda page, _info: page.extra["result"].offered or None,
    ),
    meanings=graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="What a word without accents may mean; each is seen among the first.",
        resolver=lambda page, _info: list(page.extra["result"].senses),
    ),
    ways_on=graphene.Field(
        WaysOn,
        description="Where the first page has nothing that holds all the words: what else may be asked. Null "
        "where something was found.",
        resolver=resolve_ways_on,
    ),
    degraded=graphene.Boolean(
        required=True,
        description="The search engine is down: the shop's database answered, which ranks more simply.",
        resolver=lambda page, _info: page.extra["result"].degraded,
    ),
)


class SearchQueries:
    listings = graphene.Field(
        ListingConnection,
        required=True,
        text=graphene.String(required=True, default_value=""),
        filter=ListingFilter(required=True, default_value={}),
        sort=ListingSort(required=True, default_value=Sort.BEST),
        near=NearInput(
            description="Where the buyer is: what is near ranks higher. NEAREST measures from here and is "
            "refused with PLACE_NEEDED without it. POINT_IMPOSSIBLE: no such place."
        ),
        first=graphene.Int(),
        after=graphene.String(),
        description="What is on sale; with `text` what fits it, with or without accents. Forward only "
        "(`first`, `after`): a search engine reads from the best on.",
    )
    listing = graphene.Field(
        Listing,
        slug=graphene.String(),
        id=graphene.ID(),
        required=True,
        description="By its slug or its id. Off sale it is refused with LISTING_NOT_FOR_SALE, except to the "
        "household's own people by id.",
    )

    @staticmethod
    def resolve_listing(
        _root: None,
        info: Info,
        slug: str | None = None,
        id: str | None = None,
    ) -> AnyListing:
        if slug:
            return listing_shown(info.context, slug=slug)
        return listing_shown(info.context, key=key_of(id, "Listing"))

    @staticmethod
    def resolve_listings(
        _root: None,
        info: Info,
        text: str,
        filter: Any,
        sort: Sort,
        **given: Any,
    ) -> Page[ListingRow]:
        asked, wanted = window(given), selected_below(info)
        near = given.get("near")
        if Sort(sort) is Sort.NEAREST and near is None:
            raise PlaceNeeded(field="near")
        request = engine.SearchRequest(
            text=text,
            filters=filters_of(filter, near, at=info.context.at),
            sort=Sort(sort),
            size=asked.size,
            after=_place(asked.cursor) if asked.cursor else None,
            total="totalCount" in wanted,
            facets="facets" in wanted,
            counted=tuple(name for name in FACETS if to_camel_case(name) in selected_below(info, "facets")),
            here=point_of(near),
        )
        result = engine.search(request=request, at=info.context.at)
        return _page(info, request, result, home=home_of(filter))


def _place(cursor: str) -> tuple[int, int, int]:
    numbers = decode_cursor(cursor, 3)
    if any(isinstance(n, bool) or not isinstance(n, int) or not 0 <= n < 10**18 for n in numbers):
        raise BadCursor
    return numbers[0], numbers[1], numbers[2]


def _page(
    info: Info, request: engine.SearchRequest, result: engine.SearchResult, *, home: str
) -> Page[ListingRow]:
    ids = [hit.listing_id for hit in result.hits]
    found = listed_by_ids(ids, at=info.context.at)
    places = {hit.listing_id: hit.place for hit in result.hits}
    expect_listings(info.context, ids)
    info.context.loader(HouseholdById).expect(row.household_id for row in found.values())
    return Page(
        rows=[ListingRow(found[each], info.context) for each in ids if each in found],
        cursor_of=lambda row: encode_cursor(places[row.listed.pk]),
        has_next=result.has_more,
        has_previous=request.after is not None,
        count=lambda: result.total or 0,
        extra={"result": result, "request": request, "home": home},
    )
