"""From a day's pickups to rounds, and again when something changed."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.celery import app
from kernel.clock import local_day, now
from logistics.dispatch.models import Shipment
from logistics.dispatch.operations import cancel_shipments
from logistics.rounds.models import Base, Plan, Stop, Vehicle
from logistics.rounds.operations import (
    make_plan,
    retire_vehicle,
    take_plan,
    want_plan,
    want_plans_of_day,
    want_stale_plans,
)
from logistics.rounds.operations.gathering import seconds_into
from logistics.rounds.queries import plan_of_day, plans_to_make, visits_of
from logistics.rounds.tasks import plan_wanted
from tests.factories.dispatch import NOW, TODAY, PickupFactory, ShipmentFactory, code_of, event, tell
from tests.factories.rounds import BaseFactory, VehicleFactory, YardFactory

pytestmark = pytest.mark.django_db
EVENING_BEFORE = NOW - timedelta(hours=15)


@pytest.fixture
def vehicle() -> Vehicle:
    return VehicleFactory()


def sent(address: str, **changes: Any) -> Shipment:
    return ShipmentFactory(sender_address=address, **changes)


def plan(at: datetime = EVENING_BEFORE, *, seconds: float = 0.1) -> Plan:
    asked = want_plan(base=Base.objects.get(), day=TODAY, at=at)
    make_plan(plan_id=asked.id, seconds=seconds, at=at)
    found = plan_of_day(base=Base.objects.get(), day=TODAY)
    assert found is not None
    return found


def addresses(plan: Plan) -> list[list[str]]:
    """Of each round, who is called on, in order."""
    return [[stop.shipments.all()[0].sender_address for stop in one.stops.all()] for one in plan.rounds.all()]


def left_out(plan: Plan) -> list[str]:
    return [stop.shipments.all()[0].sender_address for stop in plan.left_out]  # type: ignore[attr-defined]


def test_two_shipments_of_one_yard_are_one_stop(vehicle: Vehicle) -> None:
    sent("Thôn 1"), sent("Thôn 1"), sent("Thôn 2")
    made = plan()
    assert sorted(addresses(made)[0]) == ["Thôn 1", "Thôn 2"]
    assert sorted(len(stop.shipments.all()) for stop in made.rounds.all()[0].stops.all()) == [1, 2]
    assert (made.version, made.wanted_at, made.made_at) == (1, None, EVENING_BEFORE)


def test_only_what_waits_here_today_and_may_go(vehicle: Vehicle) -> None:
    sent("Thôn 1")
    sent("mai mới lấy", pickup=PickupFactory(day=TODAY + timedelta(days=1)))
    sent("đang giữ", released=False)
    sent("đã hủy", cancelled_at=NOW)
    sent("xã khác", sender_commune_code="00166")
    sent("hãng khác", carrier_code="ghn")
    assert addresses(plan()) == [["Thôn 1"]]


def test_a_base_fetches_in_the_communes_it_serves(vehicle: Vehicle) -> None:
    Base.objects.update(also_communes=["10816"])
    sent("Thôn 1"), sent("xã bên", sender_commune_code="10816")
    assert sorted(addresses(plan())[0]) == ["Thôn 1", "xã bên"]


def test_a_yard_says_where_and_when(vehicle: Vehicle) -> None:
    YardFactory(address="Thôn xa", latitude=20.97, longitude=106.43, earliest=time(14), latest=time(15))
    sent("Thôn xa"), sent("Thôn không biết")
    made = plan()
    stops = {stop.shipments.all()[0].sender_address: stop for stop in made.rounds.all()[0].stops.all()}
    assert (stops["Thôn xa"].latitude, stops["Thôn xa"].is_exact) == (20.97, True)
    assert not stops["Thôn không biết"].is_exact
    assert 14 * 3600 <= seconds_into(TODAY, stops["Thôn xa"].arrives_at) <= 15 * 3600


def test_what_no_vehicle_can_carry_is_named(vehicle: Vehicle) -> None:
    sent("Thôn 1"), sent("hai tạ", gross_g=200_000)
    made = plan()
    assert addresses(made) == [["Thôn 1"]]
    assert left_out(made) == ["hai tạ"]


def test_an_office_without_a_vehicle_leaves_all(db: None) -> None:
    BaseFactory()
    sent("Thôn 1")
    made = plan()
    assert addresses(made) == []
    assert left_out(made) == ["Thôn 1"]


def test_the_household_is_told_an_hour(vehicle: Vehicle) -> None:
    row = sent("Thôn 1")
    assert visits_of(references=[row.reference]) == {}
    plan()
    visit = visits_of(references=[row.reference])[row.reference]
    assert visit.to_at - visit.from_at == timedelta(hours=1)
    assert visit.from_at <= Stop.objects.get().arrives_at <= visit.to_at
    assert (visit.from_at.minute % 30, visit.courier) == (0, "Bùi Văn Tới")
    tell(event(code_of(row), "picked_up"))
    assert visits_of(references=[row.reference]) == {}


def test_a_cancelled_box_makes_the_plan_stale_and_it_is_made_anew(vehicle: Vehicle) -> None:
    gone = sent("Thôn 1")
    sent("Thôn 2")
    first = plan()
    assert want_stale_plans(at=NOW) == []
    cancel_shipments(references=[gone.reference], at=NOW)
    assert want_stale_plans(at=NOW) == [first.id]
    assert plans_to_make() == [first.id]
    second = plan(NOW)
    assert addresses(second) == [["Thôn 2"]]
    assert second.version == 2
    assert want_stale_plans(at=NOW) == []


def test_a_pickup_in_vain_leaves_todays_plan_and_joins_tomorrows(vehicle: Vehicle, rate_card: None) -> None:
    row = sent("Thôn 1")
    sent("Thôn 2")
    first = plan()
    tell(event(code_of(row), "pickup_failed", reason="not_ready"), at=NOW + timedelta(hours=2))
    assert want_stale_plans(at=NOW) == [first.id]
    assert addresses(plan(NOW)) == [["Thôn 2"]]


def test_a_box_booked_late_joins(vehicle: Vehicle) -> None:
    sent("Thôn 1")
    first = plan()
    sent("Thôn 2")
    assert want_stale_plans(at=NOW) == [first.id]
    assert sorted(addresses(plan(NOW))[0]) == ["Thôn 1", "Thôn 2"]


def test_what_is_done_stays_done_and_the_vehicle_goes_on_from_there(vehicle: Vehicle) -> None:
    rows = {name: sent(name) for name in ("Thôn 1", "Thôn 2", "Thôn 3")}
    for number, name in enumerate(rows):
        YardFactory(address=name, latitude=20.91 + number / 50, longitude=106.43)
    first_name = addresses(plan())[0][0]
    tell(event(code_of(rows[first_name]), "picked_up"))
    sent("Thôn 4")
    made = plan(NOW + timedelta(hours=1))
    assert addresses(made)[0][0] == first_name
    assert sorted(addresses(made)[0]) == ["Thôn 1", "Thôn 2", "Thôn 3", "Thôn 4"]
    later = [stop.arrives_at for stop in made.rounds.all()[0].stops.all()][1:]
    assert all(arrives >= NOW + timedelta(hours=1) for arrives in later)


def test_a_full_vehicle_that_is_out_takes_no_more(vehicle: Vehicle) -> None:
    rows = {name: sent(name, gross_g=50_000) for name in ("Thôn 1", "Thôn 2")}
    first_name = addresses(plan())[0][0]
    tell(event(code_of(rows[first_name]), "picked_up"))
    sent("một tạ", gross_g=100_000)
    assert left_out(plan(NOW)) == ["một tạ"]


def test_a_retired_vehicle_rides_no_more(vehicle: Vehicle) -> None:
    sent("Thôn 1")
    plan()
    key, office = vehicle.key, vehicle.base.office_code
    retire_vehicle(carrier_code="vnpost", office_code=office, key=key, actor="account:x", at=NOW)
    assert plans_to_make() == [Plan.objects.get().id]
    assert left_out(plan(NOW)) == ["Thôn 1"]


def test_the_slower_of_two_planners_changes_nothing(
    vehicle: Vehicle, monkeypatch: pytest.MonkeyPatch
) -> None:
    from logistics.rounds.operations import planning

    sent("Thôn 1")
    asked = want_plan(base=vehicle.base, day=TODAY, at=EVENING_BEFORE)
    think = planning.solve

    def overtaken(*args: Any, **kwargs: Any) -> Any:
        monkeypatch.setattr(planning, "solve", think)
        make_plan(plan_id=asked.id, seconds=0.05, at=EVENING_BEFORE)
        return think(*args, **kwargs)

    monkeypatch.setattr(planning, "solve", overtaken)
    assert make_plan(plan_id=asked.id, seconds=0.05, at=EVENING_BEFORE) is None
    assert (Plan.objects.get().version, Stop.objects.count()) == (1, 1)


def test_a_day_that_is_over_is_not_planned(vehicle: Vehicle) -> None:
    asked = want_plan(base=vehicle.base, day=TODAY, at=EVENING_BEFORE)
    assert make_plan(plan_id=asked.id, at=NOW + timedelta(days=1)) is None
    assert plans_to_make() == []


def test_one_planner_thinks_about_one_plan(vehicle: Vehicle) -> None:
    cache.clear()
    asked = want_plan(base=vehicle.base, day=TODAY, at=EVENING_BEFORE)
    assert [take_plan(asked.id), take_plan(asked.id)] == [True, False]


def test_each_evening_every_base_with_a_vehicle_asks(vehicle: Vehicle) -> None:
    BaseFactory(office_code="vnpost-00166", commune_code="00166")
    assert want_plans_of_day(day=TODAY, at=EVENING_BEFORE) == 1
    assert want_plans_of_day(day=TODAY, at=EVENING_BEFORE) == 1
    assert [row.base_id for row in Plan.objects.all()] == [vehicle.base_id]


def test_the_tasks_do_what_the_beat_asks(vehicle: Vehicle) -> None:
    today = local_day(now())
    sent("Thôn 1", pickup=PickupFactory(day=today))
    want_plan(base=vehicle.base, day=today, at=now())
    app.conf.task_always_eager = True
    try:
        plan_wanted.delay()
    finally:
        app.conf.task_always_eager = False
    made = plan_of_day(base=vehicle.base, day=today)
    assert made is not None
    assert made.version == 1
    assert made.wanted_at is None


@pytest.mark.parametrize("stops", [1, 3])
def test_a_plan_is_read_in_six_statements(vehicle: Vehicle, stops: int) -> None:
    for number in range(stops):
        sent(f"Thôn {number}")
    plan()
    base = Base.objects.get()
    with CaptureQueriesContext(connection) as asked:
        made = plan_of_day(base=base, day=TODAY)
        assert made is not None
        [len(stop.shipments.all()[0].parcels.all()) for one in made.rounds.all() for stop in one.stops.all()]
        left_out(made)
    assert len(asked) == 6


@pytest.mark.parametrize("stops", [1, 3])
def test_a_day_is_gathered_in_as_many_statements_however_long(vehicle: Vehicle, stops: int) -> None:
    from logistics.rounds.operations.gathering import gather

    for number in range(stops):
        sent(f"Thôn {number}")
    row = Plan.objects.select_related("base").get(id=want_plan(base=vehicle.base, day=TODAY, at=NOW).id)
    with CaptureQueriesContext(connection) as asked:
        gather(row, at=NOW)
    assert len(asked) == 5
