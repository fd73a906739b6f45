from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.dispatch.enums import EventCode, ParcelState, ShipmentState
from logistics.dispatch.standing import Report, Standing, combine, milestone_rank, news, stand

BOOKED = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
LATER = BOOKED + timedelta(days=30)


def report(code: str, hours: float, **rest: object) -> Report:
    at = BOOKED + timedelta(hours=hours)
    rest.setdefault("dedupe_key", f"{code}:{hours}")
    return Report(occurred_at=at, code=code, received_at=LATER, **rest)  # type: ignore[arg-type]


def after(*reports: Report) -> Standing:
    return stand(reports, booked_at=BOOKED)


def parcel_after(*codes: str) -> Standing:
    return after(*(report(code, hour) for hour, code in enumerate(codes, start=1)))


reports = st.builds(
    Report,
    occurred_at=st.integers(-40, 60).map(lambda hours: BOOKED + timedelta(hours=hours)),
    code=st.sampled_from([*EventCode.values, "beamed_up"]),
    dedupe_key=st.sampled_from("abcdefghijklmn"),
    received_at=st.sampled_from([BOOKED, LATER]),
    reason=st.sampled_from(["", "not_home", "dog"]),
    amount_dong=st.sampled_from([None, 0, 100_000]),
)


@given(st.lists(reports, max_size=12).flatmap(lambda log: st.tuples(st.just(log), st.permutations(log))))
def test_the_order_of_arrival_does_not_matter(logs: tuple[list[Report], list[Report]]) -> None:
    ordered, shuffled = logs
    assert stand(ordered, booked_at=BOOKED) == stand(shuffled, booked_at=BOOKED)


@given(st.lists(reports, max_size=8), st.data())
def test_repetitions_change_nothing(log: list[Report], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(log), max_size=8)) if log else []
    assert stand([*log, *again], booked_at=BOOKED) == stand(log, booked_at=BOOKED)


@given(st.lists(st.lists(reports, max_size=6), min_size=1, max_size=3))
def test_a_shipment_does_not_depend_on_the_order_of_its_boxes(logs: list[list[Report]]) -> None:
    standings = [stand(log, booked_at=BOOKED) for log in logs]
    assert combine(standings) == combine(standings[::-1])


@given(st.lists(reports, max_size=12))
def test_milestones_come_in_their_order_each_once(log: list[Report]) -> None:
    ranks = [milestone_rank(name) for name, _mark in combine([stand(log, booked_at=BOOKED)]).milestones]
    assert ranks == sorted(set(ranks))


@given(st.lists(reports, max_size=12), st.data())
def test_news_told_while_a_log_grows_never_goes_back(log: list[Report], data: st.DataObject) -> None:
    announced, told = "", []
    for end in sorted(data.draw(st.lists(st.integers(0, len(log)), max_size=4))):
        whole = combine([stand(log[:end], booked_at=BOOKED)])
        for name, _mark in news(whole.milestones, announced=announced):
            announced = name
            told.append(milestone_rank(name))
    assert told == sorted(set(told))


@pytest.mark.parametrize(
    ("codes", "state"),
    [
        ((), ParcelState.BOOKED),
        (("pickup_failed",), ParcelState.PICKUP_FAILED),
        (("pickup_failed", "picked_up"), ParcelState.PICKED_UP),
        (("picked_up", "in_transit", "at_delivery_office"), ParcelState.AT_DELIVERY_OFFICE),
        (("picked_up", "out_for_delivery", "delivery_failed"), ParcelState.DELIVERY_FAILED),
        (("delivery_failed", "out_for_delivery", "delivered"), ParcelState.DELIVERED),
        (("picked_up", "refused", "in_transit"), ParcelState.REFUSED),
        (("refused", "returning", "in_transit", "out_for_delivery"), ParcelState.RETURNING),
        (("refused", "returning", "returned"), ParcelState.RETURNED),
        (("delivery_failed", "destroyed"), ParcelState.DESTROYED),
        (("picked_up", "lost", "delivered"), ParcelState.DELIVERED),
        (("picked_up", "delivered", "lost"), ParcelState.DELIVERED),
        (("picked_up", "delivered", "in_transit"), ParcelState.DELIVERED),
        (("picked_up", "pickup_failed"), ParcelState.PICKED_UP),
        (("picked_up", "cod_collected"), ParcelState.PICKED_UP),
    ],
)
def test_the_state_after_these_codes(codes: tuple[str, ...], state: ParcelState) -> None:
    assert parcel_after(*codes).state == state


def test_attempts_are_counted_and_keep_the_last_reason() -> None:
    standing = after(
        report("delivery_failed", 5, reason="no_money"), report("delivery_failed", 2, reason="not_home")
    )
    assert (standing.attempts, standing.reason) == (2, "no_money")


def test_an_unknown_reason_is_other() -> None:
    assert after(report("delivery_failed", 2, reason="volcano")).reason == "other"


def test_what_a_clock_cannot_mean_is_left_out() -> None:
    early = report("delivered", -30)
    tomorrow = Report(LATER + timedelta(hours=2), "delivered", "x", LATER)
    assert after(early, tomorrow).state == ParcelState.BOOKED


def test_cash_is_the_last_report_of_it() -> None:
    wrong, right = report("cod_collected", 5, amount_dong=1), report("cod_collected", 6, amount_dong=90_000)
    assert after(right, wrong).collected_dong == 90_000


@pytest.mark.parametrize(
    ("boxes", "state", "mixed"),
    [
        ([("picked_up",), ()], ShipmentState.BOOKED, False),
        ([("picked_up",), ("picked_up", "out_for_delivery")], ShipmentState.HANDED_OVER, False),
        ([("delivered",), ("out_for_delivery",)], ShipmentState.OUT_FOR_DELIVERY, False),
        ([("delivered",), ("delivered",)], ShipmentState.DELIVERED, False),
        ([("delivered",), ("lost",)], ShipmentState.DELIVERED, True),
        ([("returned",), ("damaged",)], ShipmentState.DAMAGED, True),
    ],
)
def test_a_shipment_is_as_far_as_its_slowest_box(
    boxes: list[tuple[str, ...]], state: ShipmentState, mixed: bool
) -> None:
    whole = combine([parcel_after(*codes) for codes in boxes])
    assert (whole.state, whole.mixed_ends) == (state, mixed)


def names(*codes: str) -> list[str]:
    return [name for name, _mark in combine([parcel_after(*codes)]).milestones]


def test_steps_that_were_not_reported_are_implied() -> None:
    assert names("delivered") == ["handed_over", "delivered"]
    assert names("returned") == ["handed_over", "returning", "returned"]


def test_the_whole_road_of_a_second_attempt() -> None:
    codes = ("picked_up", "out_for_delivery", "delivery_failed", "out_for_delivery", "delivered")
    assert names(*codes) == ["handed_over", "out:1", "failed:1", "out:2", "delivered"]


def test_nothing_is_delivered_after_a_refusal_was_announced() -> None:
    whole = combine([parcel_after("refused", "delivered")])
    assert whole.state == ShipmentState.DELIVERED
    assert news(whole.milestones, announced="refused") == []
    assert news(whole.milestones, announced="delivered") == []
