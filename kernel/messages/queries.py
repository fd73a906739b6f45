from kernel.messages.models import Message
from kernel.telephones import UnreadableTelephone, normalise


def inbox(limit: int = 50, telephone: str = "") -> list[Message]:
    """The newest messages, to one telephone (however it is written) or to all: for the demo's inbox."""
    messages = Message.objects.order_by("-id")
    if telephone:
        messages = messages.filter(to=_e164(telephone))
    return list(messages[:limit])


def _e164(telephone: str) -> str:
    try:
        return normalise(telephone)
    except UnreadableTelephone:
        return telephone
