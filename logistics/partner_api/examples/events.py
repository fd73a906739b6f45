"""Events and parcels."""

from typing import Any, Final

from logistics.partner_api.examples.trade import SHIPMENT_KEY, TRACKING_CODE

REQUESTS: Final[dict[str, Any]] = {
    "postEvents": {
        "events": [
            {
                "tracking_code": TRACKING_CODE,
                "code": "picked_up",
                "occurred_at": "2026-06-10T09:12:00+07:00",
                "dedupe_key": "evt-000001",
            },
            {
                "tracking_code": TRACKING_CODE,
                "code": "delivery_failed",
                "occurred_at": "2026-06-11T10:40:00+07:00",
                "dedupe_key": "evt-000002",
                "reason": "not_home",
                "note": "Gọi hai lần, hẹn chiều mai",
            },
            {
                "tracking_code": TRACKING_CODE,
                "code": "cod_collected",
                "occurred_at": "2026-06-12T15:05:00+07:00",
                "dedupe_key": "evt-000003",
                "amount_dong": 350000,
            },
        ]
    },
}
RESPONSES: Final[dict[str, Any]] = {
    "getParcel": {
        "tracking_code": TRACKING_CODE,
        "shipment_key": SHIPMENT_KEY,
        "state": "picked_up",
        "state_since": "2026-06-10T02:12:00Z",
        "attempts": 0,
        "held": False,
        "cod_dong": 350000,
        "events": [
            {
                "code": "picked_up",
                "reason": "",
                "note": "",
                "amount_dong": None,
                "occurred_at": "2026-06-10T02:12:00Z",
                "received_at": "2026-06-10T02:12:03Z",
            }
        ],
    },
    "postEvents": {
        "stored": 3,
        "duplicate": 0,
        "kept": 0,
        "refused": 0,
        "items": [{"index": n, "status": "stored", "code": "", "detail": ""} for n in range(3)],
    },
}
