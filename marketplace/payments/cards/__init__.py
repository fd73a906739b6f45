"""Paying by card: what orders and the pages ask for. docs/cards.md says what the page must do.

`capture`, `refund` and `cancel` write down a wish in the caller's transaction and return at once; a task
asks the provider after the commit, and news comes back as events (CardCaptured, CardRefunded, …).
`open_intent` and `refresh` ask the provider while the person waits, so they must be called outside a
transaction.
"""

from marketplace.payments.cards.opening import CardIntent, open_intent, refresh
from marketplace.payments.cards.wishes import cancel, capture, refund
from marketplace.payments.enums import Capture

__all__ = ["Capture", "CardIntent", "cancel", "capture", "open_intent", "refresh", "refund"]
