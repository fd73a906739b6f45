"""Many rows at once: COPY, with keys and row numbers given by us."""

import time
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from django.db import connection, models

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


class Keys:
    """Keys of the usual shape from a seeded dice, so that a demo of the same seed has the same addresses."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._milliseconds = time.time_ns() // 1_000_000

    def new(self) -> str:
        value = self._milliseconds << 80 | self._dice.getrandbits(80)
        return "".join(_LETTERS[value >> shift & 31] for shift in range(125, -1, -5))


def first_free(model: type[models.Model], count: int) -> int:
    """Take `count` row numbers from the table's sequence; the first of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(sequence, nextval(sequence::regclass) + %s)"
            " FROM pg_get_serial_sequence(%s, 'id') AS sequence",
            [count, model._meta.db_table],
        )
        return int(cursor.fetchone()[0]) - count


def copy(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """COPY rows whose values stand in the order of the field `names`. Returns how many."""
    fields = [model._meta.get_field(name) for name in names]
    columns = ", ".join(f'"{field.column}"' for field in fields)  # type: ignore[union-attr]
    count = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as out,
    ):
        for row in rows:
            out.write_row(row)
            count += 1
    return count
