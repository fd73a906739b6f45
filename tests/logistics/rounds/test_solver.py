"""Rounds as plain numbers: what PyVRP gives back is a day a courier can ride."""

from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.rounds.roads import distances, durations
from logistics.rounds.solver import seconds_for, solve
from logistics.rounds.values import Call, Car, Problem, Spot

OFFICE = Spot(21.27, 106.20)
MORNING, EVENING = 7 * 3600 + 1800, 17 * 3600
MOTORBIKE = Car(capacity_g=120_000, chilled_g=20_000, from_s=MORNING, to_s=EVENING)


def call(north: float = 0.01, east: float = 0.0, **changes: int) -> Call:
    values = {"gross_g": 10_000, "chilled_g": 0, "service_s": 300, "earliest_s": MORNING, "latest_s": EVENING}
    return Call(spot=Spot(OFFICE.latitude + north, OFFICE.longitude + east), **(values | changes))


def day(*calls: Call, cars: tuple[Car, ...] = (MOTORBIKE,)) -> Problem:
    return Problem(office=OFFICE, calls=calls, cars=cars)


def test_one_farm_is_fetched_and_the_way_is_there_and_back() -> None:
    [trip] = solve(day(call()), seconds=0.2).trips
    there = int(distances([OFFICE, call().spot])[0, 1])
    assert 1_400 < there < 1_600  # 1.1 km through the air, by road a third more
    assert trip.distance_m == 2 * there
    assert [arrival.call for arrival in trip.arrivals] == [0]
    assert trip.arrivals[0].at_s - trip.from_s == int(durations(distances([OFFICE, call().spot]))[0, 1])


def test_farms_along_one_road_are_called_on_in_the_order_of_the_road() -> None:
    along = [call(north=0.01 * step) for step in (3, 1, 2)]
    [trip] = solve(day(*along), seconds=0.2).trips
    assert [arrival.call for arrival in trip.arrivals] in ([1, 2, 0], [0, 2, 1])


def test_a_window_turns_the_order_round() -> None:
    near_but_late = call(north=0.01, earliest_s=15 * 3600)
    far_but_early = call(north=0.05, latest_s=9 * 3600)
    [trip] = solve(day(near_but_late, far_but_early), seconds=0.2).trips
    assert [arrival.call for arrival in trip.arrivals] == [1, 0]
    assert trip.arrivals[0].at_s <= 9 * 3600
    assert trip.arrivals[1].at_s >= 15 * 3600


def test_what_does_not_fit_goes_on_a_second_vehicle() -> None:
    heavy = [call(east=0.01 * step, gross_g=80_000) for step in range(2)]
    solved = solve(day(*heavy, cars=(MOTORBIKE, MOTORBIKE)), seconds=0.2)
    assert sorted(trip.car for trip in solved.trips) == [0, 1]
    assert not solved.left_out


def test_or_on_a_second_trip_of_the_same() -> None:
    heavy = [call(east=0.01 * step, gross_g=80_000) for step in range(2)]
    twice = Car(capacity_g=120_000, chilled_g=0, from_s=MORNING, to_s=EVENING, trips=2)
    first, second = solve(day(*heavy, cars=(twice,)), seconds=0.3).trips
    assert (first.number, second.number) == (1, 2)
    assert first.to_s <= second.from_s


def test_what_fits_nowhere_is_left_out_and_named() -> None:
    solved = solve(day(call(), call(gross_g=500_000)), seconds=0.2)
    assert list(solved.left_out) == [1]
    assert [arrival.call for trip in solved.trips for arrival in trip.arrivals] == [0]


def test_chilled_goods_need_a_cold_box() -> None:
    no_box = Car(capacity_g=120_000, chilled_g=0, from_s=MORNING, to_s=EVENING)
    chilled = call(chilled_g=10_000)
    assert list(solve(day(chilled, cars=(no_box,)), seconds=0.2).left_out) == [0]
    [trip] = solve(day(chilled, cars=(no_box, MOTORBIKE)), seconds=0.2).trips
    assert trip.car == 1


def test_a_vehicle_that_is_out_goes_on_from_where_it_stands_with_the_room_that_is_left() -> None:
    out = Car(
        capacity_g=30_000,
        chilled_g=0,
        from_s=10 * 3600,
        to_s=EVENING,
        starts_at=Spot(OFFICE.latitude + 0.05, OFFICE.longitude),
        loaded_g=15_000,
    )
    solved = solve(day(call(north=0.05), call(north=0.04), cars=(out,)), seconds=0.2)
    [trip] = solved.trips
    assert len(trip.arrivals) == 1
    assert trip.from_s >= 10 * 3600
    assert len(solved.left_out) == 1


def test_nobody_waits_or_nobody_drives() -> None:
    assert solve(day(), seconds=1).trips == ()
    assert list(solve(day(call(), cars=()), seconds=1).left_out) == [0]


def test_the_time_to_think_grows_with_the_day() -> None:
    assert [seconds_for(calls) for calls in (1, 100, 10_000)] == [0.3, 5, 60]


calls = st.builds(
    call,
    north=st.floats(-0.1, 0.1),
    east=st.floats(-0.1, 0.1),
    gross_g=st.integers(1, 150_000),
    chilled_g=st.just(0),
    earliest_s=st.integers(0, EVENING),
    latest_s=st.integers(0, EVENING + 7200),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(calls, max_size=12), st.integers(0, 3))
def test_every_call_is_made_once_or_left_out_and_no_rule_is_broken(found: list[Call], cars: int) -> None:
    solved = solve(day(*found, cars=(MOTORBIKE,) * cars), seconds=0.05)
    made = [arrival.call for trip in solved.trips for arrival in trip.arrivals]
    assert sorted([*made, *solved.left_out]) == list(range(len(found)))
    for trip in solved.trips:
        assert sum(found[arrival.call].gross_g for arrival in trip.arrivals) <= MOTORBIKE.capacity_g
        assert MORNING <= trip.from_s <= trip.to_s <= EVENING
        for arrival in trip.arrivals:
            one = found[arrival.call]
            assert one.earliest_s <= arrival.at_s <= max(one.earliest_s, one.latest_s)
