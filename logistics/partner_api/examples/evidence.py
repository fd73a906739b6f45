"""Manifests, proofs of delivery, temperatures; claims."""

from typing import Any, Final

from logistics.partner_api.examples.trade import PICKUP_KEY, SHIPMENT_KEY, TRACKING_CODE

_SCANNED_AT: Final = "2026-06-10T01:12:00Z"
_BRIEF: Final = {
    "key": "01jx5s0d4h8k2m6p9r3t7w1y5b",
    "reference": "BBGN-0610-1",
    "scanned_at": _SCANNED_AT,
    "received_at": "2026-06-10T01:15:00Z",
}
_MANIFEST: Final = {
    **_BRIEF,
    "counts": {"handed_over": 1},
    "lines": [{"position": 1, "tracking_code": TRACKING_CODE, "result": "handed_over"}],
}
_CLAIM: Final = {
    "key": "01jx6a2c4e6g8j0m2p4r6t8w0y",
    "shipment_key": SHIPMENT_KEY,
    "kind": "damage",
    "state": "open",
    "description": "Thùng bẹp, hai ký vải dập.",
    "claimed_dong": 325000,
    "minimum_dong": 208000,
    "accepted_dong": None,
    "answer": "",
    "filed_at": "2026-06-13T03:00:00Z",
    "answered_at": None,
    "pay_until": None,
    "paid_at": None,
    "payment_reference": "",
    "photos": 1,
}
_ACCEPTED: Final = {
    **_CLAIM,
    "state": "accepted",
    "accepted_dong": 325000,
    "answer": "Đúng, thùng bị đè.",
    "answered_at": "2026-06-14T02:00:00Z",
    "pay_until": "2026-07-14",
}
_TOO_WARM: Final = {
    "type": "ObjectEvent",
    "action": "OBSERVE",
    "eventTime": "2026-06-10T09:00:00Z",
    "epcList": [f"urn:example:parcel:{TRACKING_CODE}"],
    "sensorElementList": [
        {
            "sensorMetadata": {"deviceID": "DEMO-TEMP-1", "time": "2026-06-10T09:00:00Z"},
            "sensorReport": [{"type": "Temperature", "value": 31.5, "uom": "CEL"}],
        }
    ],
}

REQUESTS: Final[dict[str, Any]] = {
    "postManifest": {
        "reference": "BBGN-0610-1",
        "pickup_key": PICKUP_KEY,
        "scanned_at": _SCANNED_AT,
        "tracking_codes": [TRACKING_CODE],
    },
    "postProof": {"kind": "code", "occurred_at": "2026-06-12T02:30:00Z", "code": "4821"},
    "postSensorEvents": {"events": [_TOO_WARM]},
    "acceptClaim": {"amount_dong": 325000, "answer": "Đúng, thùng bị đè."},
    "rejectClaim": {"answer": "Thùng đã bẹp khi nhận; có ảnh lúc lấy hàng."},
    "payClaim": {"reference": "BT-2026-0714"},
}
RESPONSES: Final[dict[str, Any]] = {
    "postManifest": _MANIFEST,
    "listManifests": {"items": [_BRIEF], "has_more": False, "next": None},
    "getManifest": _MANIFEST,
    "postProof": {
        "key": "01jx6b3d5f7h9k1n3q5s7v9x1z",
        "kind": "code",
        "occurred_at": "2026-06-12T02:30:00Z",
        "received_at": "2026-06-12T02:30:04Z",
    },
    "postSensorEvents": {
        "stored": 1,
        "duplicate": 0,
        "refused": 0,
        "items": [{"event": 0, "tracking_code": TRACKING_CODE, "status": "stored", "code": ""}],
    },
    "listClaims": {"items": [_CLAIM], "has_more": False, "next": None},
    "getClaim": _CLAIM,
    "acceptClaim": _ACCEPTED,
    "rejectClaim": {
        **_CLAIM,
        "state": "rejected",
        "answer": "Thùng đã bẹp khi nhận; có ảnh lúc lấy hàng.",
        "answered_at": "2026-06-14T02:00:00Z",
    },
    "payClaim": {
        **_ACCEPTED,
        "state": "paid",
        "paid_at": "2026-06-20T02:00:00Z",
        "payment_reference": "BT-2026-0714",
    },
}
