"""Kinds of produce and the units they are sold in."""

import pytest

from tests.api.client import data, refusal
from tests.factories.goods import load_commodities

pytestmark = pytest.mark.django_db


def test_every_commodity_with_its_units() -> None:
    load_commodities()
    query = (
        "{ commodities { code nameVi nameEn months unverified sources units { unit base factor label } } }"
    )
    found = {each["code"]: each for each in data(query)["commodities"]}
    assert len(found) >= 44
    assert found["vai-thieu"]["nameEn"]
    assert {unit["unit"] for unit in found["vai-thieu"]["units"]} >= {"kg"}


def test_units_of_a_province() -> None:
    load_commodities()
    query = """query U($code: String!, $province: String!) {
        commodity(code: $code) { units(provinceCode: $province) { unit factor verified } } }"""
    assert data(query, code="vai-thieu", province="24")["commodity"]["units"]
    assert refusal(query, code="moon-cheese", province="24") == "UNKNOWN_COMMODITY"
