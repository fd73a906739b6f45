"""Stories and the clock."""

from typing import Any, Final

from logistics.partner_api.examples.trade import PICKUP_KEY, SHIPMENT_KEY, TRACKING_CODE

_CLOCK: Final = {
    "now": "2026-06-11T02:00:00Z",
    "ahead_seconds": 86400,
    "told": 0,
    "next_at": "2026-06-11T04:00:00Z",
}
REQUESTS: Final[dict[str, Any]] = {
    "postSandboxShipment": {"recipient_telephone": "0900000103", "cod_dong": 350000},
    "postClock": {"advance_seconds": 86400},
}
RESPONSES: Final[dict[str, Any]] = {
    "listStories": {
        "items": [
            {
                "number": "0900000118",
                "name": "cod_silent",
                "title": "Đã giao, không báo đã thu tiền",
                "steps": [
                    {"after_hours": 2, "what": ["picked_up"]},
                    {"after_hours": 32, "what": ["delivered"]},
                ],
            }
        ]
    },
    "postSandboxShipment": {
        "shipment_key": SHIPMENT_KEY,
        "pickup_key": PICKUP_KEY,
        "story": "refused",
        "cod_dong": 350000,
        "parcels": [{"tracking_code": TRACKING_CODE, "state": "booked"}],
        "next_at": "2026-06-10T04:00:00Z",
    },
    "getClock": _CLOCK,
    "postClock": {**_CLOCK, "told": 4},
}
