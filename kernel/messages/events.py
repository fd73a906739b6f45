from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class MessageQueued(Event):
    """A message waits to be sent. Aggregate "message", key = `Message.key`, version always 1."""

    aggregate: ClassVar[str] = "message"
