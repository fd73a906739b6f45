"""What the rules say of a case; both sides of every boundary."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from logistics.paperwork.enums import Channel, Form, Gate, Outcome, Purpose, Standing, Wood
from logistics.paperwork.judging import judge
from logistics.paperwork.rulebook import Rulebook, fresh_rulebook, read_rulebook
from logistics.paperwork.values import Case, CodeFacts, Finding, Item, PlotFacts
from tests.factories import cases
from tests.factories.paperwork import REVIEWERS, load_rules, sign

SIGNED = (
    "lychee/JP",
    "lychee/EU",
    "lychee/US",
    "dragon_fruit/EU",
    "durian/EU",
    "longan/EU",
    "coffee/EU",
    "okra/EU",
    "rambutan/NZ",
)


@pytest.fixture(scope="module")
def book(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Rulebook:
    """Read once for all tests: judging asks nothing of the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_rules()
        sign(*SIGNED)
        read = read_rulebook(known_at=None)
        transaction.set_rollback(True)
    return read


@pytest.fixture
def rules(db: None) -> None:
    load_rules()
    sign(*SIGNED)


def item(finding: Finding, code: str) -> Item:
    (found,) = [one for one in finding.items if one.code == code]
    return found


def reasons(finding: Finding) -> set[str]:
    return {one.reason for one in finding.blockers}


# The market itself


@pytest.mark.parametrize("destination", ["JP", "EU", "US"])
def test_a_case_with_everything_may_go(book: Rulebook, destination: str) -> None:
    finding = judge(book, cases.lychee_to(destination))

    assert reasons(finding) == set()
    assert finding.outcome == Outcome.CLEAR


def test_a_pair_that_no_rule_names_is_not_open(book: Rulebook) -> None:
    finding = judge(book, replace(cases.lychee_to("JP"), good="okra"))

    assert finding.outcome == Outcome.BLOCKED
    assert reasons(finding) == {"MARKET_UNKNOWN"}


def test_before_the_day_of_its_source_a_rule_says_nothing(book: Rulebook) -> None:
    before, on = (judge(book, replace(cases.lychee_to("JP"), day=date(2021, 5, day))) for day in (30, 31))

    assert reasons(before) == {"MARKET_NOT_ON_THAT_DAY"}
    assert "MARKET_NOT_ON_THAT_DAY" not in reasons(on)


@pytest.mark.parametrize(
    ("pair", "reason"),
    [
        ("tea/JP", "MARKET_UNVERIFIED"),
        ("lychee/KR", "MARKET_NOT_OPEN"),
        ("passion_fruit/US", "MARKET_PENDING"),
        ("passion_fruit/CN", "MARKET_OPEN_PILOT"),
        ("durian/KR", "MARKET_OPEN_UNVERIFIED"),
    ],
)
def test_only_open_is_open_even_when_it_was_reviewed(rules: None, pair: str, reason: str) -> None:
    sign(pair)
    good, destination = pair.split("/")

    finding = judge(fresh_rulebook(), Case(good=good, destination=destination, day=cases.DAY))

    assert reason in reasons(finding)


def test_a_rule_without_a_known_beginning_blocks(rules: None) -> None:
    sign("lychee/SG")

    finding = judge(fresh_rulebook(), Case(good="lychee", destination="SG", day=cases.DAY))

    assert "RULE_START_UNKNOWN" in reasons(finding)


def test_a_list_of_papers_that_is_not_whole_blocks(book: Rulebook) -> None:
    assert "RULE_INCOMPLETE" in reasons(judge(book, Case(good="okra", destination="EU", day=cases.DAY)))


# (j) review and age


def test_nobody_or_one_person_is_not_enough(db: None) -> None:
    load_rules()
    case = cases.lychee_to("JP")
    nobody = judge(fresh_rulebook(), case)
    sign("lychee/JP", actors=REVIEWERS[:1])
    one = judge(fresh_rulebook(), case)
    sign("lychee/JP", actors=REVIEWERS[:1])
    the_same_twice = judge(fresh_rulebook(), case)
    sign("lychee/JP", actors=REVIEWERS[1:])
    two = judge(fresh_rulebook(), case)

    assert reasons(nobody) == {"RULE_UNREVIEWED"}
    assert reasons(one) == reasons(the_same_twice) == {"RULE_HALF"}
    assert two.outcome == Outcome.CLEAR


def test_one_who_rejects_outweighs_those_who_signed(rules: None) -> None:
    sign("lychee/JP", actors=["account:third"], verdict="REJECTED")

    assert reasons(judge(fresh_rulebook(), cases.lychee_to("JP"))) == {"RULE_REJECTED"}


def test_a_rule_grows_stale_on_the_day_after_its_limit(db: None) -> None:
    """Read on 20 May 2026: Japan's for twelve months, those of 2019/1793 for six."""
    load_rules()
    sign("lychee/JP", "okra/EU")
    book = fresh_rulebook()

    def is_stale(pair: tuple[str, str], day: date) -> bool:
        entry = book.entry(*pair, day)
        assert entry is not None
        return entry.review(day)[0] == "STALE"

    assert [is_stale(("lychee", "JP"), date(2027, 5, day)) for day in (20, 21)] == [False, True]
    assert [is_stale(("okra", "EU"), date(2026, 11, day)) for day in (20, 21)] == [False, True]


def test_both_readings_must_be_fresh_and_a_new_one_counts_for_its_reader(db: None) -> None:
    load_rules()
    sign("lychee/JP", read_on=date(2025, 1, 10))
    sign("lychee/JP", actors=REVIEWERS[:1], read_on=date(2026, 5, 1))
    half = judge(fresh_rulebook(), cases.lychee_to("JP"))
    sign("lychee/JP", actors=REVIEWERS[1:], read_on=date(2026, 5, 2))
    both = judge(fresh_rulebook(), cases.lychee_to("JP"))

    assert reasons(half) == {"RULE_STALE"}
    assert (both.outcome, both.read_on) == (Outcome.CLEAR, date(2026, 5, 1))


def test_reviewers_of_the_demo_count_only_where_the_settings_say_so(db: None, settings: object) -> None:
    load_rules()
    sign("lychee/JP", demo=True)
    settings.EXPORT_DEMO_REVIEWS = False  # type: ignore[attr-defined]
    off = judge(read_rulebook(known_at=None), cases.lychee_to("JP"))
    settings.EXPORT_DEMO_REVIEWS = True  # type: ignore[attr-defined]
    on = judge(read_rulebook(known_at=None), cases.lychee_to("JP"))

    assert reasons(off) == {"RULE_UNREVIEWED"}
    assert (on.outcome, on.rests_on_demo) == (Outcome.CLEAR, True)


def test_what_was_believed_earlier_can_be_asked(rules: None) -> None:
    """Before the reviews were signed the same rule blocked."""
    then = read_rulebook(known_at=datetime(2026, 5, 20, 2, 59, tzinfo=UTC))
    after = read_rulebook(known_at=datetime(2026, 5, 20, 3, 0, tzinfo=UTC))

    assert reasons(judge(then, cases.lychee_to("JP"))) == {"RULE_UNREVIEWED"}
    assert judge(after, cases.lychee_to("JP")).outcome == Outcome.CLEAR


# (a), (b) treatments


def test_a_lychee_to_japan_without_treatment_is_blocked(book: Rulebook) -> None:
    case = replace(cases.lychee_to("JP"), lots=(cases.lot("JP"),))

    assert reasons(judge(book, case)) == {"TREATMENT_MISSING"}


def test_b_irradiated_lychee_to_japan_is_blocked_fumigated_or_not(book: Rulebook) -> None:
    both = cases.lot("JP", treatments=[cases.IRRADIATED, cases.fumigated("DEMO-TF-1", "JP")])

    assert reasons(judge(book, replace(cases.lychee_to("JP"), lots=(both,)))) == {"LOT_IRRADIATED"}


def test_irradiated_lychee_goes_to_the_united_states_and_not_to_the_union(book: Rulebook) -> None:
    irradiated = cases.lot("EU", "US", treatments=[cases.IRRADIATED])

    assert judge(book, replace(cases.lychee_to("US"), lots=(irradiated,))).outcome == Outcome.CLEAR
    assert reasons(judge(book, replace(cases.lychee_to("EU"), lots=(irradiated,)))) == {"LOT_IRRADIATED"}


@pytest.mark.parametrize(
    ("figures", "enough"),
    [
        ({}, True),
        ({"grams_per_m3": Decimal("31.99")}, False),
        ({"minutes": 119}, False),
        ({"chemical": "phosphine"}, False),
        ({"chemical": ""}, False),
        ({"grams_per_m3": None}, False),
        ({"done_on": cases.DAY + timedelta(days=1)}, False),
    ],
)
def test_the_dose_counts_to_the_figure(book: Rulebook, figures: dict[str, object], enough: bool) -> None:
    done = replace(cases.fumigated("DEMO-TF-1", "JP"), **figures)  # type: ignore[arg-type]
    case = replace(cases.lychee_to("JP"), lots=(cases.lot("JP", treatments=[done]),))

    assert (judge(book, case).outcome == Outcome.CLEAR) == enough


@pytest.mark.parametrize(("gray", "fits"), [(149, False), (150, True), (1000, True), (1001, False)])
def test_a_dose_may_have_two_ends(book: Rulebook, gray: int, fits: bool) -> None:
    """Rambutan to New Zealand: 150 to 1000 Gy."""
    done = replace(cases.IRRADIATED, gray=gray, facility=cases.code("DEMO-TF", "NZ"))
    one = cases.lot("NZ", treatments=[done], commodity="chom-chom-java")
    case = replace(cases.lychee_to("US"), good="rambutan", destination="NZ", lots=(one,))

    assert ("TREATMENT_TOO_WEAK" not in reasons(judge(book, case))) == fits


def test_a_facility_that_is_not_on_the_list_does_not_count(book: Rulebook) -> None:
    elsewhere = cases.lot("JP", treatments=[cases.fumigated("DEMO-TF-1", "KR")])

    assert reasons(judge(book, replace(cases.lychee_to("JP"), lots=(elsewhere,)))) == {
        "FACILITY_NOT_RECOGNISED"
    }


# (c), (d) the special measures of 2019/1793


def test_c_dragon_fruit_to_the_union_needs_the_official_certificate(book: Rulebook) -> None:
    case = cases.dragon_fruit_to_eu()

    assert judge(book, case).outcome == Outcome.CLEAR
    missing = judge(book, cases.without(case, "official_certificate_2019_1793"))
    assert [one.code for one in missing.blockers] == ["paper.official_certificate_2019_1793"]


@pytest.mark.parametrize(
    ("entry_on", "trouble"),
    [("2026-10-10", set()), ("2026-10-11", {"CERTIFICATE_TOO_OLD"})],
)
def test_the_certificate_holds_four_months_from_its_issue(
    book: Rulebook, entry_on: str, trouble: set[str]
) -> None:
    """Issued on 10 June 2026. It must hold on the day of entry."""
    case = replace(cases.dragon_fruit_to_eu(), entry_on=date.fromisoformat(entry_on))

    assert reasons(judge(book, case)) == trouble


@pytest.mark.parametrize(
    ("analysed_on", "trouble"),
    [("2025-12-12", set()), ("2025-12-11", {"ANALYSIS_TOO_OLD"})],
)
def test_and_six_months_from_the_analysis(book: Rulebook, analysed_on: str, trouble: set[str]) -> None:
    """Entry on 12 June 2026."""
    day = date.fromisoformat(analysed_on)
    kept = cases.without(
        cases.without(cases.dragon_fruit_to_eu(), "analysis_results_2019_1793"),
        "official_certificate_2019_1793",
    )
    certificate = cases.paper("official_certificate_2019_1793", issued_on=cases.DAY, analysed_on=day)
    analysis = cases.paper("analysis_results_2019_1793", issued_on=day)

    assert reasons(judge(book, replace(kept, papers=(*kept.papers, certificate, analysis)))) == trouble


def test_without_a_day_of_entry_nobody_knows_whether_it_still_holds(book: Rulebook) -> None:
    case = replace(cases.dragon_fruit_to_eu(), entry_on=None)

    assert "ENTRY_DAY_UNKNOWN" in reasons(judge(book, case))


@pytest.mark.parametrize(
    ("purpose", "form", "kilograms", "asked"),
    [
        (Purpose.PRIVATE, Form.FRESH, "5", False),
        (Purpose.PRIVATE, Form.FRESH, "5.001", True),
        (Purpose.PRIVATE, Form.OTHER, "2", False),
        (Purpose.PRIVATE, Form.OTHER, "2.001", True),
        (Purpose.SAMPLE, Form.FRESH, "50", False),
        (Purpose.SAMPLE, Form.FRESH, "50.001", True),
        (Purpose.SAMPLE, Form.OTHER, "10", False),
        (Purpose.SAMPLE, Form.OTHER, "10.001", True),
        (Purpose.SALE, Form.FRESH, "0.5", True),
    ],
)
def test_small_goods_that_are_not_sold_and_samples_are_left_out(
    book: Rulebook, purpose: Purpose, form: Form, kilograms: str, asked: bool
) -> None:
    """2019/1793 Art. 1(3): 5 kg fresh and 2 kg other between people, 50 and 10 kg of samples."""
    case = Case(
        good="okra",
        destination="EU",
        day=cases.DAY,
        purpose=purpose,
        form=form,
        net_kg=Decimal(kilograms),
    )

    found = item(judge(book, case), "paper.official_certificate_2019_1793")

    assert found.state == (Standing.OPEN if asked else Standing.NOT_NEEDED)


def test_d_durian_to_the_union_needs_no_phytosanitary_certificate_but_the_ched_d(book: Rulebook) -> None:
    lot = cases.lot("EU", commodity="sau-rieng-ri6")
    case = replace(cases.lychee_to("EU"), good="durian", lots=(lot,))
    case = replace(case, papers=cases.papers("residue_test_report", "ched_d"))

    with_it, without_it = judge(book, case), judge(book, cases.without(case, "ched_d"))

    assert with_it.outcome == Outcome.CLEAR
    assert item(with_it, "paper.phytosanitary_certificate").state == Standing.NOT_NEEDED
    assert [one.code for one in without_it.blockers] == ["paper.ched_d"]


# (e) preference apart from import


@pytest.mark.parametrize(
    ("value", "declaration", "certificate"),
    [
        ("6000.00", Standing.OPEN, Standing.NOT_NEEDED),
        ("6000.01", Standing.NOT_NEEDED, Standing.OPEN),
    ],
)
def test_e_the_proof_of_origin_turns_at_six_thousand_euros_and_never_blocks(
    book: Rulebook, value: str, declaration: Standing, certificate: Standing
) -> None:
    lot = cases.lot("EU", commodity="nhan-long")
    case = replace(cases.lychee_to("EU"), good="longan", lots=(lot,), value_eur=Decimal(value))

    finding = judge(book, replace(case, preference="EVFTA"))

    assert finding.outcome == Outcome.CLEAR
    assert item(finding, "paper.origin_declaration_evfta").state == declaration
    assert item(finding, "paper.eur1").state == certificate


def test_e_lychee_needs_neither(book: Rulebook) -> None:
    finding = judge(book, cases.lychee_to("EU"))

    assert item(finding, "paper.origin_declaration_evfta").state == Standing.NOT_NEEDED
    assert "paper.eur1" not in {one.code for one in finding.items}


def test_a_value_that_is_not_known_is_asked_and_costs_duty_only(book: Rulebook) -> None:
    lot = cases.lot("EU", commodity="nhan-long")
    case = replace(cases.lychee_to("EU"), good="longan", lots=(lot,), value_eur=None)
    finding = judge(book, case)

    assert item(finding, "paper.eur1").state == Standing.ASK
    assert item(finding, "paper.eur1").gate == Gate.PREFERENCE
    assert finding.outcome == Outcome.CLEAR


def test_a_claim_under_an_agreement_that_the_destination_has_not_is_named(book: Rulebook) -> None:
    finding = judge(book, replace(cases.lychee_to("JP"), preference="EVFTA"))

    assert item(finding, "preference.agreement").reason == "NO_SUCH_AGREEMENT"
    assert finding.outcome == Outcome.CLEAR


# (f) states of the United States


@pytest.mark.parametrize(
    ("regions", "marked", "trouble"),
    [
        (("TX",), ("FL", "HI"), set()),
        (("FL",), ("FL", "HI"), {"REGION_CLOSED"}),
        (("HI",), ("FL", "HI"), {"REGION_CLOSED"}),
        (("TX", "FL"), ("FL", "HI"), {"REGION_CLOSED"}),
        ((), ("FL", "HI"), {"REGION_UNKNOWN"}),
        (("TX", ""), ("FL", "HI"), {"REGION_UNKNOWN"}),
        (("TX",), ("FL",), {"CARTONS_NOT_MARKED"}),
        (("TX",), (), {"CARTONS_NOT_MARKED"}),
    ],
)
def test_f_lychee_does_not_go_to_florida_or_hawaii(
    book: Rulebook, regions: tuple[str, ...], marked: tuple[str, ...], trouble: set[str]
) -> None:
    case = replace(cases.lychee_to("US"), regions=regions, marked_not_for=marked)

    assert reasons(judge(book, case)) == trouble


# (h), (i) coffee and forests


def coffee(entry_on: str, size: str) -> Case:
    lot = cases.lot("EU", commodity="ca-phe-nhan")
    ready = cases.papers("residue_test_report", "ico_certificate_of_origin")
    return replace(
        cases.lychee_to("EU"),
        good="coffee",
        form=Form.OTHER,
        lots=(lot,),
        papers=ready,
        entry_on=date.fromisoformat(entry_on),
        operator_size=size,
    )


@pytest.mark.parametrize(
    ("entry_on", "size", "asked"),
    [
        ("2026-12-29", "LARGE", False),
        ("2026-12-30", "LARGE", True),
        ("2026-12-30", "MEDIUM", True),
        ("2026-12-30", "SMALL", False),
        ("2027-06-29", "SMALL", False),
        ("2027-06-30", "SMALL", True),
        ("2027-06-30", "MICRO", True),
        ("2027-06-30", "NATURAL", True),
    ],
)
def test_h_coffee_is_asked_for_its_forests_from_the_day_of_the_importers_size(
    book: Rulebook, entry_on: str, size: str, asked: bool
) -> None:
    finding = judge(book, coffee(entry_on, size))
    codes = {one.code for one in finding.blockers}

    assert codes == ({"paper.eudr_dds_reference", "paper.eudr_geolocation_pack"} if asked else set())


def test_h_a_size_that_is_not_known_blocks_from_the_first_of_the_two_days(book: Rulebook) -> None:
    finding = judge(book, coffee("2026-12-30", ""))

    assert item(finding, "paper.eudr_dds_reference").state == Standing.ASK
    assert item(finding, "paper.eudr_dds_reference").data == {"open": "operator_size"}


RING = (
    ("106.550001", "21.370001"),
    ("106.560001", "21.370001"),
    ("106.560001", "21.380001"),
    ("106.550001", "21.370001"),
)


@pytest.mark.parametrize(
    ("plot", "trouble"),
    [
        (PlotFacts(reference="p", area_m2=40_000, point=("106.550001", "21.370002")), ""),
        (PlotFacts(reference="p", area_m2=40_001, point=("106.550001", "21.370002")), "POLYGON_MISSING"),
        (PlotFacts(reference="p", area_m2=40_100, point=("106.550001", "21.370002")), "POLYGON_MISSING"),
        (PlotFacts(reference="p", area_m2=40_100, boundary=RING), ""),
        (PlotFacts(reference="p", area_m2=40_100, boundary=RING[:3]), "POLYGON_NOT_CLOSED"),
        (PlotFacts(reference="p", area_m2=9_000, point=("106.55000", "21.370002")), "TOO_FEW_DECIMALS"),
        (PlotFacts(reference="p", area_m2=9_000), "POINT_MISSING"),
    ],
)
def test_i_a_plot_of_more_than_four_hectares_is_given_as_a_polygon(
    book: Rulebook, plot: PlotFacts, trouble: str
) -> None:
    case = coffee("2026-12-30", "LARGE")
    lot = replace(case.lots[0], plots=(plot,))
    finding = judge(book, replace(case, lots=(lot,)))

    found = item(finding, "lot.geolocation:lot:one:p")

    assert (found.reason if found.is_open else "") == trouble


# (k) by post


def test_k_fresh_fruit_that_needs_a_certificate_does_not_go_by_post(book: Rulebook) -> None:
    for destination, more in (("EU", set()), ("JP", {"COMMERCIAL_ONLY"}), ("US", {"COMMERCIAL_ONLY"})):
        case = replace(cases.lychee_to(destination), channel=Channel.POST)

        assert reasons(judge(book, case)) == {"POST_CLOSED"} | more


def test_k_where_nobody_knows_whether_the_post_takes_it_it_does_not_go(book: Rulebook) -> None:
    case = replace(coffee("2026-06-12", "LARGE"), channel=Channel.POST)

    assert reasons(judge(book, case)) == {"POST_NOT_CLEAR"}


# (l) codes over time


@pytest.mark.parametrize(
    ("changes", "trouble"),
    [
        ([], None),
        ([(cases.HARVEST - timedelta(days=3), "SUSPENDED"), (cases.HARVEST, "APPROVED")], None),
        ([(cases.HARVEST, "SUSPENDED")], cases.HARVEST),
        ([(cases.PC_DAY, "SUSPENDED")], cases.PC_DAY),
        ([(cases.PC_DAY, "SUSPENDED"), (cases.DAY, "APPROVED")], cases.PC_DAY),
        ([(cases.DAY, "REVOKED")], cases.DAY),
        ([(cases.DAY + timedelta(days=1), "REVOKED")], None),
    ],
)
def test_l_a_growing_area_must_be_approved_from_the_harvest_to_the_hand_over(
    book: Rulebook, changes: list[tuple[date, str]], trouble: date | None
) -> None:
    case = cases.lychee_to("JP")
    area = replace(cases.code("DEMO-PUC-1", "JP"), history=((cases.SPRING, "APPROVED"), *changes))
    finding = judge(book, replace(case, lots=(replace(case.lots[0], area=area),)))

    found = item(finding, "lot.puc:lot:one")

    assert found.data.get("day") == (trouble.isoformat() if trouble else None)
    assert (finding.outcome == Outcome.BLOCKED) == (trouble is not None)


def test_a_code_is_of_one_market_and_of_no_other(book: Rulebook) -> None:
    case = cases.lychee_to("JP")
    for area in (None, CodeFacts(code="DEMO-NONE"), cases.code("DEMO-PUC-2", "CN")):
        lot = replace(case.lots[0], area=area)

        assert judge(book, replace(case, lots=(lot,))).outcome == Outcome.BLOCKED


# The rest of the conditions


@pytest.mark.parametrize(
    ("notice_at", "trouble"),
    [
        ("2026-06-12T06:00:00+00:00", set()),
        ("2026-06-12T06:00:01+00:00", {"NOTICE_TOO_LATE"}),
        (None, {"NOTICE_MISSING"}),
    ],
)
def test_the_notice_comes_one_working_day_before(
    book: Rulebook, notice_at: str | None, trouble: set[str]
) -> None:
    """Arrival on Monday, 15 June 2026, at 6 o'clock: on Friday at 6 at the latest."""
    case = replace(
        cases.lychee_to("EU"),
        arrival_at=datetime(2026, 6, 15, 6, 0, tzinfo=UTC),
        notice_at=datetime.fromisoformat(notice_at) if notice_at else None,
    )

    assert reasons(judge(book, case)) == trouble


@pytest.mark.parametrize(
    ("wood", "trouble"),
    [
        (Wood.NONE, set()),
        (Wood.MARKED, set()),
        (Wood.UNMARKED, {"WOOD_UNMARKED"}),
        (Wood.UNKNOWN, {"WOOD_UNKNOWN"}),
    ],
)
def test_wood_is_treated_or_there_is_none(book: Rulebook, wood: Wood, trouble: set[str]) -> None:
    assert reasons(judge(book, replace(cases.lychee_to("EU"), wood=wood))) == trouble


def test_a_paper_counts_when_a_second_person_has_seen_it(book: Rulebook) -> None:
    case = cases.without(cases.lychee_to("EU"), "ched_pp")
    entered = replace(cases.paper("ched_pp"), confirmed=False)

    finding = judge(book, replace(case, papers=(*case.papers, entered)))

    assert item(finding, "paper.ched_pp").reason == "PAPER_NOT_CONFIRMED"


def test_a_certificate_from_before_the_treatment_does_not_count(book: Rulebook) -> None:
    case = cases.without(cases.lychee_to("JP"), "phytosanitary_certificate")
    early = cases.paper("phytosanitary_certificate", issued_on=cases.HARVEST - timedelta(days=1))

    finding = judge(book, replace(case, papers=(*case.papers, early)))

    assert reasons(finding) == {"PC_BEFORE_TREATMENT"}


def test_only_our_own_rules_can_be_waived(book: Rulebook) -> None:
    case = cases.without(cases.lychee_to("EU"), "residue_test_report")
    codes = {one.code for one in judge(book, case).blockers}
    waived = judge(book, replace(case, waived=frozenset(codes)))
    nothing = replace(case, papers=(), waived=frozenset({"paper.phytosanitary_certificate"}))

    assert codes == {"paper.residue_test_report", "condition.mrl_checked"}
    assert waived.outcome == Outcome.CLEAR
    assert "paper.phytosanitary_certificate" in {one.code for one in judge(book, nothing).blockers}


def test_every_row_on_three_days_gives_an_answer(book: Rulebook) -> None:
    """223 rows, and every pair beside them, with lots and papers and without."""
    answers = []
    for good in book.goods:
        for destination in book.places:
            for day in (date(2022, 1, 1), cases.DAY, date(2027, 7, 1)):
                whole = replace(cases.lychee_to("JP"), good=good, destination=destination, day=day)
                bare = Case(good=good, destination=destination, day=day)
                answers.extend(judge(book, case) for case in (bare, whole))

    assert len(answers) == 23 * 11 * 3 * 2
    assert sum(map(len, book.entries.values())) == 223
    assert all(answer.items for answer in answers)
