"""A consignment of an exporter with everything that its pair asks for; a case takes one thing away or changes
one. Made through the operations that pages and GraphQL call.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from logistics.goods.enums import CodeStatus
from logistics.goods.models import (
    AreaPlot,
    CodeStatusChange,
    GrowingArea,
    LotRecord,
    MarketApproval,
    PackingHouse,
    Treatment,
    TreatmentFacility,
)
from logistics.paperwork.enums import Form, Incoterm, PartyRole, Purpose, Route, Wood
from logistics.paperwork.models import Consignment
from logistics.paperwork.operations.consignments import AllocationSpec, PartySpec, Plan, change_consignment
from logistics.paperwork.operations.papers import PaperSpec, confirm_paper, enter_paper
from marketplace.exporters.operations import (
    add_export_line,
    allocate_export,
    open_export,
    set_export_party,
)
from marketplace.households.models import HouseholdMember
from marketplace.people.rules import Person
from tests.factories.cases import BASE_PAPERS
from tests.factories.catalogue import LotFactory
from tests.factories.goods import CommodityFactory
from tests.factories.households import HouseholdFactory, owner_of
from tests.factories.places import LUC_NGAN

CLERK, SECOND = "account:clerk", "account:second"
COMMODITIES = {
    "lychee": "vai-thieu",
    "dragon_fruit": "thanh-long",
    "durian": "sau-rieng-ri6",
    "coffee": "ca-phe-nhan",
    "tea": "che-thai-nguyen",
}
COUNTRIES = {"EU": "DE", "JP": "JP", "US": "US", "SG": "SG"}
PAPERS: Mapping[tuple[str, str], Sequence[str]] = {
    ("lychee", "JP"): ("phytosanitary_certificate", "treatment_certificate", "jp_food_import_notification"),
    ("lychee", "EU"): ("phytosanitary_certificate", "ched_pp"),
    ("lychee", "US"): (
        "phytosanitary_certificate",
        "treatment_certificate",
        "us_prior_notice",
        "us_fda_facility_registration",
        "us_fsvp_importer",
        "us_irradiation_preclearance",
    ),
    ("dragon_fruit", "EU"): (
        "phytosanitary_certificate",
        "ched_pp",
        "ched_d",
        "official_certificate_2019_1793",
        "analysis_results_2019_1793",
    ),
    ("durian", "EU"): ("ched_d",),
    ("coffee", "EU"): ("ico_certificate_of_origin",),
    ("tea", "JP"): (),
}
TREATED: Mapping[str, Mapping[str, Any]] = {
    "FUMIGATION": {"chemical": "methyl_bromide", "grams_per_m3": Decimal(32), "minutes": 120},
    "IRRADIATION": {"dose_gray": 400},
}
USUAL = {("lychee", "JP"): "FUMIGATION", ("lychee", "US"): "IRRADIATION"}


@dataclass(kw_only=True)
class Wanted:
    """What a case is about; everything else is as it should be. `papers` changes the dates of a kind."""

    good: str = "lychee"
    destination: str = "EU"
    day: date = date(2026, 6, 10)
    treatments: Sequence[str] | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    without: Sequence[str] = ()
    also: Sequence[str] = ()
    papers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    value_minor: int = 1_800_000
    net_g: int = 3_000_000
    route: Route = Route.AIR
    purpose: Purpose = Purpose.SALE
    suspended_on: date | None = None
    plot_m2: int = 8000
    polygon: bool = False

    @property
    def at(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 3, 0, tzinfo=UTC)


def prepared(wanted: Wanted) -> tuple[Person, Consignment]:
    """The exporter and the consignment. The rules must be loaded, and signed for the pair."""
    person = owner_of(HouseholdFactory.create())
    consignment = open_export(person=person, owner="", plan=_plan(wanted), at=wanted.at)
    key = consignment.key
    change_consignment(key=key, changes=_facts(wanted), actor=person.actor, at=wanted.at)
    _fill(person, key, wanted)
    for kind in _kinds(wanted):
        issue(consignment, kind, wanted, **wanted.papers.get(kind, {}))
    consignment.refresh_from_db()
    return person, consignment


def _plan(wanted: Wanted) -> Plan:
    return Plan(
        owner="",
        province_code="",
        destination=wanted.destination,
        country=COUNTRIES[wanted.destination],
        route=wanted.route,
        incoterm=Incoterm.DAP,
        incoterm_place="Muster",
        currency="EUR",
        departure_on=wanted.day,
        purpose=wanted.purpose,
    )


def _facts(wanted: Wanted) -> dict[str, Any]:
    arrival = wanted.at + timedelta(days=2, hours=3)
    known = {
        "entry_on": wanted.day + timedelta(days=2),
        "arrival_at": arrival,
        "notice_at": wanted.at - timedelta(days=2),
        "wood": Wood.NONE,
        "region": "TX" if wanted.destination == "US" else "",
        "marked_not_for": ["FL", "HI"] if wanted.destination == "US" else [],
    }
    return known | dict(wanted.facts)


def _fill(person: Person, key: str, wanted: Wanted) -> None:
    country = COUNTRIES[wanted.destination]
    for role, where in ((PartyRole.EXPORTER, "VN"), (PartyRole.IMPORTER, country)):
        party = PartySpec(name=f"Demo {role.value}", country=where, address="Demo 1")
        set_export_party(person=person, key=key, seen=_seen(key), role=role, party=party, at=wanted.at)
    add_export_line(
        person=person,
        key=key,
        seen=_seen(key),
        good=wanted.good,
        description_en=f"Demo {wanted.good}",
        form=Form.OTHER if wanted.good in ("coffee", "tea") else Form.FRESH,
        package_kind="CT",
        at=wanted.at,
    )
    share = AllocationSpec(
        holder="",
        lot=lot_of(person, wanted),
        net_g=wanted.net_g,
        gross_g=wanted.net_g + wanted.net_g // 10,
        packages=max(1, wanted.net_g // 5000),
        value_minor=wanted.value_minor,
    )
    allocate_export(person=person, key=key, seen=_seen(key), position=1, allocations=[share], at=wanted.at)


def _seen(key: str) -> int:
    return Consignment.objects.values_list("data_version", flat=True).get(key=key)


def lot_of(person: Person, wanted: Wanted) -> str:
    """A lot that the person sells, harvested two days ago, with codes, plots and treatments."""
    household = HouseholdMember.objects.get(account=person.account).household
    harvested = wanted.day - timedelta(days=2)
    commodity = CommodityFactory.create(code=COMMODITIES[wanted.good])
    shop = LotFactory.create(
        listing__household=household, harvested_on=harvested, expires_on=harvested + timedelta(days=30)
    )
    area = GrowingArea.objects.create(
        code=f"DEMO-PUC-{shop.key}"[:40], commodity=commodity, commune_code=LUC_NGAN
    )
    house = PackingHouse.objects.create(code=f"DEMO-PHC-{shop.key}"[:40], commune_code=LUC_NGAN)
    spring = harvested - timedelta(days=120)
    for one in ({"growing_area": area}, {"packing_house": house}):
        CodeStatusChange.objects.create(
            **one, status=CodeStatus.APPROVED, effective_on=spring, actor=CLERK, recorded_at=wanted.at
        )
        MarketApproval.objects.create(
            **one, destination=wanted.destination, approved_on=spring, actor=CLERK, recorded_at=wanted.at
        )
    if wanted.suspended_on:
        CodeStatusChange.objects.create(
            growing_area=area,
            status=CodeStatus.SUSPENDED,
            effective_on=wanted.suspended_on,
            actor=CLERK,
            recorded_at=wanted.at,
        )
    _plots(area, wanted)
    record = LotRecord.objects.create(
        reference=shop.reference,
        commodity=commodity,
        harvested_on=harvested,
        growing_area=area,
        packing_house=house,
        recorded_at=wanted.at,
    )
    _treat(record, wanted, spring)
    return str(shop.reference)


def _plots(area: GrowingArea, wanted: Wanted) -> None:
    ring = [["106.550001", "21.370002"], ["106.551001", "21.370002"], ["106.551001", "21.371002"]]
    AreaPlot.objects.create(
        growing_area=area,
        reference="plot:one",
        area_m2=wanted.plot_m2,
        point=["106.550001", "21.370002"],
        boundary=[*ring, ring[0]] if wanted.polygon else [],
    )


def _treat(record: LotRecord, wanted: Wanted, spring: date) -> None:
    usual = USUAL.get((wanted.good, wanted.destination))
    kinds = wanted.treatments if wanted.treatments is not None else [usual] if usual else []
    for kind in kinds:
        facility = TreatmentFacility.objects.create(
            code=f"DEMO-TF-{record.pk}-{kind}", commune_code=LUC_NGAN, approved_on=spring
        )
        MarketApproval.objects.create(
            facility=facility,
            destination=wanted.destination,
            approved_on=spring,
            actor=CLERK,
            recorded_at=wanted.at,
        )
        Treatment.objects.create(
            lot=record,
            kind=kind,
            facility=facility,
            done_at=wanted.at - timedelta(days=2),
            **TREATED[kind],
        )


def _kinds(wanted: Wanted) -> list[str]:
    asked = [*BASE_PAPERS, "residue_test_report", *PAPERS[wanted.good, wanted.destination], *wanted.also]
    return [kind for kind in asked if kind not in wanted.without]


def issue(consignment: Consignment, kind: str, wanted: Wanted, **given: Any) -> str:
    """A paper entered by one and confirmed by another; it says what the consignment says."""
    says = {"net_g": wanted.net_g, "origin": "VN"} | given.pop("says", {})
    known: dict[str, Any] = {"issued_on": wanted.day - timedelta(days=1)}
    if kind == "official_certificate_2019_1793":
        known["analysed_on"] = wanted.day - timedelta(days=9)
    spec = PaperSpec(kind=kind, number=f"DEMO-{kind}"[:80], issuer="Demo", says=says, **(known | given))
    row = enter_paper(key=consignment.key, paper=spec, actor=CLERK, at=wanted.at)
    confirm_paper(paper_key=row.key, actor=SECOND, at=wanted.at)
    return row.key
