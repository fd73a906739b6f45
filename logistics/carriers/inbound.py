"""Reading the body of a carrier's message: a wrong shape is Unreadable, never an error of ours."""

import json
from typing import Any
from urllib.parse import parse_qsl

from logistics.carriers.protocol import Inbound
from logistics.carriers.trouble import Unreadable

MOST_FIELDS = 200


def json_object(inbound: Inbound) -> dict[str, Any]:
    found = json_value(inbound)
    if not isinstance(found, dict):
        raise Unreadable("not an object")
    return found


def json_value(inbound: Inbound) -> Any:
    """RecursionError is what a body of a million brackets raises."""
    try:
        return json.loads(inbound.body)
    except (ValueError, RecursionError) as problem:
        raise Unreadable("not JSON") from problem


def form(inbound: Inbound) -> dict[str, str]:
    """The first value of each field."""
    try:
        pairs = parse_qsl(
            inbound.body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, strict_parsing=True
        )
    except ValueError as problem:
        raise Unreadable("not a form") from problem
    return dict(reversed(pairs))
