"""A locked shipment that changes: what it is to become and what it says, written together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kernel.database import array, execute
from kernel.outbox import announce
from logistics.dispatch.events import ShipmentEvent
from logistics.dispatch.operations.scene import ShipmentRow

_SAVE = """
    UPDATE dispatch_shipment s SET state = n.state, attempts = n.attempts, pickup_failures = n.failures,
        announced = n.announced, version = n.version
    FROM unnest(%s::bigint[], %s::varchar[], %s::smallint[], %s::smallint[], %s::varchar[], %s::bigint[])
        AS n(id, state, attempts, failures, announced, version)
    WHERE s.id = n.id
"""


@dataclass
class Turn:
    """Starts as the stored row; every event takes the next version of the shipment."""

    row: ShipmentRow
    events: list[ShipmentEvent] = field(default_factory=list)
    state: str = ""
    attempts: int = 0
    pickup_failures: int = 0
    announced: str = ""

    def __post_init__(self) -> None:
        self.state, self.attempts = self.row.state, self.row.attempts
        self.pickup_failures, self.announced = self.row.pickup_failures, self.row.announced

    @property
    def version(self) -> int:
        return self.row.version + len(self.events)

    def say(self, kind: type[ShipmentEvent], **data: Any) -> None:
        """Announce this when the turn is saved."""
        event = kind(
            aggregate_key=self.row.key, version=self.version + 1, reference=self.row.reference, **data
        )
        self.events.append(event)

    def columns(self) -> tuple[int, str, int, int, str, int]:
        return (self.row.id, self.state, self.attempts, self.pickup_failures, self.announced, self.version)

    def is_new(self) -> bool:
        row = self.row
        stored = (row.id, row.state, row.attempts, row.pickup_failures, row.announced, row.version)
        return self.columns() != stored


def save_turns(turns: Iterable[Turn]) -> None:
    """Write the shipments that changed in one statement, then what they say."""
    changed = [turn for turn in turns if turn.is_new()]
    if changed:
        execute(_SAVE, [array(column) for column in zip(*(turn.columns() for turn in changed), strict=True)])
    announce(*(event for turn in changed for event in turn.events))
