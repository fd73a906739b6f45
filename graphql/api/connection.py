"""Relay connections by keyset: a cursor names the row it stands on, so inserts neither skip nor repeat a
row.

`paginate` reads one row more than asked and never counts; `totalCount` is a query of its own, run only
when selected. Sources: the Relay cursor connections specification (relay.dev/graphql/connections.htm).
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import graphene
import orjson
from django.db.models import DateTimeField, Model, Q, QuerySet

from api.limits import DEFAULT_PAGE, MAX_PAGE
from api.refusals import BadCursor, BadPageSize

Row = TypeVar("Row")
RowModel = TypeVar("RowModel", bound=Model)


@dataclass(frozen=True, slots=True)
class Window:
    """What part of a list is asked for: `size` rows after `after`, or before `before` when `backward`."""

    size: int
    cursor: str | None
    backward: bool = False


@dataclass(slots=True)
class Page(Generic[Row]):
    """A part of a list. `count` tells the whole list's length."""

    rows: Sequence[Row]
    cursor_of: Callable[[Row], str]
    has_next: bool = False
    has_previous: bool = False
    count: Callable[[], int] | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def window(arguments: dict[str, Any]) -> Window:
    """Raises BadPageSize for a size out of range, for both directions at once, or a cursor of the other
    direction.
    """
    first, last = arguments.get("first"), arguments.get("last")
    backward = last is not None
    size = int(last or first or DEFAULT_PAGE) if 0 not in (first, last) else 0
    if (first is not None and backward) or not 1 <= size <= MAX_PAGE:
        raise BadPageSize(field="last" if backward else "first", most=MAX_PAGE)
    if arguments.get("before" if not backward else "after"):
        raise BadPageSize(field="before", most=MAX_PAGE)
    return Window(size=size, cursor=arguments.get("before" if backward else "after"), backward=backward)


def encode_cursor(values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(list(values))).decode().rstrip("=")


def decode_cursor(cursor: str, length: int) -> list[Any]:
    """Raises BadCursor unless the cursor holds `length` plain values."""
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as error:
        raise BadCursor from error
    if not isinstance(values, list) or len(values) != length:
        raise BadCursor
    return values


def paginate(
    queryset: QuerySet[RowModel],
    *,
    order: Sequence[str],
    arguments: dict[str, Any],
    count: Callable[[], int] | None = None,
) -> Page[RowModel]:
    """A page of `queryset` in `order`: names of columns of moments and, last, of the key; a leading "-" for
    falling.
    """
    asked = window(arguments)
    directed = [_turned(name) for name in order] if asked.backward else list(order)
    rows_query = queryset.order_by(*directed)
    if asked.cursor:
        rows_query = rows_query.filter(_past(directed, _typed(queryset, directed, asked.cursor)))
    rows = list(rows_query[: asked.size + 1])
    more, rows = len(rows) > asked.size, rows[: asked.size]
    if asked.backward:
        rows.reverse()
    names = [name.lstrip("-") for name in order]
    return Page(
        rows=rows,
        cursor_of=lambda row: encode_cursor([getattr(row, name) for name in names]),
        has_next=bool(asked.cursor) if asked.backward else more,
        has_previous=more if asked.backward else bool(asked.cursor),
        count=count or queryset.order_by().count,
    )


def _turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def _typed(queryset: QuerySet[RowModel], order: Sequence[str], cursor: str) -> list[Any]:
    """The cursor's values as the columns hold them. Raises BadCursor for values that no column could hold."""
    values = decode_cursor(cursor, len(order))
    fields = [queryset.model._meta.get_field(name.lstrip("-")) for name in order]
    return [_read(field, value) for field, value in zip(fields, values, strict=True)]


def _read(column: Any, value: Any) -> Any:
    if not isinstance(value, str):
        raise BadCursor
    if not isinstance(column, DateTimeField):
        if value.isascii() and value.isalnum():
            return value
        raise BadCursor
    try:
        moment = datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadCursor from error
    return moment


def _past(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows that come after `values`: (a > x) or (a = x and b > y) …"""
    past, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        field_name, sign = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        past |= equal & Q(**{f"{field_name}__{sign}": value})
        equal &= Q(**{field_name: value})
    return past


class PageInfo(graphene.ObjectType):
    """Relay's page info."""

    has_next_page = graphene.Boolean(required=True)
    has_previous_page = graphene.Boolean(required=True)
    start_cursor = graphene.String()
    end_cursor = graphene.String()


def _resolve_page_info(page: Page[Any], _info: Any) -> PageInfo:
    ends = [page.cursor_of(page.rows[index]) for index in (0, -1)] if page.rows else [None, None]
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=ends[0],
        end_cursor=ends[1],
    )


def connection_for(
    node: type[graphene.ObjectType], *, name: str | None = None, **fields: Any
) -> type[graphene.ObjectType]:
    """The types `<Name>Connection` and `<Name>Edge`; a resolver of the connection returns a Page."""
    base = name or node._meta.name
    edge = type(
        f"{base}Edge",
        (graphene.ObjectType,),
        {
            "__doc__": f"One {base} and where it stands in its list.",
            "node": graphene.Field(node, required=True),
            "cursor": graphene.String(required=True),
        },
    )
    members = {
        "__doc__": f"A part of a list of {base}.",
        "page_info": graphene.Field(PageInfo, required=True, resolver=_resolve_page_info),
        "edges": graphene.List(graphene.NonNull(edge), required=True, resolver=_resolve_edges),
        "nodes": graphene.List(graphene.NonNull(node), required=True, resolver=lambda page, _info: page.rows),
        "total_count": graphene.Int(required=True, resolver=lambda page, _info: page.count()),
        **fields,
    }
    return type(f"{base}Connection", (graphene.ObjectType,), members)


def _resolve_edges(page: Page[Any], _info: Any) -> list[dict[str, Any]]:
    return [{"node": row, "cursor": page.cursor_of(row)} for row in page.rows]


def connection_field(
    connection: type[graphene.ObjectType], resolver: Callable[..., Page[Any]], **arguments: Any
) -> graphene.Field:
    """A field with Relay's four arguments and `arguments`."""
    return graphene.Field(
        connection,
        required=True,
        resolver=resolver,
        first=graphene.Int(),
        after=graphene.String(),
        last=graphene.Int(),
        before=graphene.String(),
        **arguments,
    )
