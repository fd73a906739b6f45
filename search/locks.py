"""Advisory locks of the indexer, so that any number of them may run."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.db import connection


class Lock(IntEnum):
    """What only one process does at a time."""

    ENTRIES = 0x53454152  # two writers could overwrite a newer entry with an older one
    SENDING = 0x53454E44  # two senders would do no harm, only the same work twice
    REBUILDING = 0x52454255
    VOCABULARY = 0x564F4341
    SELLERS = 0x53454C4C


def hold(lock: Lock) -> None:
    """Wait for it; it is let go when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock.value])


def try_hold(lock: Lock) -> bool:
    """False when somebody else has it; it is let go when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock.value])
        return bool(cursor.fetchone()[0])


@contextmanager
def held_by_session(lock: Lock) -> Iterator[bool]:
    """Whether it could be had. Not tied to a transaction, for what takes minutes: not through a pooler."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock.value])
        had = bool(cursor.fetchone()[0])
    try:
        yield had
    finally:
        if had:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [lock.value])
