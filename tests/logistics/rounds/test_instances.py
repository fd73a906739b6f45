"""The instances that the benchmark measures are the same everywhere, and read as they were meant."""

from pathlib import Path

import pytest
import vrplib
from pyvrp import read
from pyvrp.stop import MaxIterations

from benchmarks.rounds import published as room
from benchmarks.rounds.farms import farms, text, write
from benchmarks.rounds.published import published

HERE = Path(__file__).resolve()


def test_a_seed_gives_the_same_farms_for_ever() -> None:
    assert text(farms(50, seed=1), name="a") == text(farms(50, seed=1), name="a")
    assert farms(50, seed=1) != farms(50, seed=2)
    assert [farm.kilograms for farm in farms(50, seed=1)][:6] == [80, 5, 20, 50, 20, 5]


def test_vrplib_and_pyvrp_read_what_was_written(tmp_path: Path) -> None:
    file = write(tmp_path, count=50, seed=1)
    plain, data = vrplib.read_instance(file), read(file, round_func="round")
    assert plain["capacity"] == data.vehicle_types()[0].capacity[0] == 400
    assert list(plain["demand"][1:]) == [client.delivery[0] for client in data.clients()]
    assert [client.tw_early for client in data.clients()] == list(plain["time_window"][1:, 0])
    assert data.num_clients == 50


def test_the_published_instances_are_read_with_their_own_rounding() -> None:
    """The best solutions beside them cost what they say, in our reading of the data."""
    found = published()
    if not found:
        pytest.skip("the published instances do not lie beside this clone")
    from pyvrp import Solution

    for name, data, best in found:
        routes = vrplib.read_solution(room.FOLDER / f"{name}.sol")["routes"]
        solution = Solution(data, [[customer - 1 for customer in route] for route in routes])
        assert solution.is_feasible(), name
        assert solution.distance() == best, name


def test_a_plan_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    from pyvrp import solve

    data = read(write(tmp_path, count=50, seed=3), round_func="round")
    costs = {solve(data, MaxIterations(300), seed=7, collect_stats=False).cost() for _run in range(2)}
    assert len(costs) == 1
