"""Each carrier, over real HTTP with the fake that has its shapes: rate, book, find, label, cancel, track."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.demo.fake_carrier.books import SECRETS
from kernel.telephones import local
from logistics.carriers import calling, keys
from logistics.carriers.addresses import spell
from logistics.carriers.breaker import FAILURES_TO_OPEN, OPEN_SECONDS, Breaker, breaker_of
from logistics.carriers.ghtk.adapter import _products
from logistics.carriers.protocol import Adapter, Credentials, Draft, PlaceIds
from logistics.carriers.registry import ADAPTERS
from logistics.carriers.trouble import (
    KeyRefused,
    NotDone,
    NotOffered,
    Refused,
    Trouble,
    Unreadable,
    Unsure,
)
from logistics.carriers.wording import centimetres, dong, moment, telephone
from tests.factories.called import order_for
from tests.support.carrier import CALLED, Fake, running

IDS = {code: PlaceIds(province="1", district="10", ward=code) for code in ("10813", "00166")}
LOOK_UP = ("ghn", "ghtk")
CREATE = {
    "vnpost": "createOrderByDraft",
    "ems": "orders/create-v2",
    "viettelpost": "createOrder",
    "ghn": "shipping-order/create",
    "ghtk": "shipment/order",
}


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    monkeypatch.setattr(calling, "PAUSES", (0.01, 0.02))
    keys._kept.clear()
    with running(tmp_path) as there:
        yield there


def speak(fake: Fake, carrier: str, **secrets: str) -> Adapter:
    return ADAPTERS[carrier](
        Credentials(
            carrier_code=carrier,
            base_url=f"{fake.url}/{carrier}",
            secrets=SECRETS[carrier] | secrets,
            vintage="old",
            places=IDS,
        )
    )


def kept() -> tuple[list[str], Draft]:
    numbers: list[str] = []
    return numbers, Draft("", numbers.append)


@pytest.mark.parametrize("carrier", CALLED)
def test_an_order_reaches_the_carrier_with_its_weight_and_cash(fake: Fake, carrier: str) -> None:
    receipt = speak(fake, carrier).book(order_for(carrier), Draft())
    [order] = fake.orders(carrier)
    assert (order["waybill"], order["reference"]) == (receipt.waybill, "NNV483920175628")
    assert (order["weight"], order["cod"]) == (5_601, 350_000)
    assert receipt.fee_dong is not None
    assert receipt.fee_dong >= 22_000


@pytest.mark.parametrize("carrier", CALLED)
def test_a_rate_is_whole_dong_and_books_nothing(fake: Fake, carrier: str) -> None:
    rate = speak(fake, carrier).rate(order_for(carrier))
    assert isinstance(rate.fee_dong, int)
    assert rate.fee_dong > 10_000
    assert fake.orders() == []


@pytest.mark.parametrize("carrier", CALLED)
def test_what_is_booked_can_be_cancelled_and_cancelling_again_changes_nothing(
    fake: Fake, carrier: str
) -> None:
    adapter = speak(fake, carrier)
    waybill = adapter.book(order_for(carrier), Draft()).waybill
    adapter.cancel(waybill)
    adapter.cancel(waybill)
    [order] = fake.orders(carrier)
    assert adapter.statuses.read(order["status"]).step == "cancelled"


@pytest.mark.parametrize(("carrier", "codes"), [
    ("ghn", ("picked", "delivering")), ("ghtk", ("3", "4")), ("viettelpost", ("105", "500")), ("ems", ("4",)),
    ("vnpost", ("6", "12")),
])  # fmt: skip
def test_what_is_under_way_is_not_cancelled(fake: Fake, carrier: str, codes: tuple[str, ...]) -> None:
    adapter = speak(fake, carrier)
    waybill = adapter.book(order_for(carrier), Draft()).waybill
    fake.move(carrier, waybill, *codes)
    with pytest.raises(Refused):
        adapter.cancel(waybill)


@pytest.mark.parametrize("carrier", LOOK_UP)
def test_a_lost_answer_is_found_again_by_our_own_number(fake: Fake, carrier: str) -> None:
    adapter = speak(fake, carrier)
    assert adapter.find("NNV483920175628") is None
    fake.turn(lose=[{"path": CREATE[carrier], "times": 1}])
    with pytest.raises(Unsure):
        adapter.book(order_for(carrier), Draft())
    found = adapter.find("NNV483920175628")
    assert found is not None
    assert [order["waybill"] for order in fake.orders(carrier)] == [found.waybill]


@pytest.mark.parametrize("carrier", LOOK_UP)
def test_ordering_again_gives_the_same_waybill(fake: Fake, carrier: str) -> None:
    adapter = speak(fake, carrier)
    waybills = {adapter.book(order_for(carrier), Draft()).waybill for _again in range(3)}
    assert len(waybills) == len(fake.orders(carrier)) == 1


def test_the_posts_order_comes_out_of_a_draft_whose_number_is_kept_first(fake: Fake) -> None:
    adapter = speak(fake, "vnpost")
    numbers, draft = kept()
    fake.turn(lose=[{"path": "createOrderByDraft", "times": 1}])
    with pytest.raises(Unsure):
        adapter.book(order_for("vnpost"), draft)
    receipt = adapter.book(order_for("vnpost"), Draft(numbers[0]))
    assert [order["waybill"] for order in fake.orders("vnpost")] == [receipt.waybill] == numbers


def test_a_lost_answer_to_a_draft_leaves_a_draft_and_no_order(fake: Fake) -> None:
    fake.turn(lose=[{"path": "CreateOrder", "times": 1}])
    with pytest.raises(Unsure):
        speak(fake, "vnpost").book(order_for("vnpost"), Draft())
    assert fake.orders() == []


def test_a_no_to_a_repeated_second_step_is_no_refusal(fake: Fake) -> None:
    """The first may have come through: refusing it would order the parcel somewhere else."""
    with pytest.raises(Unsure):
        speak(fake, "vnpost").book(order_for("vnpost"), Draft("BD-unknown"))


@pytest.mark.parametrize("carrier", LOOK_UP)
def test_labels_are_pdf(fake: Fake, carrier: str) -> None:
    adapter = speak(fake, carrier)
    waybill = adapter.book(order_for(carrier), Draft()).waybill
    assert adapter.label(waybill).startswith(b"%PDF")
    fake.turn(garble=[{"path": "printA5", "times": 9}, {"path": "/label/", "times": 9}])
    with pytest.raises(NotOffered):
        adapter.label(waybill)


@pytest.mark.parametrize(("carrier", "codes"), [("ghn", ("picked", "delivering")), ("ems", ("2", "4"))])
def test_tracking_tells_the_whole_story(fake: Fake, carrier: str, codes: tuple[str, ...]) -> None:
    adapter = speak(fake, carrier)
    waybill = adapter.book(order_for(carrier), Draft()).waybill
    fake.move(carrier, waybill, *codes)
    scans = adapter.track(waybill)
    assert [scan.code for scan in scans][1:] == list(codes)
    assert all(scan.occurred_at.tzinfo is not None for scan in scans)


def test_ghtk_tells_the_last_step_alone(fake: Fake) -> None:
    adapter = speak(fake, "ghtk")
    waybill = adapter.book(order_for("ghtk"), Draft()).waybill
    fake.move("ghtk", waybill, "3", "4")
    assert [scan.code for scan in adapter.track(waybill)] == ["4"]


@pytest.mark.parametrize("carrier", ["vnpost", "viettelpost"])
def test_what_a_carrier_does_not_have_is_said(fake: Fake, carrier: str) -> None:
    with pytest.raises(NotOffered):
        speak(fake, carrier).track("1")
    with pytest.raises(NotOffered):
        speak(fake, carrier).find("1")


@pytest.mark.parametrize(("carrier", "wrong"), [
    ("ghn", {"token": "x"}), ("ghtk", {"token": "x"}), ("ems", {"merchant_token": "x"}),
    ("vnpost", {"username": "x", "password": "x"}), ("viettelpost", {"username": "x", "password": "x"}),
])  # fmt: skip
def test_a_wrong_key_is_told_apart_and_books_nothing(fake: Fake, carrier: str, wrong: dict[str, str]) -> None:
    with pytest.raises(KeyRefused):
        speak(fake, carrier, **wrong).book(order_for(carrier), Draft())
    assert fake.orders() == []


@pytest.mark.parametrize("carrier", CALLED)
@pytest.mark.parametrize(("knob", "kind"), [("fail", Unsure), ("garble", Unsure), ("lose", Unsure)])
def test_whatever_comes_instead_of_an_answer_may_have_been_a_booking(
    fake: Fake, carrier: str, knob: str, kind: type[Trouble]
) -> None:
    fake.turn(**{knob: [{"path": CREATE[carrier], "times": 5}]})
    with pytest.raises(kind):
        speak(fake, carrier).book(order_for(carrier), Draft())


@pytest.mark.parametrize("carrier", CALLED)
def test_a_carrier_that_is_not_there_has_surely_booked_nothing(fake: Fake, carrier: str) -> None:
    nowhere = Fake("http://127.0.0.1:9")
    with pytest.raises(NotDone):
        speak(nowhere, carrier).book(order_for(carrier), Draft())


def test_too_slow_is_no_answer(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "TIMEOUT", httpx.Timeout(0.2))
    calling._client.cache_clear()
    fake.turn(slow=[{"path": "create", "times": 1, "seconds": 0.6}])
    with pytest.raises(Unsure):
        speak(fake, "ghn").book(order_for("ghn"), Draft())
    calling._client.cache_clear()


def test_an_endless_answer_is_cut_off(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "LARGEST_ANSWER", 20)
    with pytest.raises(Unsure, match="TOO_LARGE"):
        speak(fake, "ghn").rate(order_for("ghn"))


def test_questions_are_asked_again_and_orders_are_not(fake: Fake) -> None:
    fake.turn(fail=[{"path": "preview", "times": 2}, {"path": "create", "times": 1}])
    adapter = speak(fake, "ghn")
    assert adapter.rate(order_for("ghn")).fee_dong > 0
    with pytest.raises(Unsure):
        adapter.book(order_for("ghn"), Draft())
    assert fake.orders() == []


def test_a_carrier_that_is_too_busy_has_done_nothing(fake: Fake) -> None:
    fake.turn(fail=[{"path": "create", "times": 1, "status": 429}])
    with pytest.raises(NotDone, match="TOO_MANY"):
        speak(fake, "ghn").book(order_for("ghn"), Draft())


def test_a_redirect_is_not_followed(fake: Fake) -> None:
    fake.turn(fail=[{"path": "create", "times": 1, "status": 302}])
    with pytest.raises(Unsure, match="HTTP_302"):
        speak(fake, "ghn").book(order_for("ghn"), Draft())


def test_after_five_failures_the_carrier_is_left_alone(fake: Fake) -> None:
    fake.turn(fail=[{"path": "create", "times": FAILURES_TO_OPEN}])
    adapter = speak(fake, "ghn")
    for _try in range(FAILURES_TO_OPEN):
        with pytest.raises(Unsure):
            adapter.book(order_for("ghn"), Draft())
    with pytest.raises(NotDone, match="RESTING"):
        adapter.book(order_for("ghn"), Draft())
    assert not breaker_of(f"{fake.url}/ghn").allows()


def test_a_breaker_lets_one_call_through_after_its_pause() -> None:
    time = [0.0]
    breaker = Breaker(clock=lambda: time[0])
    for _failure in range(FAILURES_TO_OPEN):
        assert breaker.allows()
        breaker.failed()
    assert not breaker.allows()
    time[0] = OPEN_SECONDS + 1
    assert [breaker.allows() for _call in range(3)] == [True, False, False]
    breaker.succeeded()
    assert breaker.allows()


def test_a_refusal_is_an_answer_and_no_failure(fake: Fake) -> None:
    adapter = speak(fake, "ghn")
    for _try in range(FAILURES_TO_OPEN + 1):
        with pytest.raises(Refused):
            adapter.book(order_for("ghn", gross_g=60_000), Draft())
    assert adapter.rate(order_for("ghn")).fee_dong > 0


def test_more_cash_than_a_carrier_takes_is_refused_before_it_is_asked(fake: Fake) -> None:
    with pytest.raises(Refused, match="COD_TOO_MUCH"):
        speak(fake, "ghn").book(order_for("ghn", cod_dong=50_000_001), Draft())


@pytest.mark.parametrize("carrier", ["ems", "viettelpost"])
def test_a_commune_without_the_carriers_number_is_not_guessed(fake: Fake, carrier: str) -> None:
    adapter = speak(fake, carrier)
    order = order_for(carrier)
    astray = replace(order, recipient=replace(order.recipient, commune_code="24121"))
    with pytest.raises(Refused, match="PLACE_WITHOUT_ID"):
        adapter.book(astray, Draft())
    assert fake.orders() == []


def test_both_vintages_of_an_address() -> None:
    assert spell("00166", "new") == ("Hà Nội", "", "Phường Cầu Giấy")
    assert spell("00166", "old") == ("Thành phố Hà Nội", "Quận Cầu Giấy", "Phường Dịch Vọng")
    assert spell("00166", "old").line == "Phường Dịch Vọng, Quận Cầu Giấy, Thành phố Hà Nội"


@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=5), st.integers(1, 50_000))
def test_kilograms_at_ghtk_add_up_to_the_gram(nets: list[int], gross_g: int) -> None:
    order = order_for("ghtk", gross_g=gross_g)
    goods = [replace(order.goods[0], net_g=net) for net in nets]
    products = _products(replace(order, goods=goods))
    assert sum(round(product["weight"] * 1000) for product in products) == gross_g
    assert all(isinstance(product["weight"], float) for product in products)


@given(st.integers(-(10**12), 10**12))
def test_amounts_are_whole_dong_however_they_are_written(amount: int) -> None:
    assert dong(amount) == dong(str(amount)) == dong(f"{amount}.00") == amount


@pytest.mark.parametrize("amount", ["1,000", "12.5", "NaN", "Infinity", "1e99", [], {}, True and "x"])
def test_what_is_no_whole_amount_is_unreadable(amount: Any) -> None:
    with pytest.raises(Unreadable):
        dong(amount)


def test_times_without_a_zone_are_viet_nams() -> None:
    at = datetime(2019, 8, 28, 0, 54, 50, tzinfo=UTC)
    assert moment("28/08/2019 07:54:50", "%d/%m/%Y %H:%M:%S") == at
    assert moment("2019-08-28T07:54:50+07:00") == moment("2019-08-28T00:54:50Z") == at
    for wrong in ("", None, "31/02/2020 00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-23:59"):
        with pytest.raises(Unreadable):
            moment(wrong)


def test_edges_of_small_measures() -> None:
    assert [centimetres(mm) for mm in (0, 1, 10, 11, 301)] == [1, 1, 1, 2, 31]
    assert telephone("+84900000001") == local("+84900000001") == "0900000001"
