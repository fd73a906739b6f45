"""What may go wrong between us and a carrier. The question that matters for a booking is always: may it
have happened all the same?
"""


class Trouble(Exception):
    """`code` is short and stable, `words` are the carrier's own or ours, for staff."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(f"{code}: {words}" if words else code)
        self.code, self.words = code[:40], words[:300]


class NotDone(Trouble):
    """The carrier has not taken it in: not reached, too busy, or our key is wrong. Ask again later."""


class KeyRefused(NotDone):
    """The carrier does not know our credentials. Staff must look; nothing was done."""


class Unsure(Trouble):
    """No answer, or none that can be read: it may have happened."""


class Refused(Trouble):
    """The carrier's clear no. Asking again changes nothing."""


class NotOffered(Trouble):
    """This carrier has no such call."""


class NotFromCarrier(Exception):
    """A message to our address that does not prove where it comes from."""


class Unreadable(Exception):
    """A message of the carrier in a shape that we do not know."""
