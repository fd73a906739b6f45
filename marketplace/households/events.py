"""What happened to a household. The aggregate is the household; its key is `aggregate_key`."""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class HouseholdSubmitted(Event):
    aggregate: ClassVar[str] = "household"
    informational: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class HouseholdVerified(Event):
    aggregate: ClassVar[str] = "household"
    informational: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class HouseholdRejected(Event):
    aggregate: ClassVar[str] = "household"
    informational: ClassVar[bool] = True
    reason: str


@dataclass(frozen=True, kw_only=True)
class HouseholdSuspended(Event):
    """The catalogue pauses everything that the household has on sale."""

    aggregate: ClassVar[str] = "household"
    reason: str


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(Event):
    aggregate: ClassVar[str] = "household"
    informational: ClassVar[bool] = True
    cooperative_key: str


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(Event):
    aggregate: ClassVar[str] = "household"
    informational: ClassVar[bool] = True
    cooperative_key: str
