"""The one file that knows PyVRP (0.14). docs/rounds.md: what is asked of it, how good its answers are."""

import time
import warnings
from collections import defaultdict
from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, Final

from logistics.rounds.roads import distances, durations
from logistics.rounds.values import Arrival, Call, Car, Problem, Solved, Spot, Trip

if TYPE_CHECKING:
    import pyvrp

VEHICLE_M: Final = 3_000  # a vehicle less on the road is worth so many metres
LEFT_OUT_M: Final = 2_000_000  # a call is left out only where it cannot be made: farther than any round
_DAY_S: Final = 24 * 3600
_UNIT_G: Final = 100
_MANY: Final = 500
_NOT_FEASIBLE: Final = 2**62


def seconds_for(calls: int) -> float:
    """How long to think: a commune's dozen is answered at once, a hundred farms get five seconds."""
    return min(60.0, max(0.3, calls / 20))


def solve(problem: Problem, *, seconds: float, seed: int = 1) -> Solved:
    """The rounds of least cost found in the time: metres, plus VEHICLE_M for each vehicle that leaves.

    Every call within its window, no vehicle beyond its capacity, its cold box or its shift; what cannot be
    made so is left out and named. First all that some vehicle could take are asked for; only where that has
    no answer may each be left out at a price: without that choice the search is quicker and better."""
    cars = _alike(problem.cars)
    kinds = [problem.cars[alike[0]] for alike in cars]
    calls = [index for index, call in enumerate(problem.calls) if any(_can(kind, call) for kind in kinds)]
    if not calls:
        return Solved(trips=(), left_out=range(len(problem.calls)))
    numbers = [len(alike) for alike in cars]
    asked = Problem(office=problem.office, calls=[problem.calls[index] for index in calls], cars=problem.cars)
    data = data_of(asked, kinds, numbers, all_of=True)
    result = best_of(data, seconds=seconds, seed=seed, give_up_s=seconds / 3)
    if not result.is_feasible():
        result = best_of(data_of(asked, kinds, numbers, all_of=False), seconds=seconds, seed=seed)
    return _read(problem, calls, cars, result.best)


def _can(kind: Car, call: Call) -> bool:
    """Whether it could make this call if it made no other."""
    return (
        call.gross_g <= kind.capacity_g - kind.loaded_g
        and call.chilled_g <= kind.chilled_g - kind.loaded_chilled_g
        and call.latest_s >= kind.from_s
        and call.earliest_s <= kind.to_s
    )


def best_of(
    data: "pyvrp.ProblemData", *, seconds: float, seed: int = 1, give_up_s: float = inf
) -> "pyvrp.Result":
    """PyVRP as we call it, for any problem of its own: also what the benchmark measures.

    A run ends before its time when nothing better came for long: small rounds are done in a moment. One that
    has found nothing that keeps all the rules gives up after `give_up_s`."""
    from pyvrp import SolveParams
    from pyvrp import solve as search
    from pyvrp.exceptions import PenaltyBoundWarning
    from pyvrp.search import NeighbourhoodParams
    from pyvrp.stop import MaxRuntime, MultipleCriteria, NoImprovement

    began = time.perf_counter()

    def hopeless(best_cost: int) -> bool:
        return best_cost >= _NOT_FEASIBLE and time.perf_counter() - began > give_up_s

    # Fewer neighbours to try is better in seconds, up to some hundred calls: see benchmarks/rounds.
    near = NeighbourhoodParams(num_neighbours=30 if data.num_clients <= _MANY else 50)
    params = SolveParams(neighbourhood=near)
    patience = NoImprovement(2_000 * max(5, data.num_clients))
    stop = MultipleCriteria([MaxRuntime(seconds), patience, hopeless])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PenaltyBoundWarning)  # a day too full is told by giving up
        return search(data, stop, seed=seed, collect_stats=False, params=params)


def _alike(cars: Sequence[Car]) -> list[list[int]]:
    """Equal vehicles are one type with a number: the search need not try each."""
    groups: dict[Car, list[int]] = defaultdict(list)
    for index, car in enumerate(cars):
        groups[car].append(index)
    return list(groups.values())


def data_of(
    problem: Problem, kinds: Sequence[Car], numbers: Sequence[int], *, all_of: bool
) -> "pyvrp.ProblemData":
    """The problem as PyVRP has it: the office is depot 0, each vehicle that is out already starts at a depot
    of its own; what is picked up counts as pickup in two dimensions, grams and chilled grams."""
    import pyvrp

    out = [kind.starts_at for kind in kinds if kind.starts_at]
    spots = [problem.office, *out, *(call.spot for call in problem.calls)]
    metres = distances(spots)
    starts = iter(range(1, len(out) + 1))
    types = [
        _vehicle_type(kind, number, next(starts) if kind.starts_at else 0)
        for kind, number in zip(kinds, numbers, strict=True)
    ]
    first_call = 1 + len(out)
    return pyvrp.ProblemData(
        locations=[_location(spot) for spot in spots],
        clients=[_client(call, first_call + index, all_of) for index, call in enumerate(problem.calls)],
        depots=[pyvrp.Depot(location=index) for index in range(first_call)],
        vehicle_types=types,
        distance_matrices=[metres],
        duration_matrices=[durations(metres)],
    )


def _location(spot: Spot) -> "pyvrp.Location":
    import pyvrp

    return pyvrp.Location(spot.longitude, spot.latitude)


def _client(call: Call, location: int, required: bool) -> "pyvrp.Client":
    """Weights in hundreds of grams, rounded up: the search weighs loads against metres."""
    import pyvrp

    return pyvrp.Client(
        location=location,
        pickup=[-(-call.gross_g // _UNIT_G), -(-call.chilled_g // _UNIT_G)],
        service_duration=call.service_s,
        tw_early=call.earliest_s,
        tw_late=max(call.earliest_s, call.latest_s),
        prize=0 if required else LEFT_OUT_M,
        required=required,
    )


def _vehicle_type(kind: Car, number: int, start: int) -> "pyvrp.VehicleType":
    """A vehicle that is out already has less room left on this trip; trips after it start empty, which its
    capacity cannot say: so it makes no further one until it is planned anew from the office."""
    import pyvrp

    out = kind.starts_at is not None
    return pyvrp.VehicleType(
        num_available=number,
        capacity=[
            max(0, kind.capacity_g - kind.loaded_g) // _UNIT_G,
            max(0, kind.chilled_g - kind.loaded_chilled_g) // _UNIT_G,
        ],
        start_depot=start,
        end_depot=0,
        fixed_cost=0 if out else VEHICLE_M,
        tw_early=kind.from_s,
        tw_late=max(kind.from_s, min(kind.to_s, _DAY_S)),
        reload_depots=[0] if kind.trips > 1 and not out else [],
        max_reloads=kind.trips - 1 if not out else 0,
    )


def _read(
    problem: Problem, calls: Sequence[int], cars: Sequence[Sequence[int]], best: "pyvrp.Solution"
) -> Solved:
    """Routes as trips; `calls` are those that were asked for. What was found is feasible or is not used."""
    waiting = [list(alike) for alike in cars]
    trips: list[Trip] = []
    for route in best.routes():
        if route.is_feasible():
            trips += _trips(problem, calls, waiting[route.vehicle_type()].pop(0), route)
    made = {arrival.call for trip in trips for arrival in trip.arrivals}
    return Solved(
        trips=sorted(trips, key=lambda trip: (trip.car, trip.number)),
        left_out=[index for index in range(len(problem.calls)) if index not in made],
        distance_m=sum(trip.distance_m for trip in trips),
    )


def _trips(problem: Problem, asked: Sequence[int], car: int, route: "pyvrp.Route") -> list[Trip]:
    """A route is depots and clients in turn; a depot between two clients begins the next trip."""
    found: list[Trip] = []
    calls: list[Arrival] = []
    left_s, here = route.start_time(), problem.cars[car].starts_at or problem.office
    for step in [*route.schedule()][1:]:
        if step.is_client():
            calls.append(Arrival(asked[step.idx], step.start_time))
            continue
        if calls:
            metres = _metres([here, *(problem.calls[call.call].spot for call in calls), problem.office])
            found.append(Trip(car, len(found) + 1, tuple(calls), left_s, step.start_time, metres))
        calls, left_s, here = [], step.end_time, problem.office
    return found


def _metres(way: Sequence[Spot]) -> int:
    table = distances(way)
    return int(sum(table[index, index + 1] for index in range(len(way) - 1)))
