"""Webhooks."""

from typing import Any, Final

_ENDPOINT: Final = {
    "key": "01jx5q7f3n2w8d6c4b0a9z1y5x",
    "url": "https://partner.example/nhanong",
    "description": "Định vị",
    "event_types": ["shipment.booked", "shipment.cancelled"],
    "created_at": "2026-06-10T02:00:00Z",
    "disabled_at": None,
    "disabled_because": None,
    "failing_since": None,
    "secret": None,
}
_WITH_SECRET: Final = {**_ENDPOINT, "secret": "whsec_REVNTy1ub3QtYS1zZWNyZXQtREVNTy1ub3QtYS1zZWM="}
_DISABLED: Final = {**_ENDPOINT, "disabled_at": "2026-06-11T02:00:00Z", "disabled_because": "asked"}
_DELIVERY: Final = {
    "key": "01jx5q8h2m4v6t8r0p2n4k6j8h",
    "webhook_id": "msg_01jx5q8gz1x3w5v7t9s1r3q5p7",
    "endpoint_key": _ENDPOINT["key"],
    "event_type": "shipment.cancelled",
    "shipment_key": "01jx2c8h6r4t9v3w5y7z1a3b5d",
    "state": "delivered",
    "is_replay": False,
    "created_at": "2026-06-10T03:00:00Z",
    "next_at": None,
    "done_at": "2026-06-10T03:00:01Z",
    "message": {
        "type": "shipment.cancelled",
        "timestamp": "2026-06-10T03:00:00Z",
        "data": {
            "shipment_key": "01jx2c8h6r4t9v3w5y7z1a3b5d",
            "version": 2,
            "tracking_codes": ["NNV483920175628"],
        },
    },
    "attempts": [
        {
            "number": 1,
            "at": "2026-06-10T03:00:01Z",
            "took_ms": 84,
            "status": 204,
            "error": "",
            "answer": "",
        }
    ],
}
_WAITING: Final = {
    **_DELIVERY,
    "state": "pending",
    "next_at": "2026-06-10T04:00:00Z",
    "done_at": None,
    "attempts": [],
}

REQUESTS: Final[dict[str, Any]] = {
    "createWebhookEndpoint": {
        "url": _ENDPOINT["url"],
        "event_types": _ENDPOINT["event_types"],
        "description": _ENDPOINT["description"],
    },
}
RESPONSES: Final[dict[str, Any]] = {
    "listWebhookEndpoints": {"items": [_ENDPOINT]},
    "createWebhookEndpoint": _WITH_SECRET,
    "getWebhookEndpoint": _ENDPOINT,
    "rotateWebhookSecret": _WITH_SECRET,
    "disableWebhookEndpoint": _DISABLED,
    "enableWebhookEndpoint": _ENDPOINT,
    "testWebhookEndpoint": {**_WAITING, "event_type": "test.ping", "shipment_key": ""},
    "listWebhookDeliveries": {"items": [_DELIVERY], "has_more": False, "next": None},
    "getWebhookDelivery": _DELIVERY,
    "replayWebhookDelivery": {**_WAITING, "is_replay": True},
}
