"""Orders for carriers that we call."""

from datetime import date
from typing import Any

from logistics.carriers.protocol import Content, Order, Party

FARMER = Party(
    name="Nguyễn Thị Huệ", telephone="+84900000001", commune_code="10813", address="Thôn Thúy Lâm, đội 3"
)
BUYER = Party(
    name="Trần Đặng Tường Vỹ", telephone="+84900000002", commune_code="00166",
    address="12 ngõ 34 Nguyễn Khánh Toàn",
)  # fmt: skip
SERVICE_OF = {
    "vnpost": "vnpost:fast",
    "ems": "ems:express",
    "viettelpost": "viettelpost:fast",
    "ghn": "ghn:standard",
    "ghtk": "ghtk:fresh",
}


def order_for(carrier: str, reference: str = "NNV483920175628", **changes: Any) -> Order:
    """Five kilograms of lychee, 350.000 ₫ to collect."""
    given: dict[str, Any] = {
        "reference": reference,
        "service_code": SERVICE_OF[carrier],
        "sender": FARMER,
        "recipient": BUYER,
        "goods": [
            Content(name="Vải thiều", net_g=3_000, value_dong=200_000),
            Content(name="Mận hậu", net_g=2_000, value_dong=150_000),
        ],
        "gross_g": 5_601,
        "length_mm": 301,
        "width_mm": 200,
        "height_mm": 150,
        "cod_dong": 350_000,
        "declared_dong": 350_000,
        "chilled": False,
        "return_undelivered": True,
        "pickup_on": date(2026, 6, 10),
    }
    return Order(**(given | changes))
