"""The verbs of carriers that we call."""

from logistics.carriers.operations.accounts import set_account
from logistics.carriers.operations.booking import book_again, want_bookings, withdraw_bookings
from logistics.carriers.operations.calls import call_carrier, perform
from logistics.carriers.operations.flats import FlatRow, set_flats
from logistics.carriers.operations.hooks import store_message
from logistics.carriers.operations.reading import News, read_message
from logistics.carriers.operations.times import Travelled, measure_times
from logistics.carriers.operations.tracking import prune_old, track_carrier

__all__ = [
    "FlatRow",
    "News",
    "Travelled",
    "book_again",
    "call_carrier",
    "measure_times",
    "perform",
    "prune_old",
    "read_message",
    "set_account",
    "set_flats",
    "store_message",
    "track_carrier",
    "want_bookings",
    "withdraw_bookings",
]
