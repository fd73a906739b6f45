"""A partner's playground: a carrier of its own, shipments that play a story, and a clock that can be moved.

Nothing of it is anybody's: a sandbox's carrier is inactive and its references name no order."""

from logistics.partner_api.sandbox.clock import MOST_AHEAD, advance_clock, moment_for
from logistics.partner_api.sandbox.opening import SERVICE, book_sample, book_story, open_sandbox
from logistics.partner_api.sandbox.stories import STORIES, Story
from logistics.partner_api.sandbox.telling import tell_all_due, tell_due

__all__ = [
    "MOST_AHEAD",
    "SERVICE",
    "STORIES",
    "Story",
    "advance_clock",
    "book_sample",
    "book_story",
    "moment_for",
    "open_sandbox",
    "tell_all_due",
    "tell_due",
]
