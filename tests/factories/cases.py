"""A case that is whole and may go, piece by piece: tests take away or change one thing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from logistics.paperwork.enums import Wood
from logistics.paperwork.values import Case, CodeFacts, LotFacts, PaperFacts, PlotFacts, Span, TreatmentFacts

DAY = date(2026, 6, 10)
HARVEST = date(2026, 6, 8)
PC_DAY = date(2026, 6, 9)
SPRING = date(2026, 1, 5)
BASE_PAPERS = (
    "commercial_invoice",
    "packing_list",
    "transport_document",
    "vn_export_declaration",
    "lot_traceability_sheet",
)


def code(name: str, *destinations: str) -> CodeFacts:
    return CodeFacts(
        code=name,
        history=((SPRING, "APPROVED"),),
        markets=tuple(Span(destination, SPRING) for destination in destinations),
    )


def fumigated(facility: str, *destinations: str) -> TreatmentFacts:
    return TreatmentFacts(
        kind="FUMIGATION",
        chemical="methyl_bromide",
        done_on=HARVEST,
        minutes=120,
        grams_per_m3=Decimal(32),
        facility=code(facility, *destinations),
    )


IRRADIATED = TreatmentFacts(
    kind="IRRADIATION", done_on=HARVEST, gray=400, facility=code("DEMO-TF-IRR", "US", "AU")
)


def lot(
    *destinations: str, treatments: Sequence[TreatmentFacts] = (), commodity: str = "vai-thieu"
) -> LotFacts:
    return LotFacts(
        reference="lot:one",
        commodity=commodity,
        harvested_on=HARVEST,
        area=code("DEMO-PUC-1", *destinations),
        house=code("DEMO-PHC-1", *destinations),
        plots=(PlotFacts(reference="plot:one", area_m2=8000, point=("106.550001", "21.370002")),),
        treatments=tuple(treatments),
    )


def paper(kind: str, *, issued_on: date = PC_DAY, **more: object) -> PaperFacts:
    given: dict[str, object] = {
        "kind": kind,
        "number": f"DEMO-{kind}",
        "issued_on": issued_on,
        "confirmed": True,
    }
    return PaperFacts(**(given | more))  # type: ignore[arg-type]


def papers(*kinds: str) -> tuple[PaperFacts, ...]:
    return tuple(paper(kind) for kind in (*BASE_PAPERS, *kinds))


def without(case: Case, kind: str) -> Case:
    return replace(case, papers=tuple(one for one in case.papers if one.kind != kind))


def lychee_to(destination: str) -> Case:
    """3 t of lychee by air, everything there, for JP, EU or US."""
    asked = {
        "JP": ("phytosanitary_certificate", "treatment_certificate", "jp_food_import_notification"),
        "EU": ("phytosanitary_certificate", "ched_pp"),
        "US": (
            "phytosanitary_certificate",
            "treatment_certificate",
            "us_prior_notice",
            "us_fda_facility_registration",
            "us_fsvp_importer",
            "us_irradiation_preclearance",
        ),
    }
    done = {"JP": (fumigated("DEMO-TF-1", "JP"),), "EU": (), "US": (IRRADIATED,)}
    return Case(
        good="lychee",
        destination=destination,
        day=DAY,
        entry_on=date(2026, 6, 12),
        arrival_at=datetime(2026, 6, 12, 6, 0, tzinfo=UTC),
        notice_at=datetime(2026, 6, 10, 6, 0, tzinfo=UTC),
        value_eur=Decimal("18000.00"),
        net_kg=Decimal(3000),
        importer=True,
        wood=Wood.NONE,
        regions=("TX",),
        marked_not_for=("FL", "HI"),
        lots=(lot(destination, treatments=done[destination]),),
        papers=papers("residue_test_report", *asked[destination]),
    )


def dragon_fruit_to_eu() -> Case:
    """Dragon fruit of 2019/1793, Annex II: the official certificate and the analysis are there."""
    case = replace(lychee_to("EU"), good="dragon_fruit", lots=(lot("EU", commodity="thanh-long"),))
    certificate = paper("official_certificate_2019_1793", issued_on=DAY, analysed_on=date(2026, 6, 1))
    analysis = paper("analysis_results_2019_1793", issued_on=date(2026, 6, 1))
    more = (certificate, analysis, paper("ched_d"))
    return replace(case, papers=(*case.papers, *more))
