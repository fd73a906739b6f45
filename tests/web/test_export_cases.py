"""The cases (a) to (l) of the study of export papers, and both sides of every boundary: each asked over
GraphQL and on the exporter's page, of the same consignment, by the exporter. The answer must be the same.
"""

import re
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import pytest
from django.core.cache import cache
from django.test import Client

from kernel.clock import standing_at
from logistics.paperwork.enums import OperatorSize, Purpose, Route
from logistics.paperwork.models import Consignment
from marketplace.people.operations import issue_token
from marketplace.people.rules import Person
from tests.api.client import data, mutate
from tests.factories.export_cases import Wanted, issue, prepared
from tests.factories.paperwork import load_rules_of, sign

pytestmark = pytest.mark.django_db
ASKED = (
    "query C($number: String!) { consignment(number: $number) { state items { code reason gate state } } }"
)
OPEN = ("OPEN", "ASK")


class Answer(NamedTuple):
    """`open`: "code reason" of whatever holds it back; `dearer`: of what only costs duty."""

    cleared: bool
    open: frozenset[str]
    dearer: frozenset[str]


def by_graphql(person: Person, consignment: Consignment, at: datetime) -> Answer:
    assert person.account
    with standing_at(at):
        token = issue_token(account=person.account, at=at)
        told = mutate(
            "consignmentClear", "consignment { state }", {"number": consignment.number}, token=token
        )
        shown = data(ASKED, token=token, number=consignment.number)["consignment"]
    blocking = [one for one in shown["items"] if one["gate"] in ("IMPORT", "CUSTOMS", "POLICY")]
    dearer = [one for one in shown["items"] if one["gate"] == "PREFERENCE"]
    cleared = shown["state"] == "CLEARED"
    assert cleared == (told["userErrors"] == []), told
    return Answer(cleared, _open(blocking), _open(dearer))


def _open(items: list[dict[str, Any]]) -> frozenset[str]:
    return frozenset(f"{one['code']} {one['reason']}" for one in items if one["state"] in OPEN)


def by_page(person: Person, consignment: Consignment, at: datetime) -> Answer:
    client = Client()
    assert person.account
    with standing_at(at):
        client.force_login(person.account)
        address = f"/nha/xuat-khau/{consignment.key}"
        assert client.post(f"{address}/duyet").status_code == 302
        page = client.get(address).content.decode()
    consignment.refresh_from_db()
    before, _mark, after = page.partition("Chỉ để được giảm thuế")
    return Answer("Đã giao cho hãng" in page, _rows(before), _rows(after))


def _rows(page: str) -> frozenset[str]:
    found = re.findall(r'data-reason="([A-Z_]+)" data-code="([^"]+)"', page)
    return frozenset(f"{code} {reason}" for reason, code in found)


WAYS = {"GraphQL": by_graphql, "page": by_page}
CERTIFICATE, ANALYSIS = "official_certificate_2019_1793", "analysis_results_2019_1793"


class Case(NamedTuple):
    """`open`: parts of what must hold it back, every one; nothing: it goes."""

    wanted: Wanted
    open: tuple[str, ...] = ()
    dearer: tuple[str, ...] = ()


def dragon(**more: Any) -> Wanted:
    return Wanted(good="dragon_fruit", **more)


def dated(kind: str, **dates: date) -> dict[str, dict[str, Any]]:
    return {kind: dict(dates)}


def coffee(entry: str, size: OperatorSize, **more: Any) -> Wanted:
    facts = {"entry_on": date.fromisoformat(entry), "operator_size": size}
    return Wanted(good="coffee", facts=facts, **more)


EUDR = ("paper.eudr_dds_reference PAPER_MISSING", "paper.eudr_geolocation_pack PAPER_MISSING")
PACK = ("eudr_dds_reference", "eudr_geolocation_pack")
L, M, S = OperatorSize.LARGE, OperatorSize.MEDIUM, OperatorSize.SMALL
MICRO, NATURAL = OperatorSize.MICRO, OperatorSize.NATURAL
SMALL_DF = {"without": (CERTIFICATE, ANALYSIS, "ched_d")}
NEEDS_1793 = (
    f"paper.{CERTIFICATE} PAPER_MISSING",
    f"paper.{ANALYSIS} PAPER_MISSING",
    "paper.ched_d PAPER_MISSING",
)


def notice(at: datetime, arrival: datetime) -> Wanted:
    return Wanted(facts={"notice_at": at, "arrival_at": arrival})


FRIDAY, MONDAY = datetime(2026, 6, 12, 6, 0, tzinfo=UTC), datetime(2026, 6, 15, 6, 0, tzinfo=UTC)

CASES: dict[str, Case] = {
    "everything is there, JP": Case(Wanted(destination="JP")),
    "everything is there, EU": Case(Wanted()),
    "everything is there, US": Case(Wanted(destination="US")),
    "everything is there, dragon fruit": Case(dragon()),
    "a: lychee to JP not treated": Case(Wanted(destination="JP", treatments=()), ("TREATMENT_MISSING",)),
    "b: lychee to JP irradiated": Case(
        Wanted(destination="JP", treatments=("IRRADIATION",)), ("LOT_IRRADIATED", "TREATMENT_MISSING")
    ),
    "b: fumigated and irradiated": Case(
        Wanted(destination="JP", treatments=("FUMIGATION", "IRRADIATION")), ("LOT_IRRADIATED",)
    ),
    "c: no certificate": Case(dragon(without=(CERTIFICATE,)), (f"paper.{CERTIFICATE} PAPER_MISSING",)),
    "c: no analysis": Case(dragon(without=(ANALYSIS,)), (f"paper.{ANALYSIS} PAPER_MISSING",)),
    "c: four months to the day": Case(
        dragon(papers={CERTIFICATE: {"issued_on": date(2026, 2, 12), "analysed_on": date(2026, 2, 1)}})
    ),
    "c: four months and a day": Case(
        dragon(papers={CERTIFICATE: {"issued_on": date(2026, 2, 11), "analysed_on": date(2026, 2, 1)}}),
        ("CERTIFICATE_TOO_OLD",),
    ),
    "c: analysis six months to the day": Case(dragon(papers=dated(ANALYSIS, analysed_on=date(2025, 12, 12)))),
    "c: analysis six months and a day": Case(
        dragon(papers=dated(ANALYSIS, analysed_on=date(2025, 12, 11))), ("ANALYSIS_TOO_OLD",)
    ),
    "d: durian without a PC": Case(Wanted(good="durian")),
    "d: durian without CHED-D": Case(
        Wanted(good="durian", without=("ched_d",)), ("paper.ched_d PAPER_MISSING",)
    ),
    "e: 6000.00 is declared": Case(
        Wanted(good="durian", value_minor=600_000), (), ("paper.origin_declaration_evfta PAPER_MISSING",)
    ),
    "e: 6000.01 takes EUR.1": Case(
        Wanted(good="durian", value_minor=600_001), (), ("paper.eur1 PAPER_MISSING",)
    ),
    "e: lychee needs neither": Case(Wanted(value_minor=600_001)),
    "f: Florida": Case(Wanted(destination="US", facts={"region": "FL"}), ("REGION_CLOSED",)),
    "f: Hawaii": Case(Wanted(destination="US", facts={"region": "HI"}), ("REGION_CLOSED",)),
    "f: Georgia": Case(Wanted(destination="US", facts={"region": "GA"})),
    "f: a state unknown": Case(Wanted(destination="US", facts={"region": ""}), ("REGION_UNKNOWN",)),
    "f: cartons not marked": Case(
        Wanted(destination="US", facts={"marked_not_for": ["FL"]}), ("CARTONS_NOT_MARKED",)
    ),
    "g: one kilogram of difference": Case(
        Wanted(papers={"phytosanitary_certificate": {"says": {"net_g": 2_999_000}}}), ("PAPERS_DIFFER",)
    ),
    "g: one gram of difference": Case(
        Wanted(papers={"transport_document": {"says": {"net_g": 3_000_001}}}), ("PAPERS_DIFFER",)
    ),
    "h: large, 29 December": Case(coffee("2026-12-29", L)),
    "h: large, 30 December": Case(coffee("2026-12-30", L), EUDR),
    "h: medium, 29 December": Case(coffee("2026-12-29", M)),
    "h: medium, 30 December": Case(coffee("2026-12-30", M), EUDR),
    "h: small, 30 December": Case(coffee("2026-12-30", S)),
    "h: small, 29 June": Case(coffee("2027-06-29", S)),
    "h: small, 30 June": Case(coffee("2027-06-30", S), EUDR),
    "h: micro, 29 June": Case(coffee("2027-06-29", MICRO)),
    "h: micro, 30 June": Case(coffee("2027-06-30", MICRO), EUDR),
    "h: natural person, 29 June": Case(coffee("2027-06-29", NATURAL)),
    "h: natural person, 30 June": Case(coffee("2027-06-30", NATURAL), EUDR),
    "i: 4.00 hectares as a point": Case(coffee("2026-12-30", L, also=PACK, plot_m2=40_000)),
    "i: 4.01 hectares as a point": Case(
        coffee("2026-12-30", L, also=PACK, plot_m2=40_100), ("POLYGON_MISSING",)
    ),
    "i: 4.01 hectares as a polygon": Case(coffee("2026-12-30", L, also=PACK, plot_m2=40_100, polygon=True)),
    "k: fresh fruit by post": Case(Wanted(route=Route.POST), ("POST_CLOSED",)),
    "l: area suspended after the harvest": Case(
        Wanted(destination="JP", suspended_on=date(2026, 6, 9)), ("PUC_NOT_APPROVED",)
    ),
    "l: area suspended the day after": Case(Wanted(destination="JP", suspended_on=date(2026, 6, 11))),
    "5 kg not sold": Case(dragon(net_g=5000, purpose=Purpose.PRIVATE, **SMALL_DF)),
    "5.001 kg not sold": Case(dragon(net_g=5001, purpose=Purpose.PRIVATE, **SMALL_DF), NEEDS_1793),
    "50 kg of samples": Case(dragon(net_g=50_000, purpose=Purpose.SAMPLE, **SMALL_DF)),
    "50.001 kg of samples": Case(dragon(net_g=50_001, purpose=Purpose.SAMPLE, **SMALL_DF), NEEDS_1793),
    "notice one working day before": Case(notice(datetime(2026, 6, 11, 6, 0, tzinfo=UTC), FRIDAY)),
    "notice a minute too late": Case(
        notice(datetime(2026, 6, 11, 6, 1, tzinfo=UTC), FRIDAY), ("NOTICE_TOO_LATE",)
    ),
    "notice on Friday for Monday": Case(notice(FRIDAY, MONDAY)),
    "notice on Saturday for Monday": Case(
        notice(datetime(2026, 6, 13, 6, 0, tzinfo=UTC), MONDAY), ("NOTICE_TOO_LATE",)
    ),
}
CASES |= {
    "a holiday of the country of entry does not count": Case(
        notice(datetime(2026, 5, 23, 6, 0, tzinfo=UTC), datetime(2026, 5, 26, 6, 0, tzinfo=UTC)),
        ("NOTICE_TOO_LATE",),
    ),
    "the last working day before it does": Case(
        notice(datetime(2026, 5, 22, 6, 0, tzinfo=UTC), datetime(2026, 5, 26, 6, 0, tzinfo=UTC))
    ),
    "a year of which nobody knows the holidays": Case(
        notice(datetime(2026, 6, 10, 6, 0, tzinfo=UTC), datetime(2031, 6, 12, 6, 0, tzinfo=UTC)),
        ("HOLIDAYS_UNKNOWN",),
    ),
    "a country of which nobody knows the holidays": Case(
        Wanted(facts={"point_of_entry": "ATVIE"}), ("HOLIDAYS_UNKNOWN",)
    ),
}
PAIRS = ("lychee/EU", "lychee/JP", "lychee/US", "dragon_fruit/EU", "durian/EU", "coffee/EU")


@pytest.fixture
def rules(db: None) -> None:
    cache.clear()
    load_rules_of("EU", "JP", "US")
    sign(*PAIRS)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", CASES)
def test_the_answer_is_the_same_however_it_is_asked(rules: None, name: str, way: str) -> None:
    case = CASES[name]
    person, consignment = prepared(case.wanted)

    answer = WAYS[way](person, consignment, case.wanted.at)

    for part in case.open:
        assert any(part in one for one in answer.open), (part, sorted(answer.open))
    assert answer.cleared == (case.open == ()), sorted(answer.open)
    if case.open:
        assert all(any(part in one for part in case.open) for one in answer.open), sorted(answer.open)
    for part in case.dearer:
        assert any(part in one for one in answer.dearer), sorted(answer.dearer)
    consignment.refresh_from_db()
    assert (consignment.state == "CLEARED") == answer.cleared


@pytest.mark.parametrize("way", WAYS)
def test_j_a_rule_that_nobody_reviewed_or_lately_blocks(db: None, way: str) -> None:
    cache.clear()
    load_rules_of("EU")
    person, consignment = prepared(Wanted())
    unread = WAYS[way](person, consignment, Wanted().at)
    sign("lychee/EU", read_on=date(2025, 6, 9))
    stale = WAYS[way](person, consignment, Wanted().at)

    assert any("RULE_UNREVIEWED" in one for one in unread.open)
    assert any("RULE_STALE" in one for one in stale.open)
    assert not unread.cleared
    assert not stale.cleared


def test_g_the_page_names_both_places(rules: None) -> None:
    wanted = Wanted()
    person, consignment = prepared(wanted)
    issue(consignment, "eur1", wanted, says={"net_g": 2_999_000})
    client = Client()
    assert person.account
    with standing_at(wanted.at):
        client.force_login(person.account)
        page = client.get(f"/nha/xuat-khau/{consignment.key}").content.decode()

    assert "consignment ghi 3000000, eur1 DEMO-eur1 ghi 2999000" in page
