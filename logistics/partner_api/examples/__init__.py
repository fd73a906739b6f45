"""One worked example per operation, all of the same parcel; a test sends and validates them."""

from typing import Any, Final

from logistics.partner_api.examples import (
    access,
    batches,
    cash,
    events,
    evidence,
    labels,
    pickups,
    sandbox,
    shipments,
    webhooks,
)
from logistics.partner_api.examples.problems import MORE, PROBLEMS

_PARTS: Final = (access, pickups, shipments, events, evidence, labels, cash, batches, webhooks, sandbox)
REQUESTS: Final[dict[str, Any]] = {name: value for part in _PARTS for name, value in part.REQUESTS.items()}
RESPONSES: Final[dict[str, Any]] = {name: value for part in _PARTS for name, value in part.RESPONSES.items()}
FAILURES: Final[dict[str, Any]] = access.FAILURES  # "operation status": those that are no problem documents

__all__ = ["FAILURES", "MORE", "PROBLEMS", "REQUESTS", "RESPONSES"]
