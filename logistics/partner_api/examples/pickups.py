"""Pickups."""

from typing import Any, Final

from logistics.partner_api.examples.trade import PICKUP

REQUESTS: Final[dict[str, Any]] = {
    "refusePickup": {"reason": "weather", "note": "Đường ngập"},
    "reschedulePickup": {"reason": "weather", "note": "Đường ngập", "day": "2026-06-11"},
}
RESPONSES: Final[dict[str, Any]] = {
    "listPickups": {"items": [PICKUP], "has_more": False, "next": None},
    "getPickup": PICKUP,
    "refusePickup": {**PICKUP, "state": "refused", "shipments": []},
    "reschedulePickup": {**PICKUP, "day": "2026-06-11"},
    "takePickup": {**PICKUP, "state": "taken", "taken_at": "2026-06-09T23:58:11Z"},
}
