"""Events: written with the change they speak of, handled soon after, once. How to use it: docs/kernel.md."""

from kernel.outbox.announcing import announce
from kernel.outbox.events import Event
from kernel.outbox.registry import autodiscover, handles

__all__ = ["Event", "announce", "autodiscover", "handles"]
