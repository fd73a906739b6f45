"""What happens to a consignment, told to those whose goods are in it. Aggregate "consignment"."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class ConsignmentMoved(Event):
    """It came into another state (enums.ConsignmentState); `holders` are those who were allocated goods."""

    aggregate: ClassVar[str] = "consignment"
    number: str
    old: str
    new: str
    occurred_at: datetime
    holders: list[str]
