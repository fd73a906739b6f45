"""Cash."""

from typing import Any, Final

from logistics.partner_api.examples.trade import TRACKING_CODE

_LINE: Final = {"tracking_code": TRACKING_CODE, "amount_dong": 350000}
_REMITTANCE: Final = {
    "key": "01jx5m2k9q3w8e7r6t5y4u1i0p",
    "reference": "BK-2026-06-15",
    "amount_dong": 350000,
    "fee_dong": 3500,
    "lines": [{"position": 1, **_LINE, "state": "matched", "expected_dong": 350000}],
}

REQUESTS: Final[dict[str, Any]] = {
    "postRemittance": {
        "reference": "BK-2026-06-15",
        "total_dong": 350000,
        "lines": [{**_LINE, "fee_dong": 3500}],
    },
}
RESPONSES: Final[dict[str, Any]] = {
    "postRemittance": _REMITTANCE,
    "listRemittances": {
        "items": [
            {
                "key": _REMITTANCE["key"],
                "reference": "BK-2026-06-15",
                "amount_dong": 350000,
                "fee_dong": 3500,
                "received_at": "2026-06-15T09:30:00Z",
                "lines": 1,
                "matched": 1,
            }
        ],
        "has_more": False,
        "next": None,
    },
    "listRemittanceLines": {"items": _REMITTANCE["lines"], "has_more": False, "next": None},
    "getRemittance": _REMITTANCE,
}
