"""What happens to a consignment, told to those whose goods are in it. Aggregate "consignment"."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class ConsignmentMoved(Event):
    """It came into another state (enums.ConsignmentState); `holders` are those who were allocated goods.

    Nobody in the shop listens yet: orders abroad will.
    """

    aggregate: ClassVar[str] = "consignment"
    informational: ClassVar[bool] = True
    number: str
    old: str
    new: str
    occurred_at: datetime
    holders: list[str]
