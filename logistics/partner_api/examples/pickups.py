"""Pickups."""

from typing import Any, Final

from logistics.partner_api.examples.trade import PICKUP

REQUESTS: Final[dict[str, Any]] = {}
RESPONSES: Final[dict[str, Any]] = {
    "listPickups": {"items": [PICKUP], "has_more": False, "next": None},
    "getPickup": PICKUP,
    "takePickup": {**PICKUP, "state": "taken", "taken_at": "2026-06-09T23:58:11Z"},
}
