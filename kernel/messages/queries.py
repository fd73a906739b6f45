from kernel.messages.models import Message


def inbox(limit: int = 50, telephone: str = "") -> list[Message]:
    """The newest messages, to one telephone (E.164 or as dialled) or to all: for the demo's inbox."""
    messages = Message.objects.order_by("-id")
    if telephone:
        messages = messages.filter(to=_e164(telephone))
    return list(messages[:limit])


def _e164(telephone: str) -> str:
    return "+84" + telephone[1:] if telephone.startswith("0") else telephone
