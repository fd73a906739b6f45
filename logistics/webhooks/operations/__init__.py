"""The verbs of webhooks, one file each."""

from logistics.webhooks.operations.deliver import send_due
from logistics.webhooks.operations.endpoints import (
    create_endpoint,
    disable_endpoint,
    enable_endpoint,
    rotate_signing_secret,
    send_test,
)
from logistics.webhooks.operations.replay import replay_delivery
from logistics.webhooks.operations.tell import tell_carrier, tell_of

__all__ = [
    "create_endpoint",
    "disable_endpoint",
    "enable_endpoint",
    "replay_delivery",
    "rotate_signing_secret",
    "send_due",
    "send_test",
    "tell_carrier",
    "tell_of",
]
