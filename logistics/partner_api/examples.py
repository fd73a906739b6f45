"""One worked example per operation, all of the same parcel; a test sends and validates them."""

from typing import Any, Final

PICKUP_KEY: Final = "01jx2c8h6r4tq0v5m9n3b7k1ze"
SHIPMENT_KEY: Final = "01jx2c8h6s8wd2f6g4h1j5k9ma"
TRACKING_CODE: Final = "NNV483920175628"

_SENDER: Final = {
    "name": "Nguyễn Thị Huệ",
    "telephone": "+84900000001",
    "address": "Thôn Thúy Lâm, đội 3",
    "commune_code": "10813",
    "place": "Xã Thanh Hà, Hải Phòng",
}
_RECIPIENT: Final = {
    "name": "Trần Đặng Tường Vỹ",
    "telephone": "+84900000002",
    "address": "12 ngõ 34 Nguyễn Khánh Toàn",
    "commune_code": "00166",
    "place": "Phường Cầu Giấy, Hà Nội",
}
_SHIPMENT: Final = {
    "key": SHIPMENT_KEY,
    "service_code": "vnpost:fast",
    "held": False,
    "chilled": False,
    "on_undelivered": "return",
    "cod_dong": 350000,
    "declared_dong": 325000,
    "promised_on": "2026-06-12",
    "sender": _SENDER,
    "recipient": _RECIPIENT,
    "parcels": [
        {
            "tracking_code": TRACKING_CODE,
            "handover_code": "48305",
            "position": 1,
            "gross_g": 5200,
            "length_mm": 300,
            "width_mm": 200,
            "height_mm": 150,
            "state": "booked",
        }
    ],
    "goods": [
        {
            "description": "Vải thiều Thanh Hà",
            "commodity_code": "vai-thieu",
            "net_g": 5000,
            "value_dong": 325000,
        }
    ],
}
_PICKUP: Final = {
    "key": PICKUP_KEY,
    "day": "2026-06-10",
    "window_start": "07:30",
    "window_end": "17:00",
    "office_code": "vnpost-10813",
    "commune_code": "10813",
    "place": "Xã Thanh Hà, Hải Phòng",
    "state": "offered",
    "taken_at": None,
    "shipments": [_SHIPMENT],
}
_LINE: Final = {"tracking_code": TRACKING_CODE, "amount_dong": 350000}
_REMITTANCE: Final = {
    "key": "01jx5m2k9q3w8e7r6t5y4u1i0p",
    "reference": "BK-2026-06-15",
    "amount_dong": 350000,
    "fee_dong": 3500,
    "lines": [{"position": 1, **_LINE, "state": "matched", "expected_dong": 350000}],
}

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
    "postRemittance": {
        "reference": "BK-2026-06-15",
        "total_dong": 350000,
        "lines": [{**_LINE, "fee_dong": 3500}],
    },
}
RESPONSES: Final[dict[str, Any]] = {
    "getMe": {
        "carrier_code": "vnpost",
        "name": "Hệ thống định vị VNPost",
        "scopes": ["pickups", "labels", "events", "cod"],
    },
    "listPickups": {"items": [_PICKUP], "has_more": False, "next": None},
    "getPickup": _PICKUP,
    "takePickup": {**_PICKUP, "state": "taken", "taken_at": "2026-06-09T23:58:11Z"},
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
    "postRemittance": _REMITTANCE,
    "getRemittance": _REMITTANCE,
}
PROBLEMS: Final[dict[int, tuple[str, str, str]]] = {  # status: code, detail, when
    400: (
        "IDEMPOTENCY_KEY_MISSING",
        "Mỗi yêu cầu POST cần một Idempotency-Key.",
        "Thiếu khóa, hoặc không phải JSON",
    ),
    401: (
        "UNAUTHORIZED",
        "Cần tiêu đề Authorization: Bearer với mã truy cập còn hiệu lực.",
        "Không có mã truy cập",
    ),
    403: ("SCOPE_MISSING", "Mã truy cập này không có quyền events.", "Mã truy cập thiếu quyền"),
    404: ("NOT_FOUND", "Không tìm thấy.", "Không có, hoặc là của hãng khác"),
    409: ("REMITTANCE_REUSED", "Bảng kê BK-2026-06-15 đã gửi với nội dung khác.", "Trái với điều đã có"),
    413: ("BODY_TOO_LARGE", "Nội dung gửi lên quá lớn; chia nhỏ ra.", "Nội dung quá 2 MB"),
    415: ("NOT_JSON", "Cần Content-Type: application/json.", "Không phải application/json"),
    422: ("REQUEST_INVALID", "Yêu cầu chưa đúng mẫu.", "Chưa đúng mẫu, hoặc khóa đã dùng cho nội dung khác"),
    429: ("TOO_MANY_REQUESTS", "Bạn thử nhiều lần quá. Xin đợi 20 giây.", "Gửi quá nhanh; xem Retry-After"),
    500: ("INTERNAL", "Lỗi của chúng tôi; gửi kèm request_id khi báo.", "Lỗi của chúng tôi"),
}
