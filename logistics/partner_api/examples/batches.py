"""Batches."""

from typing import Any, Final

from logistics.partner_api.examples.trade import PICKUP_KEY, TRACKING_CODE

_KEY: Final = "01jx5q7f3n2w8d6c4b0a9z1y5x"
_QUEUED: Final = {
    "key": _KEY,
    "state": "queued",
    "total": 3,
    "waiting": 3,
    "succeeded": 0,
    "failed": 0,
    "cancelled": 0,
    "created_at": "2026-06-10T02:00:00Z",
    "started_at": None,
    "finished_at": None,
}
_DONE: Final = {
    **_QUEUED,
    "state": "completed",
    "waiting": 0,
    "succeeded": 2,
    "failed": 1,
    "started_at": "2026-06-10T02:00:01Z",
    "finished_at": "2026-06-10T02:00:02Z",
}
_ITEM: Final = {
    "position": 1,
    "item_reference": "sang-0610-1",
    "op": "take_pickup",
    "state": "succeeded",
    "outcome": "done",
    "code": "",
    "location": f"/partner/v1/pickups/{PICKUP_KEY}",
    "problem": None,
    "done_at": "2026-06-10T02:00:01Z",
}
_FAILED: Final = {
    **_ITEM,
    "position": 3,
    "item_reference": "",
    "op": "set_customs",
    "state": "failed",
    "outcome": "",
    "code": "UNKNOWN_SHIPMENT",
    "location": "",
    "problem": {
        "type": "urn:nhanong:problem:unknown-shipment",
        "title": "Unknown shipment",
        "status": 404,
        "code": "UNKNOWN_SHIPMENT",
        "detail": "Không tìm thấy vận đơn.",
        "error_source": "platform",
        "request_id": "f3b0c44298fc1c149afbf4c8996fb924",
        "errors": [],
        "violated-policies": [],
    },
}

REQUESTS: Final[dict[str, Any]] = {
    "postBatch": {
        "operations": [
            {"op": "take_pickup", "pickup_key": PICKUP_KEY, "item_reference": "sang-0610-1"},
            {
                "op": "event",
                "event": {
                    "tracking_code": TRACKING_CODE,
                    "code": "picked_up",
                    "occurred_at": "2026-06-10T09:12:00+07:00",
                    "dedupe_key": "evt-000001",
                },
            },
            {
                "op": "set_customs",
                "shipment_key": "01jx2c8h6s8wd2f6g4h1j5k9mz",
                "customs_reference": "DEMO-TK-1",
            },
        ]
    },
}
RESPONSES: Final[dict[str, Any]] = {
    "postBatch": _QUEUED,
    "listBatches": {"items": [_DONE], "has_more": False, "next": None},
    "getBatch": _DONE,
    "listBatchItems": {"items": [_ITEM, _FAILED], "has_more": False, "next": None},
    "cancelBatch": {
        **_QUEUED,
        "state": "cancelled",
        "waiting": 0,
        "cancelled": 3,
        "finished_at": "2026-06-10T02:00:01Z",
    },
}
