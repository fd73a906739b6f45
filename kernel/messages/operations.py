from datetime import datetime

from kernel.messages.events import MessageQueued
from kernel.messages.models import Message
from kernel.outbox import announce


def send(*, to: str, kind: str, text: str, at: datetime, link: str = "", confidential: bool = False) -> None:
    """Queue a message in the transaction of the change it tells of; it goes out after the commit.

    to: a telephone (E.164). kind: what it is about ("order_placed"), for filters. confidential: it holds
    a code or a secret link, so its text is wiped once sent, except in a demo.
    """
    message = Message.objects.create(
        to=to, kind=kind, text=text, link=link, confidential=confidential, queued_at=at
    )
    announce(MessageQueued(aggregate_key=message.key, version=1))


def prune(*, older_than: datetime) -> int:
    """Delete messages queued before; how many."""
    return Message.objects.filter(queued_at__lt=older_than).delete()[0]
