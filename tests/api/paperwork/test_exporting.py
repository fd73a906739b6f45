"""Making a consignment over GraphQL: the exporter's own alone, by the version that was read."""

import json
from typing import Any

import pytest
from django.test import Client

from kernel.clock import standing_at
from logistics.paperwork.models import Consignment
from tests.api.client import data, done, refusal, refused
from tests.api.conftest import Village
from tests.factories.consignments import AT
from tests.factories.exporting import own_lot
from tests.factories.paperwork import load_rules_of

pytestmark = pytest.mark.django_db
SHOWN = (
    "consignment { number version state lines { good allocations { netG holder } } parties { role name } }"
)
OPENED = {
    "destination": "EU",
    "country": "DE",
    "route": "AIR",
    "incoterm": "DAP",
    "incotermPlace": "Frankfurt",
    "currency": "EUR",
    "departureOn": "2026-06-11",
}


@pytest.fixture(autouse=True)
def rules(village: Village) -> None:
    load_rules_of("EU")


def act(village: Village, name: str, who: str = "owner", **given: Any) -> dict[str, Any]:
    with standing_at(AT):
        return done(name, SHOWN, given, token=village.token(who))["consignment"]  # type: ignore[no-any-return]


def no(village: Village, name: str, who: str = "owner", **given: Any) -> list[tuple[str, str | None]]:
    with standing_at(AT):
        return refused(name, given, token=village.token(who))


def test_it_is_made_step_by_step(village: Village) -> None:
    made = act(village, "consignmentOpen", **OPENED, idempotencyKey="one")
    again = act(village, "consignmentOpen", **OPENED, idempotencyKey="one")
    number = made["number"]
    assert again["number"] == number
    lot = own_lot(village.household, 1, "EU")
    party = {"name": "Muster GmbH", "country": "DE"}
    made = act(
        village, "consignmentSetParty", number=number, seen=made["version"], role="IMPORTER", party=party
    )
    goods = {"good": "lychee", "form": "FRESH", "descriptionEn": "Fresh lychee"}
    made = act(village, "consignmentAddLine", number=number, seen=made["version"], **goods)
    share = {"lot": lot, "netG": 2_000_000, "grossG": 2_200_000, "packages": 400, "valueMinor": 3_000_000_000}
    made = act(
        village, "consignmentAllocate", number=number, seen=made["version"], position=1, allocations=[share]
    )

    [line] = made["lines"]
    [packed] = line["allocations"]
    assert (line["good"], packed["netG"]) == ("lychee", 2_000_000)
    assert [one["name"] for one in made["parties"]] == ["Muster GmbH"]
    made = act(
        village, "consignmentWithdraw", number=number, seen=made["version"], holders=[packed["holder"]]
    )
    assert made["lines"][0]["allocations"] == []
    made = act(village, "consignmentCancel", number=number, seen=made["version"], reason="Mưa")
    assert made["state"] == "CANCELLED"


def test_two_who_edit_at_once_and_wrong_values_are_told(village: Village) -> None:
    made = act(village, "consignmentOpen", **OPENED)
    common = {"number": made["number"], "seen": made["version"]}
    act(village, "consignmentChange", **common, changes={"conveyance": "VN 37"})

    assert no(village, "consignmentChange", **common, changes={"conveyance": "QR 1"}) == [
        ("CONSIGNMENT_CHANGED", None)
    ]
    fresh = {**common, "seen": made["version"] + 1}
    wrong = no(village, "consignmentChange", **fresh, changes={"region": "X" * 11})
    assert wrong == [("INVALID", "changes.region")]


@pytest.mark.parametrize("field", ["owner", "state", "eurRate", "number", "dataVersion", "decision"])
def test_what_is_not_in_the_schema_cannot_be_set(village: Village, field: str) -> None:
    made = act(village, "consignmentOpen", **OPENED)
    query = f'mutation {{ consignmentChange(input: {{number: "{made["number"]}", seen: 1, changes: {{{field}: "x"}}}}) {{ userErrors {{ code }} }} }}'

    answer = Client().post(
        "/graphql",
        json.dumps({"query": query}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {village.token('owner')}"},
    )
    assert json.loads(answer.content)["errors"]
    assert Consignment.objects.get().data_version == made["version"]


@pytest.mark.parametrize("who", ["stranger", "nobody", "manager without consent", "staff"])
def test_nobody_else_changes_or_reads_it(village: Village, who: str) -> None:
    made = act(village, "consignmentOpen", **OPENED)
    common = {"number": made["number"], "seen": made["version"]}

    assert no(village, "consignmentChange", who, **common, changes={"region": "HE"}) == [("NOT_FOUND", None)]
    query = "query C($number: String!) { consignment(number: $number) { state } }"
    assert refusal(query, token=village.token(who), number=made["number"]) == "NOT_FOUND"
    mine = data("{ myConsignments { number } }", token=village.token(who))["myConsignments"]
    assert mine == []
