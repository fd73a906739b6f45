"""Everything that changes an order. Operations take `at`; a caller reads the clock at its edge."""

from marketplace.orders.baskets import BasketLine, Choice, SharedChoice
from marketplace.orders.operations.answer import accept, answer_by_secret, decline
from marketplace.orders.operations.answer_short import answer_short
from marketplace.orders.operations.cancel import cancel_by_buyer
from marketplace.orders.operations.card import open_card
from marketplace.orders.operations.deadlines import wake_orders
from marketplace.orders.operations.pack import pack
from marketplace.orders.operations.place import place
from marketplace.orders.operations.preview import CheckoutPreview, HouseholdPart, preview
from marketplace.orders.operations.scales import PackedBox, PackedLine
from marketplace.orders.operations.shared import close_parcel
from marketplace.orders.operations.staff import book_again, cancel, refund

__all__ = [
    "BasketLine",
    "CheckoutPreview",
    "Choice",
    "HouseholdPart",
    "PackedBox",
    "PackedLine",
    "SharedChoice",
    "accept",
    "answer_by_secret",
    "answer_short",
    "book_again",
    "cancel",
    "cancel_by_buyer",
    "close_parcel",
    "decline",
    "open_card",
    "pack",
    "place",
    "preview",
    "refund",
    "wake_orders",
]
