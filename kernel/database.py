"""Small things that several domains ask of PostgreSQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.migrations import RunSQL
from psycopg.pq import Format


class OutsideTransaction(Exception):
    """A programming error: this belongs into the transaction of the change it speaks of."""


def in_transaction() -> bool:
    return connection.in_atomic_block


def require_transaction(what: str) -> None:
    if not connection.in_atomic_block:
        raise OutsideTransaction(what)


def advisory_lock(name: str) -> None:
    """Wait for the lock of that name and hold it until the transaction ends."""
    require_transaction(f"advisory_lock({name!r})")
    execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def advisory_locks(names: Iterable[str]) -> None:
    """Wait for the locks of these names, some hundreds at most, taken in one order for everybody, and hold
    them until the transaction ends. The server's room for locks is max_locks_per_transaction times its
    connections.
    """
    require_transaction("advisory_locks")
    execute(
        "SELECT pg_advisory_xact_lock(number) FROM (SELECT DISTINCT hashtextextended(name, 0) AS number"
        " FROM unnest(%s::text[]) AS name ORDER BY number) AS ordered",
        [list(names)],
    )


def try_advisory_lock(name: str) -> bool:
    """Take the lock of that name until the transaction ends; False when somebody else has it."""
    require_transaction(f"try_advisory_lock({name!r})")
    return bool(fetch("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])[0][0])


def execute(sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> int:
    """Run one statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        count: int = cursor.rowcount
    return count


def fetch(sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
    """Run one statement; its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def fetch_fast(sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
    """Run one statement; its rows, read in PostgreSQL's binary form: for thousands of rows with instants, for
    which Django's own reader takes ten times as long. Instants are in UTC."""
    with connection.cursor() as cursor:
        cursor.cursor.format = Format.BINARY
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def array(values: Iterable[str | int | datetime | None]) -> str:
    """PostgreSQL's text form of an array, to be given as one value ("%s::bigint[]"): for thousands of
    elements, which cost the driver's own writer ten times as much."""
    return "{" + ",".join([_element(value) for value in values]) + "}"


def _element(value: str | int | datetime | None) -> str:
    if isinstance(value, str):
        plain = value.replace("\\", "\\\\").replace('"', '\\"') if '"' in value or "\\" in value else value
        return f'"{plain}"'
    if isinstance(value, datetime):
        return value.isoformat()
    return "NULL" if value is None else str(value)


@contextmanager
def session_lock(name: str) -> Iterator[bool]:
    """Try the lock of that name for the connection, across transactions; gives whether it was free."""
    taken = bool(fetch("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])[0][0])
    try:
        yield taken
    finally:
        if taken:
            execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


_GUARD = """
CREATE OR REPLACE FUNCTION {table}_refuses_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON "{table}"
    FOR EACH ROW EXECUTE FUNCTION {table}_refuses_changes();
"""
_UNGUARD = """
DROP TRIGGER IF EXISTS {table}_append_only ON "{table}";
DROP FUNCTION IF EXISTS {table}_refuses_changes();
"""


def append_only(table: str) -> RunSQL:
    """A migration operation: from then on the table refuses UPDATE and DELETE (django.db.IntegrityError).

    TRUNCATE stays possible, for tests and for archiving a partition by its owner.
    """
    return RunSQL(_GUARD.format(table=table), _UNGUARD.format(table=table))
