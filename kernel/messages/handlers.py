from kernel.clock import now
from kernel.messages.backends import current
from kernel.messages.delivery import deliver
from kernel.messages.events import MessageQueued
from kernel.outbox import handles


@handles(MessageQueued, outside=current().slow)
def send_message(event: MessageQueued) -> None:
    deliver(key=event.aggregate_key, at=now())
