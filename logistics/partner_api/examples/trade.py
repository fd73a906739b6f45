"""One parcel's way, of which every example tells a part."""

from typing import Final

PICKUP_KEY: Final = "01jx2c8h6r4tq0v5m9n3b7k1ze"
SHIPMENT_KEY: Final = "01jx2c8h6s8wd2f6g4h1j5k9ma"
TRACKING_CODE: Final = "NNV483920175628"

SENDER: Final = {
    "name": "Nguyễn Thị Huệ",
    "telephone": "+84900000001",
    "address": "Thôn Thúy Lâm, đội 3",
    "commune_code": "10813",
    "place": "Xã Thanh Hà, Hải Phòng",
}
RECIPIENT: Final = {
    "name": "Trần Đặng Tường Vỹ",
    "telephone": "+84900000002",
    "address": "12 ngõ 34 Nguyễn Khánh Toàn",
    "commune_code": "00166",
    "place": "Phường Cầu Giấy, Hà Nội",
}
SHIPMENT: Final = {
    "key": SHIPMENT_KEY,
    "service_code": "vnpost:fast",
    "held": False,
    "chilled": False,
    "on_undelivered": "return",
    "cod_dong": 350000,
    "declared_dong": 325000,
    "promised_on": "2026-06-12",
    "sender": SENDER,
    "recipient": RECIPIENT,
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
PICKUP: Final = {
    "key": PICKUP_KEY,
    "day": "2026-06-10",
    "window_start": "07:30",
    "window_end": "17:00",
    "office_code": "vnpost-10813",
    "commune_code": "10813",
    "place": "Xã Thanh Hà, Hải Phòng",
    "state": "offered",
    "taken_at": None,
    "shipments": [SHIPMENT],
}
