"""How good the planner's answers are: `python -m benchmarks.rounds`.

    python -m benchmarks.rounds [--seconds 5] [--reference 120] [--sizes 50,100,300] [--seeds 1,2,3]
                                [--published 5,20,60]

Farms of a seed, written in VRPLIB form to .local/bench/rounds: our call of PyVRP in so many seconds against the best
that was ever found (runs of it that were let alone for the long time; the best cost is kept beside the instance, and
`--reference 0` is content with it), and against calling on the nearest farm next (what a courier does without a
plan). Then the published instances against the best solutions known. Run it on a quiet machine.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

import numpy as np
from pyvrp import ProblemData, SolveParams, read, solve
from pyvrp.stop import MaxRuntime

CLONE = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(CLONE))

from benchmarks.rounds.farms import write  # noqa: E402
from benchmarks.rounds.published import published  # noqa: E402
from logistics.rounds.solver import best_of  # noqa: E402

Numbers = list[int]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--reference", type=float, default=120)
    parser.add_argument("--sizes", type=_numbers, default=[50, 100, 300])
    parser.add_argument("--seeds", type=_numbers, default=[1, 2, 3])
    parser.add_argument("--published", type=_numbers, default=[5, 20, 60], help="seconds; empty for none")
    options = parser.parse_args()
    for size in options.sizes:
        _measure_farms(size, options.seeds, options.seconds, options.reference)
    for seconds in options.published:
        _measure_published(seconds)
    return 0


def _numbers(text: str) -> Numbers:
    return [int(part) for part in text.split(",") if part]


def _measure_farms(size: int, seeds: Numbers, seconds: float, reference: float) -> None:
    gaps = []
    for seed in seeds:
        file = write(CLONE / ".local" / "bench" / "rounds", count=size, seed=seed)
        data = read(file, round_func="round")
        ours = best_of(data, seconds=seconds, seed=1)
        best = _best_known(data, file.with_suffix(".best"), ours.cost(), reference)
        gap, nearest = _gap(ours.cost(), best), _nearest_next(data)
        gaps.append(gap)
        print(
            f"{file.stem:14} ours {ours.cost():8.0f} in {ours.runtime:4.1f} s, {len(ours.best.routes())} vehicles;"
            f" best known: {best:8.0f}; gap {gap:5.2f} %; nearest next {nearest:8.0f}"
            f" = {nearest / ours.cost():.2f} of ours",
            flush=True,
        )
    print(f"{size} farms: median gap {statistics.median(gaps):.2f} % in {seconds} s\n", flush=True)


def _best_known(data: ProblemData, kept: Path, ours: float, reference: float) -> float:
    found = [ours]
    if kept.exists():
        found.append(float(kept.read_text()))
    if reference:
        long_run = solve(data, MaxRuntime(reference), seed=99, collect_stats=False, params=SolveParams())
        found.append(long_run.cost())
    kept.write_text(f"{min(found):.0f}\n")
    return min(found)


def _measure_published(seconds: float) -> None:
    for name, data, best in published():
        began = time.perf_counter()
        ours = best_of(data, seconds=seconds, seed=1)
        took = time.perf_counter() - began
        gap = _gap(ours.cost(), best) if ours.is_feasible() else float("inf")
        print(
            f"{name:12} {seconds:3.0f} s: {ours.cost():9.0f} of {best:9.0f}, gap {gap:5.2f} % ({took:.1f} s)",
            flush=True,
        )


def _gap(cost: float, best: float) -> float:
    return 100 * (cost - best) / best


def _nearest_next(data: ProblemData) -> float:
    """The bare baseline: from the office to the nearest yard that can still be made, again and again."""
    metres, clients = data.distance_matrix(0), data.clients()
    capacity, left, total = data.vehicle_types()[0].capacity[0], set(range(len(clients))), 0.0
    closes = data.depots()[0].tw_late
    while left:
        here, load, at = 0, 0, data.depots()[0].tw_early
        while True:
            ahead = [one for one in left if _can(clients[one], metres, here, at, load, capacity, closes)]
            if not ahead:
                break
            chosen = min(ahead, key=lambda one: (int(metres[here, clients[one].location]), one))
            place = clients[chosen].location
            at = (
                max(at + int(metres[here, place]), clients[chosen].tw_early)
                + clients[chosen].service_duration
            )
            total, load, here = total + int(metres[here, place]), load + clients[chosen].delivery[0], place
            left.remove(chosen)
        if not here:
            return float("nan")  # a yard that no vehicle can make
        total += int(metres[here, 0])
    return total


def _can(
    client: object, metres: np.ndarray, here: int, at: int, load: int, capacity: int, closes: int
) -> bool:
    place = client.location  # type: ignore[attr-defined]
    arrives = max(at + int(metres[here, place]), client.tw_early)  # type: ignore[attr-defined]
    back = arrives + client.service_duration + int(metres[place, 0])  # type: ignore[attr-defined]
    return arrives <= client.tw_late and load + client.delivery[0] <= capacity and back <= closes  # type: ignore[attr-defined, no-any-return]


if __name__ == "__main__":
    sys.exit(main())
