"""Duty and value added tax of the destination: an estimate from dated rows, both sides of each limit."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Invalid
from kernel.rates.operations import record_rate
from kernel.reference import FixtureError
from logistics.paperwork.dated_rows import holiday_years, levies
from logistics.paperwork.enums import Channel, Incoterm, Levy
from logistics.paperwork.levying import RATE, UNKNOWN, Estimate, Shipped, Taken, estimate
from logistics.paperwork.refusals import UnknownDestination, UnknownExportGood
from tests.factories.paperwork import load_rules_of

DAY = date(2026, 7, 1)


@pytest.fixture
def rows(db: None) -> None:
    load_rules_of()


def told(*, incoterm: Incoterm = Incoterm.DAP, day: date = DAY, **changes: object) -> Estimate:
    known: dict[str, object] = {
        "good": "tea",
        "country": "DE",
        "channel": Channel.POST,
        "currency": "EUR",
        "value_minor": 14_999,
    }
    return estimate(shipped=Shipped(**(known | changes)), incoterm=incoterm, day=day)  # type: ignore[arg-type]


def duty(found: Estimate) -> Taken:
    return next(one for one in found.taken if one.levy == Levy.DUTY)


@pytest.mark.parametrize(("value_minor", "minor"), [(14_999, 300), (15_000, None), (15_001, None), (0, 300)])
def test_three_euros_a_heading_under_a_hundred_and_fifty(
    rows: None, value_minor: int, minor: int | None
) -> None:
    found = duty(told(value_minor=value_minor))

    assert found.minor == minor
    assert (found.why == UNKNOWN) == (minor is None)


@pytest.mark.parametrize(
    ("day", "minor"), [("2026-06-30", 0), ("2026-07-01", 300), ("2028-06-30", 300), ("2028-07-01", None)]
)
def test_and_from_the_first_of_july_for_two_years(rows: None, day: str, minor: int | None) -> None:
    assert duty(told(day=date.fromisoformat(day))).minor == minor


def test_each_heading_pays_and_tax_is_on_goods_carriage_and_duty(rows: None) -> None:
    found = told(value_minor=10_000, carriage_minor=2_000, headings=3)

    assert [one.minor for one in found.taken] == [900, 903]  # 7 % of 129.00
    assert found.total_minor == 1_803


def test_a_claimed_preference_costs_no_duty_and_cargo_pays_the_tariff(rows: None) -> None:
    cargo = {"good": "durian", "channel": Channel.CARGO, "value_minor": 600_000}

    assert duty(told(**cargo)).minor == 52_800
    assert duty(told(**cargo, preference="EVFTA")).minor == 0
    assert duty(told(**cargo | {"good": "lychee"})).minor == 0


def test_what_no_source_said_is_marked_and_what_nobody_knows_is_no_sum(rows: None) -> None:
    lychee = told(good="lychee", channel=Channel.CARGO)
    tea_to_france = told(country="FR")

    assert (duty(lychee).verified, lychee.verified) == (True, False)
    assert tea_to_france.total_minor is None
    assert [one.why for one in tea_to_france.taken] == ["", UNKNOWN]


@pytest.mark.parametrize(
    ("term", "buyer"), [(Incoterm.DAP, True), (Incoterm.DDP, False), (Incoterm.FOB, True)]
)
def test_who_pays_follows_from_the_terms(rows: None, term: Incoterm, buyer: bool) -> None:
    assert told(incoterm=term).buyer_pays is buyer


def test_a_limit_in_another_currency_needs_a_rate_of_the_day(rows: None) -> None:
    assert duty(told(currency="VND", value_minor=4_499_000)).why == RATE
    at = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
    record_rate(base="EUR", quote="VND", value=Decimal(30_000), valid_on=DAY, source="Demo", actor="x", at=at)

    assert duty(told(currency="VND", value_minor=4_499_000)).minor == 90_000
    assert duty(told(currency="VND", value_minor=4_500_000)).minor is None


@pytest.mark.parametrize(("yen", "total"), [(10_000, 0), (10_001, None)])
def test_japan_takes_nothing_up_to_ten_thousand_yen_and_says_that_it_is_not_verified(
    rows: None, yen: int, total: int | None
) -> None:
    found = told(country="JP", currency="JPY", value_minor=yen)

    assert found.total_minor == total
    assert not found.verified


def test_wrong_questions_are_refused(rows: None) -> None:
    for refusal, change in (
        (UnknownDestination, {"country": "XX"}),
        (UnknownExportGood, {"good": "gold"}),
        (Invalid, {"value_minor": -1}),
        (Invalid, {"value_minor": 10**14}),
        (Invalid, {"headings": 0}),
    ):
        with pytest.raises(refusal):
            told(**change)


@given(first=st.integers(0, 14_999), second=st.integers(0, 14_999))
def test_a_total_is_the_sum_of_its_parts(first: int, second: int) -> None:
    parts = [Taken(levy=Levy.DUTY, minor=first), Taken(levy=Levy.VAT, minor=second)]

    assert Estimate(currency="EUR", taken=parts, buyer_pays=True).total_minor == first + second
    parts[0] = Taken(levy=Levy.DUTY, minor=None)
    assert Estimate(currency="EUR", taken=parts, buyer_pays=True).total_minor is None


LEVY = (
    "name: x, levy: DUTY, destination: EU, currency: EUR, valid_from: 2026-01-01,"
    " source: GK, as_of: '', confidence: LOW"
)
WRONG = [
    f"levies: [{{{LEVY}}}]",
    f"levies: [{{{LEVY}, percent: 1, amount_minor: 2}}]",
    f"levies: [{{{LEVY}, percent: many}}]",
    f"levies: [{{{LEVY}, percent: 1, taxes: 2}}]",
    f"levies: [{{{LEVY.replace('DUTY', 'GIFT')}, percent: 1}}]",
    f"levies: [{{{LEVY.replace('2026-01-01', 'soon')}, percent: 1}}]",
]


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_row_stops_the_load(tmp_path: Path, text: str) -> None:
    path = tmp_path / "levies.yaml"
    path.write_text(text)
    with pytest.raises(FixtureError):
        list(levies(path))


YEAR = "country: DE, year: 2026, source: GK, as_of: '', confidence: LOW"


@pytest.mark.parametrize("days", ["[]", "[2027-01-01]", "[2026-01-01, 2026-01-01]", "[never]"])
def test_a_wrong_year_stops_the_load(tmp_path: Path, days: str) -> None:
    path = tmp_path / "holidays.yaml"
    path.write_text(f"years: [{{{YEAR}, days: {days}}}]")
    with pytest.raises(FixtureError):
        list(holiday_years(path))
