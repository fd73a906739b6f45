from marketplace.postal.operations.ending import end_by_carrier
from marketplace.postal.operations.packing import cancel_by_household, pack_postal
from marketplace.postal.operations.papers import follow_clearance, take_number
from marketplace.postal.operations.paying import expire_unpaid, is_ours, open_card, pay
from marketplace.postal.operations.place import place_postal
from marketplace.postal.operations.road import hand_over

__all__ = [
    "cancel_by_household",
    "end_by_carrier",
    "expire_unpaid",
    "follow_clearance",
    "hand_over",
    "is_ours",
    "open_card",
    "pack_postal",
    "pay",
    "place_postal",
    "take_number",
]
