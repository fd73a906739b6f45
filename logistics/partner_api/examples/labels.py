"""Labels."""

from typing import Any, Final

from logistics.partner_api.examples.trade import TRACKING_CODE

REQUESTS: Final[dict[str, Any]] = {"postLabels": {"tracking_codes": [TRACKING_CODE]}}
RESPONSES: Final[dict[str, Any]] = {}
