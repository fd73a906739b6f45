"""Documents, written by PostgreSQL: an entry's row as one line of JSON behind the line that says what to do.

Python only carries the text on. The same lines go to every index that is kept.
"""

from typing import NamedTuple

from django.db import connection

from search.models import SearchEntry

_LEFT_OUT = (
    "exact",
    "folded",
    "latitude",
    "longitude",
)  # the words as PostgreSQL's own index wants them; a point
_WRITTEN = {"published_at": "(extract(epoch FROM e.published_at) * 1000000)::bigint"}

_POINT = (
    "'location', CASE WHEN e.latitude IS NOT NULL THEN"
    " json_build_object('lat', e.latitude, 'lon', e.longitude) END"
)


def _fields() -> str:
    names = [field.name for field in SearchEntry._meta.fields if field.name not in _LEFT_OUT]
    return ", ".join([_POINT, *(f"'{name}', " + _WRITTEN.get(name, f'e."{name}"') for name in names)])


def _operation(verb: str, version: str) -> str:
    return (
        f"""'{{"{verb}":{{"_id":"' || listing_id || '","version":' || {version}"""
        """ || ',"version_type":"external_gte"}}' || E'\\n'"""
    )


INDEX_LINES = f"{_operation('index', 'e.row_version')} || json_build_object({_fields()})::text || E'\\n'"
"""Two lines for the row `e` of search_entry."""
_DELETE_LINE = _operation("delete", "u.row_version")

_UNSENT = f"""
    SELECT u.listing_id, u.row_version,
        CASE WHEN e.listing_id IS NULL THEN {_DELETE_LINE} ELSE {INDEX_LINES} END
    FROM (
        SELECT * FROM search_unsent WHERE since <= now() ORDER BY since, listing_id LIMIT %s
    ) u LEFT JOIN search_entry e USING (listing_id)
"""
_RANGE = f"""
    SELECT count(*), coalesce(string_agg({INDEX_LINES}, ''), '') FROM search_entry e
    WHERE listing_id > %s AND listing_id <= %s
"""
_NEXT_END = """
    SELECT max(listing_id) FROM (
        SELECT listing_id FROM search_entry WHERE listing_id > %s ORDER BY listing_id LIMIT %s
    ) step
"""


class Unsent(NamedTuple):
    """One listing to send: its lines say index or delete."""

    listing_id: int
    row_version: int
    lines: str


class Part(NamedTuple):
    """Lines of some entries."""

    entries: int
    lines: str


def unsent(*, limit: int) -> list[Unsent]:
    """What waits longest, as it is now."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSENT, [limit])
        return [Unsent(*row) for row in cursor.fetchall()]


def end_of_part(*, after: int, size: int) -> int | None:
    """The last id of the next `size` entries behind `after`; None when there are none."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_END, [after, size])
        found = cursor.fetchone()[0]
    return None if found is None else int(found)


def part(*, after: int, until: int) -> Part:
    """Entries with ids in (after, until]."""
    with connection.cursor() as cursor:
        cursor.execute(_RANGE, [after, until])
        return Part(*cursor.fetchone())
