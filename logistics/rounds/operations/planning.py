"""Making a plan: read, think without holding anything, write if nobody was faster."""

import time
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kernel.clock import local_day
from logistics.rounds.models import Plan, Round, Stop, Vehicle
from logistics.rounds.operations.gathering import Gathered, Out, gather, moment
from logistics.rounds.solver import seconds_for, solve
from logistics.rounds.values import Car, Problem, Solved, Spot, Trip


def make_plan(*, plan_id: int, seconds: float | None = None, at: datetime) -> Plan | None:
    """The rounds of the plan's day, from what waits now. None when there is no such plan, when its day is
    over, or when another planner finished first with the same.

    What was fetched already stays where it was in its round; a vehicle that is out goes on from its last
    stop with the room that is left. `seconds` to think: by the number of calls unless given."""
    plan = Plan.objects.select_related("base").filter(id=plan_id).first()
    if plan is None or plan.day < local_day(at):
        Plan.objects.filter(id=plan_id).update(wanted_at=None)
        return None
    began = time.monotonic()
    gathered = gather(plan, at=at)
    able = [index for index, car in enumerate(gathered.problem.cars) if car.from_s < car.to_s]
    think = seconds if seconds is not None else seconds_for(len(gathered.waiting))
    solved = solve(_with(gathered.problem, able), seconds=think)
    return _write(gathered, solved, able, took_ms=int(1000 * (time.monotonic() - began)), at=at)


def _with(problem: Problem, able: Sequence[int]) -> Problem:
    cars: list[Car] = [problem.cars[index] for index in able]
    return Problem(office=problem.office, calls=problem.calls, cars=cars)


@transaction.atomic
def _write(
    gathered: Gathered, solved: Solved, able: Sequence[int], *, took_ms: int, at: datetime
) -> Plan | None:
    read = gathered.plan
    plan = Plan.objects.select_for_update().filter(id=read.id).first()
    if plan is None or plan.version != read.version:
        return None
    plan.rounds.all().delete()
    plan.stops.all().delete()
    drawer = _Drawer(gathered, plan)
    for out in gathered.outs:
        drawer.keep(out)
    for trip in solved.trips:
        drawer.add(trip, gathered.vehicles[able[trip.car]])
    drawer.leave_out(solved.left_out)
    plan.version += 1
    plan.made_at, plan.made_in_ms, plan.shipment_ids = at, took_ms, gathered.shipment_ids
    plan.wanted_at = None if plan.wanted_at == read.wanted_at else plan.wanted_at
    plan.distance_m = solved.distance_m
    plan.save()
    return plan


class _Drawer:
    """Writes rounds and stops in their order."""

    def __init__(self, gathered: Gathered, plan: Plan) -> None:
        self.gathered, self.plan, self.number = gathered, plan, 0
        self.under_way: dict[int, tuple[Round, int]] = {}

    def keep(self, out: Out) -> None:
        """What was done, done again nowhere else; whoever is still out goes on with this round."""
        old = out.round
        row = self._round(old.vehicle, old.leaves_at, old.back_at, old.distance_m)
        for position, stop in enumerate(out.done, start=1):
            kept = [shipment.id for shipment in stop.shipments.all()]
            spot = Spot(stop.latitude, stop.longitude)
            self._stop(row, position, stop.arrives_at, spot, stop.is_exact, kept)
        if out.open:
            self.under_way[old.vehicle_id] = (row, len(out.done))

    def add(self, trip: Trip, vehicle: Vehicle) -> None:
        day = self.plan.day
        row, done = self.under_way.pop(vehicle.id, (None, 0))
        if row is None:
            row = self._round(vehicle, moment(day, trip.from_s), moment(day, trip.to_s), trip.distance_m)
        else:
            row.back_at = moment(day, trip.to_s)
            row.save(update_fields=["back_at"])
        for position, arrival in enumerate(trip.arrivals, start=done + 1):
            one = self.gathered.waiting[arrival.call]
            when = moment(day, arrival.at_s)
            self._stop(row, position, when, one.call.spot, one.is_exact, one.shipment_ids)

    def leave_out(self, calls: Sequence[int]) -> None:
        for position, call in enumerate(calls, start=1):
            one = self.gathered.waiting[call]
            self._stop(None, position, None, one.call.spot, one.is_exact, one.shipment_ids)

    def _round(self, vehicle: Vehicle, leaves_at: datetime, back_at: datetime, distance_m: int) -> Round:
        self.number += 1
        return Round.objects.create(
            plan=self.plan,
            vehicle=vehicle,
            number=self.number,
            leaves_at=leaves_at,
            back_at=back_at,
            distance_m=distance_m,
        )

    def _stop(
        self,
        row: Round | None,
        position: int,
        arrives_at: datetime | None,
        spot: Spot,
        is_exact: bool,
        shipment_ids: Sequence[int],
    ) -> None:
        stop = Stop.objects.create(
            plan=self.plan,
            round=row,
            position=position,
            arrives_at=arrives_at,
            latitude=spot.latitude,
            longitude=spot.longitude,
            is_exact=is_exact,
        )
        links = Stop.shipments.through
        links.objects.bulk_create(links(stop_id=stop.id, shipment_id=number) for number in shipment_ids)
