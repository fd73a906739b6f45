"""The gate over GraphQL: the same answers as everywhere."""

import pytest

from kernel.clock import standing_at
from logistics.paperwork.models import Consignment, IssuedPaper
from logistics.paperwork.operations.papers import withdraw_paper
from tests.api.client import data, mutate
from tests.api.conftest import Village
from tests.factories.consignments import AT, CLERK, a_consignment, a_paper
from tests.factories.paperwork import load_rules_of, sign

pytestmark = pytest.mark.django_db
SHOWN = "consignment { number state blockers { code } }"
ASKED = "query C($number: String!) { staffConsignment(number: $number) { state blockers { code text } } }"


@pytest.fixture
def consignment(village: Village) -> Consignment:
    load_rules_of("EU", "JP")
    sign("lychee/EU", "lychee/JP")
    return a_consignment("JP")


def act(name: str, consignment: Consignment, village: Village) -> dict[str, object]:
    given = {"number": consignment.number}
    with standing_at(AT):
        return mutate(name, SHOWN, given, token=village.token("staff"))


def test_it_is_cleared_and_handed_over(consignment: Consignment, village: Village) -> None:
    cleared = act("staffConsignmentClear", consignment, village)
    gone = act("staffConsignmentHandOver", consignment, village)

    shown = {"number": consignment.number, "blockers": []}
    assert cleared == {"userErrors": [], "consignment": {**shown, "state": "CLEARED"}}
    assert gone == {"userErrors": [], "consignment": {**shown, "state": "HANDED_OVER"}}


@pytest.mark.parametrize("kind", ["treatment_certificate", "phytosanitary_certificate"])
def test_a_missing_paper_shuts_it_and_is_named(consignment: Consignment, village: Village, kind: str) -> None:
    lost = IssuedPaper.objects.get(consignment=consignment, kind_id=kind)
    withdraw_paper(paper_key=lost.key, reason="lost", actor=CLERK, at=AT)

    refused = act("staffConsignmentClear", consignment, village)
    with standing_at(AT):
        asked = data(ASKED, token=village.token("staff"), number=consignment.number)["staffConsignment"]

    assert [error["code"] for error in refused["userErrors"]] == ["GATE_SHUT"]  # type: ignore[index]
    assert [item["code"] for item in asked["blockers"]] == [f"paper.{kind}"]
    assert asked["state"] == "PREPARING"


def test_g_a_kilogram_of_difference_shuts_it(consignment: Consignment, village: Village) -> None:
    a_paper(consignment.key, "eur1", number="DEMO-AWB", net_g=2_999_000)

    refused = act("staffConsignmentClear", consignment, village)

    assert [error["code"] for error in refused["userErrors"]] == ["GATE_SHUT"]  # type: ignore[index]


def test_what_was_not_cleared_is_not_handed_over(consignment: Consignment, village: Village) -> None:
    refused = act("staffConsignmentHandOver", consignment, village)

    assert [error["code"] for error in refused["userErrors"]] == ["FORBIDDEN_MOVE"]  # type: ignore[index]


def test_nobody_but_staff_sees_a_consignment(consignment: Consignment, village: Village) -> None:
    from tests.api.client import refusal

    assert refusal(ASKED, number=consignment.number) == "NOT_ALLOWED"
    assert refusal(ASKED, number=consignment.number, token=village.token("owner")) == "NOT_ALLOWED"
