from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from kernel.clock import local_day
from logistics.dispatch.models import CashTerms, CodCollection, CodRemittanceLine, Discrepancy, Shipment
from logistics.dispatch.operations import (
    accept_collection,
    accept_remittance_line,
    queue_late_cash,
    record_remittance,
)
from logistics.dispatch.refusals import (
    NothingToSettle,
    RemittanceReused,
    RemittanceTotalWrong,
    TooManyItems,
    UnknownShipment,
)
from logistics.dispatch.values import RemittanceLineSpec, RemittanceResult
from tests.factories.dispatch import A_WEEK_LATER, NOW, TODAY, ShipmentFactory, code_of, event, tell
from tests.logistics.dispatch.announced import data_of, said

pytestmark = pytest.mark.django_db
DUE = 350_000


@pytest.fixture
def shipment() -> Shipment:
    return ShipmentFactory(cod_dong=DUE)


@pytest.fixture
def code(shipment: Shipment) -> str:
    return code_of(shipment)


def collect(code: str, amount: int, hours: float = 20) -> None:
    tell(event(code, "cod_collected", hours, amount_dong=amount))


def remit(*lines: tuple[str, int], reference: str = "BK-1", fee: int = 0) -> RemittanceResult:
    specs = [RemittanceLineSpec(tracking_code=code, amount_dong=dong, fee_dong=fee) for code, dong in lines]
    return record_remittance(carrier_code="vnpost", reference=reference, lines=specs, at=A_WEEK_LATER)


def states(result: RemittanceResult) -> list[str]:
    return [line.state for line in result.lines]


def cash_of(shipment: Shipment) -> CodCollection:
    return CodCollection.objects.get(shipment=shipment)


def queue() -> list[tuple[str, str]]:
    return list(Discrepancy.objects.filter(resolved_at=None).order_by("id").values_list("kind", "subject"))


def test_cash_is_collected_remitted_and_told_once(shipment: Shipment, code: str) -> None:
    tell(event(code, "delivered", 20))
    collect(code, DUE)
    assert states(remit((code, DUE), fee=2000)) == ["matched"]
    assert said(shipment)[-2:] == ["CodCollected", "CodRemitted"]
    assert data_of(shipment, "CodCollected")[0]["amount_dong"] == DUE
    assert data_of(shipment, "CodRemitted") == [
        {
            "reference": shipment.reference,
            "carrier_code": "vnpost",
            "amount_dong": DUE,
            "fee_dong": 2000,
            "remittance": "BK-1",
        }
    ]
    assert cash_of(shipment).state == "remitted"
    assert queue() == []


def test_a_fee_beyond_the_cash_is_queued_whenever_the_line_comes(shipment: Shipment, code: str) -> None:
    assert states(remit((code, DUE), fee=DUE + 1, reference="BK-0")) == ["wrong_fee"]
    collect(code, DUE)

    assert states(remit((code, DUE), fee=DUE + 1)) == ["wrong_fee"]
    assert said(shipment) == ["CodCollected"]
    assert [kind for kind, _subject in queue()] == ["remittance_line"] * 2

    assert states(remit((code, DUE), fee=DUE, reference="BK-2")) == ["matched"]


def test_another_amount_is_a_variance_until_it_is_corrected(shipment: Shipment, code: str) -> None:
    collect(code, DUE - 50_000, hours=20)
    assert cash_of(shipment).state == "variance"
    assert queue() == [("cash_variance", shipment.reference)]
    assert said(shipment) == []
    collect(code, DUE, hours=21)
    assert cash_of(shipment).state == "collected"
    assert queue() == []
    assert said(shipment) == ["CodCollected"]


def test_staff_accept_a_variance(shipment: Shipment, code: str) -> None:
    collect(code, DUE - 50_000)
    accept_collection(shipment_key=shipment.key, actor="account:staff", at=A_WEEK_LATER)
    assert data_of(shipment, "CodCollected")[0]["amount_dong"] == DUE - 50_000
    assert queue() == []
    with pytest.raises(NothingToSettle):
        accept_collection(shipment_key=shipment.key, actor="account:staff", at=A_WEEK_LATER)
    assert states(remit((code, DUE - 50_000))) == ["matched"]


def test_cash_nobody_asked_for_is_queued() -> None:
    paid = ShipmentFactory()
    collect(code_of(paid), 10_000)
    assert queue() == [("cash_variance", paid.reference)]


def test_a_second_report_of_another_amount_changes_nothing_but_is_queued(
    shipment: Shipment, code: str
) -> None:
    collect(code, DUE, hours=20)
    collect(code, DUE + 1, hours=21)
    assert said(shipment) == ["CodCollected"]
    assert queue() == [("cash_variance", shipment.reference)]


def test_two_boxes_may_bring_the_cash_in_parts() -> None:
    pair = ShipmentFactory(cod_dong=DUE, boxes=2)
    collect(code_of(pair, 1), 300_000)
    assert cash_of(pair).state == "variance"
    collect(code_of(pair, 2), 50_000)
    assert cash_of(pair).state == "collected"


def test_each_line_says_what_became_of_it(code: str) -> None:
    other, early = ShipmentFactory(cod_dong=DUE), ShipmentFactory(cod_dong=DUE)
    free, foreign = ShipmentFactory(), ShipmentFactory(cod_dong=DUE, carrier_code="ghn")
    collect(code, DUE)
    collect(code_of(other), DUE)
    result = remit(
        (code, DUE),
        (code, DUE),
        (code_of(other), DUE - 1),
        (code_of(early), DUE),
        (code_of(free), 5),
        (code_of(foreign), DUE),
        ("nothing", 7),
    )
    assert states(result) == [
        "matched",
        "duplicate",
        "different",
        "early",
        "different",
        "not_theirs",
        "unknown",
    ]
    assert [line.expected_dong for line in result.lines] == [DUE, DUE, DUE, DUE, 0, None, None]
    assert [subject for _kind, subject in queue()] == [f"BK-1:{n}" for n in range(2, 8)]


def test_a_line_that_came_too_early_is_matched_when_the_collection_is_told(
    shipment: Shipment, code: str
) -> None:
    assert states(remit((code, DUE))) == ["early"]
    assert states(remit((code, DUE), reference="BK-2")) == ["already"]
    collect(code, DUE)
    assert said(shipment) == ["CodCollected", "CodRemitted"]
    assert states(remit((code, DUE))) == ["matched"]
    assert [subject for _kind, subject in queue()] == ["BK-2:1"]


def test_the_same_list_again_is_the_same_answer(shipment: Shipment, code: str) -> None:
    collect(code, DUE)
    assert remit((code, DUE)) == remit((code, DUE))
    assert said(shipment) == ["CodCollected", "CodRemitted"]
    with pytest.raises(RemittanceReused):
        remit((code, DUE - 1))


def test_a_second_list_cannot_remit_it_again(shipment: Shipment, code: str) -> None:
    collect(code, DUE)
    remit((code, DUE))
    assert states(remit((code, DUE), reference="BK-2")) == ["already"]
    assert said(shipment) == ["CodCollected", "CodRemitted"]


def test_staff_accept_a_line_of_another_amount(shipment: Shipment, code: str) -> None:
    collect(code, DUE)
    remit((code, DUE - 3000))
    line = CodRemittanceLine.objects.get()
    accept_remittance_line(line_id=line.id, actor="account:staff", at=A_WEEK_LATER)
    assert data_of(shipment, "CodRemitted")[0]["amount_dong"] == DUE - 3000
    assert queue() == []
    with pytest.raises(NothingToSettle):
        accept_remittance_line(line_id=line.id, actor="account:staff", at=A_WEEK_LATER)


def test_totals_and_limits_are_checked_before_anything_is_kept(code: str) -> None:
    line = RemittanceLineSpec(tracking_code=code, amount_dong=5)
    with pytest.raises(RemittanceTotalWrong):
        record_remittance(carrier_code="vnpost", reference="x", lines=[line], total_dong=6, at=A_WEEK_LATER)
    with pytest.raises(TooManyItems):
        record_remittance(carrier_code="vnpost", reference="x", lines=[line] * 10_001, at=A_WEEK_LATER)
    with pytest.raises(UnknownShipment):
        accept_collection(shipment_key="nobody", actor="account:staff", at=A_WEEK_LATER)
    with pytest.raises(NothingToSettle):
        accept_remittance_line(line_id=1, actor="account:staff", at=A_WEEK_LATER)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from([DUE, DUE - 1, 0]), min_size=1, max_size=6))
def test_at_most_one_line_of_a_shipment_is_ever_matched(amounts: Sequence[int]) -> None:
    shipment = ShipmentFactory(cod_dong=DUE)
    code = code_of(shipment)
    collect(code, DUE)
    for number, amount in enumerate(amounts):
        remit((code, amount), reference=f"{shipment.key}-{number}")
    matched = CodRemittanceLine.objects.filter(shipment=shipment, state="matched")
    assert [line.amount_dong for line in matched] == [DUE] * (DUE in amounts)


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_takes_the_same_statements_whatever_its_length(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shipments = [ShipmentFactory(cod_dong=DUE) for _n in range(count)]
    for shipment in shipments:
        collect(code_of(shipment), DUE)
    lines = [(code_of(shipment), DUE) for shipment in shipments]
    with django_assert_num_queries(18):
        remit(*lines)


def terms(ppm: int, least: int = 0, days: int = 3) -> None:
    CashTerms.objects.create(
        carrier_code="vnpost",
        valid_from=TODAY,
        fee_ppm=ppm,
        fee_min_dong=least,
        remits_within_days=days,
    )


def test_the_fee_is_the_agreed_one_or_waits_for_staff(shipment: Shipment, code: str) -> None:
    terms(5_000)
    collect(code, DUE)
    assert states(remit((code, DUE), fee=1_751)) == ["wrong_fee"]
    assert states(remit((code, DUE), fee=1_750, reference="BK-2")) == ["matched"]


def test_staff_accept_another_fee(shipment: Shipment, code: str) -> None:
    terms(5_000)
    collect(code, DUE)
    remit((code, DUE), fee=2_000)
    line = CodRemittanceLine.objects.get()
    accept_remittance_line(line_id=line.id, actor="account:staff", at=A_WEEK_LATER)
    assert data_of(shipment, "CodRemitted")[0]["fee_dong"] == 2_000
    assert queue() == []


@given(st.integers(0, 1_000_000), st.integers(0, 50_000), st.integers(0, 10_000_000_000))
def test_an_agreed_fee_is_never_below_its_share_nor_beyond_the_cash(
    ppm: int, least: int, amount: int
) -> None:
    fee = CashTerms(fee_ppm=ppm, fee_min_dong=least).fee_of(amount)
    assert 0 <= fee <= amount
    assert fee == amount or (fee * 1_000_000 >= amount * ppm and fee >= least)


def test_what_a_list_should_have_had_is_missing_until_it_comes(shipment: Shipment, code: str) -> None:
    listed = ShipmentFactory(cod_dong=DUE)
    for one in (code, code_of(listed)):
        collect(one, DUE)
    spec = [RemittanceLineSpec(tracking_code=code_of(listed), amount_dong=DUE)]
    day = local_day(NOW + timedelta(hours=20))
    record_remittance(carrier_code="vnpost", reference="BK-1", lines=spec, covers=(day, day), at=A_WEEK_LATER)
    assert queue() == [("cash_missing", shipment.reference)]
    assert states(remit((code, DUE), reference="BK-2")) == ["matched"]
    assert queue() == []


def test_cash_of_other_days_is_not_missing(shipment: Shipment, code: str) -> None:
    collect(code, DUE)
    before = local_day(NOW - timedelta(days=1))
    record_remittance(carrier_code="vnpost", reference="BK-1", lines=[], covers=(before, before), at=NOW)
    assert queue() == []


@pytest.mark.parametrize(("days", "late"), [(2, 1), (30, 0)])
def test_cash_is_late_by_what_was_agreed(shipment: Shipment, code: str, days: int, late: int) -> None:
    terms(0, days=days)
    collect(code, DUE)
    assert queue_late_cash(at=A_WEEK_LATER) == late
    assert queue_late_cash(at=A_WEEK_LATER) == late
    assert len(queue()) == late


def test_the_cash_tells_how_far_it_has_come(shipment: Shipment, code: str) -> None:
    stages = [cash_of(shipment).stage]
    tell(event(code, "delivered", 20))
    stages.append(cash_of(shipment).stage)
    collect(code, DUE)
    stages.append(cash_of(shipment).stage)
    remit((code, DUE - 1))
    stages.append(cash_of(shipment).stage)
    remit((code, DUE), reference="BK-2")
    stages.append(cash_of(shipment).stage)
    assert stages == ["to_collect", "collected", "reported", "listed", "matched"]
