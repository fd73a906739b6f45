"""What the rules say, asked over GraphQL."""

import pytest
from pytest_django import DjangoAssertNumQueries

from logistics.paperwork.rulebook import fresh_rulebook
from tests.api.client import data, refusal
from tests.factories.paperwork import load_rules_of, sign

pytestmark = pytest.mark.django_db
FINDING = """query F($good: String!, $to: String!, $day: Date, $channel: ExportChannel) {
    exportFinding(good: $good, destination: $to, day: $day, channel: $channel) {
        outcome rule restsOnDemo readOn
        items { code gate state reason text blocks paper { nameEn issuerEn usualHours }
                sources { code title locator asOf } } } }"""


@pytest.fixture(autouse=True)
def rules(db: None) -> None:
    load_rules_of("JP", "EU")
    sign("lychee/JP", "longan/EU")


def items(**asked: object) -> dict[str, dict[str, object]]:
    finding = data(FINDING, **asked)["exportFinding"]
    return {item["code"]: item for item in finding["items"]}


def test_what_is_needed_from_whom_and_where_it_was_read() -> None:
    found = items(good="vai-thieu", to="JP", day="2026-06-10")

    certificate = found["paper.phytosanitary_certificate"]
    assert (certificate["gate"], certificate["state"], certificate["blocks"]) == ("IMPORT", "OPEN", True)
    assert certificate["paper"] == {
        "nameEn": "Phytosanitary certificate",
        "issuerEn": "Plant Production and Protection Department",
        "usualHours": 24,
    }
    assert certificate["sources"][0]["asOf"] == "2019-12-15"
    assert certificate["text"]


def test_a_pair_that_no_rule_names_is_shut() -> None:
    finding = data(FINDING, good="okra", to="JP", day="2026-06-10")["exportFinding"]

    assert (finding["outcome"], finding["rule"]) == ("BLOCKED", "")


def test_any_day_can_be_asked() -> None:
    assert (
        items(good="lychee", to="JP", day="2021-05-30")["market.rule"]["reason"] == "MARKET_NOT_ON_THAT_DAY"
    )
    assert items(good="lychee", to="JP", day="2026-06-10")["market.review"]["reason"] == "RULE_REVIEWED"
    assert items(good="lychee", to="JP", day="2027-05-21")["market.review"]["reason"] == "RULE_STALE"


def test_k_by_post_is_said_to_be_shut() -> None:
    found = items(good="lychee", to="JP", day="2026-06-10", channel="POST")

    assert found["market.post"]["reason"] == "POST_CLOSED"


def test_e_a_proof_of_origin_is_no_blocker() -> None:
    found = items(good="longan", to="EU", day="2026-06-10")

    assert (found["paper.eur1"]["gate"], found["paper.eur1"]["blocks"]) == ("PREFERENCE", False)


def test_where_goods_can_go_and_why_not_elsewhere() -> None:
    query = "query W($good: String!, $day: Date) { exportWays(good: $good, day: $day) { destination open against { reason } } }"
    found = {way["destination"]: way for way in data(query, good="vai-thieu", day="2026-06-10")["exportWays"]}

    assert len(found) == 11
    assert found["JP"]["open"]
    assert {item["reason"] for item in found["EU"]["against"]} == {"RULE_UNREVIEWED"}
    assert {item["reason"] for item in found["US"]["against"]} == {"MARKET_UNKNOWN"}


def test_b_what_a_treatment_shuts_is_said_before_it_is_done() -> None:
    query = """query C($treatment: ExportTreatment!) {
        exportClosedBy(good: "vai-thieu", treatment: $treatment, day: "2026-06-10") }"""

    assert data(query, treatment="IRRADIATION")["exportClosedBy"] == ["JP"]
    assert data(query, treatment="FUMIGATION")["exportClosedBy"] == []


def test_unknown_names_are_refused() -> None:
    assert refusal(FINDING, good="moon-cheese", to="JP") == "UNKNOWN_EXPORT_GOOD"
    assert refusal(FINDING, good="lychee", to="MOON") == "UNKNOWN_DESTINATION"


def test_once_the_rules_are_in_memory_it_asks_the_database_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    from datetime import date

    from logistics.paperwork.queries import all_pairs

    fresh_rulebook()
    with django_assert_num_queries(0):
        table = all_pairs(day=date(2026, 6, 10))

    assert len(table) * len(next(iter(table.values()))) == 23 * 11
