"""What may become of a parcel at its carrier, in the carrier's own codes: the story that it goes through by
itself, and what a person at the desk may do to it.
"""

from types import ModuleType

from config.demo.fake_stripe.store import Shape

NOT_KNOWN = "777"
"""A code that no table has."""
WORDS = {"failed": "Khách đi vắng", "refused": "Khách từ chối nhận"}
"""What the courier writes beside it."""


def next_code(book: ModuleType, order: Shape) -> str:
    """The step after the one it stands at; empty at the end. After a mishap the last good step comes again:
    the courier goes out once more.
    """
    status = order["status"]
    if status in book.ENDS:
        return ""
    road = book.BACK if status in book.BACK else book.STORY
    if status in road:
        return _behind(road, status)
    told = [step["status"] for step in order["history"] if step["status"] in book.STORY]
    return str(told[-1] if told else book.STORY[0])


def _behind(road: tuple[str, ...], status: str) -> str:
    following = road[road.index(status) + 1 :]
    return following[0] if following else ""


def mishaps(book: ModuleType, order: Shape) -> dict[str, str]:
    """What may go wrong now, and the code that says so. A carrier without a word for it cannot say it."""
    if order["status"] in book.ENDS:
        return {}
    possible = {} if order["status"] in book.BACK else dict(book.MISHAPS)
    return possible | {"unknown": NOT_KNOWN}
