"""The verbs of rounds, one file each."""

from logistics.rounds.operations.fleet import add_vehicle, name_courier, open_base, retire_vehicle
from logistics.rounds.operations.planning import make_plan
from logistics.rounds.operations.wanting import take_plan, want_plan, want_plans_of_day, want_stale_plans
from logistics.rounds.operations.yards import place_yard

__all__ = [
    "add_vehicle",
    "make_plan",
    "name_courier",
    "open_base",
    "place_yard",
    "retire_vehicle",
    "take_plan",
    "want_plan",
    "want_plans_of_day",
    "want_stale_plans",
]
