"""Aggregate "postal", key = the order's key."""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class PostalOrderMoved(Event):
    """It came into another state (enums.PostalState). The buyer's page shows it; letters abroad are not
    written yet.
    """

    aggregate: ClassVar[str] = "postal"
    informational: ClassVar[bool] = True
    old: str
    new: str
    household_key: str
