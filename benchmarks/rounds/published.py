"""The published instances, where the reference data lies beside the clone, with the rounding each is told in."""

from pathlib import Path
from typing import Any, NamedTuple

from pyvrp import Client, ProblemData, VehicleType, read
from vrplib import read_solution

FOLDER = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "reference" / "routing"
ROUNDING = {"RC208": "dimacs", "X-n439-k37": "round", "RC2_10_5": "dimacs"}


class Published(NamedTuple):
    """`best`: the cost beside the instance, in the units of the data."""

    name: str
    data: ProblemData
    best: int


def published() -> list[Published]:
    """Empty where there are none."""
    return [_load(name, rounding) for name, rounding in ROUNDING.items() if (FOLDER / f"{name}.vrp").exists()]


def _load(name: str, rounding: Any) -> Published:
    data = read(FOLDER / f"{name}.vrp", round_func=rounding)
    cost = float(read_solution(FOLDER / f"{name}.sol")["cost"])
    if not any(client.delivery[0] for client in data.clients()):
        data = _with_unit_demands(data)
    return Published(name, data, round(cost * (10 if rounding == "dimacs" else 1)))


def _with_unit_demands(data: ProblemData) -> ProblemData:
    """The file of X-n439-k37 names its demands and capacities as another variant of the problem does, and PyVRP
    reads none. In the set of Uchoa et al. (2013) every customer of it wants 1 and a vehicle carries 12."""
    clients = [Client(location=client.location, delivery=[1]) for client in data.clients()]
    kind = VehicleType(num_available=data.num_clients, capacity=[12])
    return data.replace(clients=clients, vehicle_types=[kind])
