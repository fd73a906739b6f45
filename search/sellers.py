"""How reliable a household has been as a seller: of a hundred orders so many were accepted and delivered.

Orders of the last half year that have come to an end count, and a few imagined ones of the usual seller
beside them, so that one mishap of a newcomer is no verdict. What the buyer called off says nothing.
"""

from typing import Any

from django.db import connection, transaction

from search.builder import UNKNOWN
from search.locks import Lock, try_hold

DAYS = 183
IMAGINED = 5
KEPT = ("delivered",)
BROKEN = ("declined", "timed_out")

_COUNT = """
    INSERT INTO search_seller (household_id, reliability)
    SELECT household_id,
        round((100.0 * count(*) FILTER (WHERE state = ANY(%(kept)s)) + %(unknown)s * %(imagined)s)
              / (count(*) + %(imagined)s))
    FROM orders_order
    WHERE state = ANY(%(ended)s) AND placed_at > now() - %(days)s * interval '1 day'
    GROUP BY household_id
    ON CONFLICT (household_id) DO UPDATE SET reliability = excluded.reliability
    WHERE search_seller.reliability IS DISTINCT FROM excluded.reliability
"""


def count_sellers() -> int:
    """Count anew; how many sellers changed, whose listings are rebuilt next. -1 while another counts."""
    values: dict[str, Any] = {
        "kept": list(KEPT), "ended": [*KEPT, *BROKEN], "unknown": UNKNOWN, "imagined": IMAGINED, "days": DAYS,
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        if not try_hold(Lock.SELLERS):
            return -1
        cursor.execute(_COUNT, values)
        return int(cursor.rowcount)
