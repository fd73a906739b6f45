"""An order as it waits in a booking's row, and back."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from logistics.carriers.protocol import Content, Order, Party


def to_text(order: Order) -> str:
    return json.dumps(asdict(order), ensure_ascii=False, default=date.isoformat)


def from_text(text: str) -> Order:
    found: dict[str, Any] = json.loads(text)
    return Order(
        **{
            **found,
            "sender": Party(**found["sender"]),
            "recipient": Party(**found["recipient"]),
            "goods": [Content(**content) for content in found["goods"]],
            "pickup_on": date.fromisoformat(found["pickup_on"]),
        }
    )
