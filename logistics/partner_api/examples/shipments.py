"""Shipments, parcels and events in lists; customs lines; quotes."""

from typing import Any, Final

from logistics.partner_api.examples.trade import RECIPIENT, SENDER, SHIPMENT, SHIPMENT_KEY, TRACKING_CODE

_LAST: Final = {"has_more": False, "next": None}
_CUSTOMS: Final = {
    "shipment_key": SHIPMENT_KEY,
    "customs_reference": "",
    "gross_g": 5200,
    "declared_dong": 325000,
    "lines": [
        {
            "description": "Vải thiều Thanh Hà",
            "commodity_code": "vai-thieu",
            "hs_code": "081090",
            "origin_country": "VN",
            "pieces": None,
            "net_g": 5000,
            "value_dong": 325000,
        }
    ],
}

REQUESTS: Final[dict[str, Any]] = {
    "postCustoms": {"customs_reference": "DEMO-TK-0001"},
    "postQuote": {
        "sender_commune_code": SENDER["commune_code"],
        "recipient_commune_code": RECIPIENT["commune_code"],
        "gross_g": 5200,
        "cod_dong": 350000,
        "needs_chill": False,
    },
}
RESPONSES: Final[dict[str, Any]] = {
    "listShipments": {"items": [SHIPMENT], **_LAST},
    "getShipment": SHIPMENT,
    "getCustoms": _CUSTOMS,
    "postCustoms": {**_CUSTOMS, "customs_reference": "DEMO-TK-0001"},
    "listParcels": {
        "items": [
            {
                "tracking_code": TRACKING_CODE,
                "shipment_key": SHIPMENT_KEY,
                "state": "booked",
                "state_since": "2026-06-09T10:02:00Z",
                "attempts": 0,
                "gross_g": 5200,
                "cod_dong": 350000,
            }
        ],
        **_LAST,
    },
    "listEvents": {
        "items": [
            {
                "tracking_code": TRACKING_CODE,
                "code": "picked_up",
                "reason": "",
                "note": "",
                "amount_dong": None,
                "provisional": False,
                "dedupe_key": "scan-1",
                "occurred_at": "2026-06-10T01:12:00Z",
                "received_at": "2026-06-10T01:12:03Z",
            }
        ],
        **_LAST,
    },
    "postQuote": {
        "asked_at": "2026-06-09T10:00:00Z",
        "offers": [
            {
                "service_code": "vnpost:fast",
                "service_name": "Chuyển phát nhanh",
                "price_dong": 52000,
                "promised_hours": 48,
                "arrives_on": "2026-06-12",
                "refused": "",
                "reason": "",
            }
        ],
    },
}
