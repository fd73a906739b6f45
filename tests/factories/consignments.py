"""A whole consignment in the tables: 3 t of lychee from two growing areas, with all papers, through the
operations as people would do it.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from logistics.goods.enums import CodeStatus
from logistics.goods.models import (
    CodeStatusChange,
    GrowingArea,
    LotRecord,
    MarketApproval,
    PackingHouse,
    Treatment,
    TreatmentFacility,
)
from logistics.paperwork.enums import Form, Incoterm, PartyRole, Route, Wood
from logistics.paperwork.models import Consignment
from logistics.paperwork.operations.consignments import (
    AllocationSpec,
    PartySpec,
    Plan,
    add_line,
    allocate,
    change_consignment,
    open_consignment,
    set_party,
)
from logistics.paperwork.operations.papers import PaperSpec, confirm_paper, enter_paper
from tests.factories.cases import BASE_PAPERS, DAY, HARVEST, PC_DAY, SPRING
from tests.factories.goods import CommodityFactory
from tests.factories.places import LUC_NGAN

AT = datetime(2026, 6, 10, 3, 0, tzinfo=UTC)
EXPORTER, CLERK, SECOND = "account:exporter", "account:clerk", "account:second"
PAPERS = {
    "EU": ("phytosanitary_certificate", "ched_pp", "residue_test_report"),
    "JP": (
        "phytosanitary_certificate",
        "treatment_certificate",
        "jp_food_import_notification",
        "residue_test_report",
    ),
}


def approve(code: GrowingArea | PackingHouse, *destinations: str) -> None:
    name = "growing_area" if isinstance(code, GrowingArea) else "packing_house"
    CodeStatusChange.objects.create(
        **{name: code}, status=CodeStatus.APPROVED, effective_on=SPRING, actor=CLERK, recorded_at=AT
    )
    for destination in destinations:
        MarketApproval.objects.create(
            **{name: code}, destination=destination, approved_on=SPRING, actor=CLERK, recorded_at=AT
        )


def harvest(number: int, *destinations: str, fumigated: bool = True) -> LotRecord:
    """A lot of lychee of its own growing area, packed in one house."""
    lychee = CommodityFactory.create(code="vai-thieu")
    area, new = GrowingArea.objects.get_or_create(
        code=f"DEMO-PUC-{number}",
        defaults={"commodity": lychee, "commune_code": LUC_NGAN, "approved_on": SPRING},
    )
    if new:
        approve(area, *destinations)
    house, new = PackingHouse.objects.get_or_create(
        code="DEMO-PHC-1", defaults={"commune_code": LUC_NGAN, "approved_on": SPRING}
    )
    if new:
        approve(house, *destinations)
    lot = LotRecord.objects.create(
        reference=f"lot:demo{number}",
        commodity=lychee,
        harvested_on=HARVEST,
        growing_area=area,
        packing_house=house,
        recorded_at=AT - timedelta(days=2),
    )
    if fumigated:
        treat(lot, *destinations)
    return lot


def treat(lot: LotRecord, *destinations: str) -> None:
    facility, new = TreatmentFacility.objects.get_or_create(
        code="DEMO-TF-1", defaults={"commune_code": LUC_NGAN, "approved_on": SPRING}
    )
    for destination in destinations if new else ():
        MarketApproval.objects.create(
            facility=facility, destination=destination, approved_on=SPRING, actor=CLERK, recorded_at=AT
        )
    Treatment.objects.create(
        lot=lot,
        kind="FUMIGATION",
        chemical="methyl_bromide",
        grams_per_m3=Decimal(32),
        minutes=120,
        facility=facility,
        done_at=datetime(2026, 6, 8, 8, 0, tzinfo=UTC),
    )


def a_plan(destination: str = "EU", **changes: object) -> Plan:
    country, place = {"EU": ("DE", "Frankfurt"), "JP": ("JP", "Narita")}[destination]
    known: dict[str, object] = {
        "owner": "household:demo",
        "province_code": "24",
        "destination": destination,
        "country": country,
        "route": Route.AIR,
        "incoterm": Incoterm.DAP,
        "incoterm_place": place,
        "currency": "EUR",
        "departure_on": DAY,
    }
    return Plan(**(known | changes))  # type: ignore[arg-type]


def a_consignment(destination: str = "EU", *, papers: bool = True) -> Consignment:
    """3 t to one importer, everything there; the rules must be loaded, and signed for the pair."""
    lots = [harvest(number, destination) for number in (1, 2)]
    consignment = open_consignment(plan=a_plan(destination), actor=EXPORTER, at=AT)
    key = consignment.key
    change_consignment(
        key=key,
        changes={
            "entry_on": date(2026, 6, 12),
            "arrival_at": datetime(2026, 6, 12, 6, 0, tzinfo=UTC),
            "notice_at": datetime(2026, 6, 10, 6, 0, tzinfo=UTC),
            "wood": Wood.NONE,
        },
        actor=EXPORTER,
        at=AT,
    )
    for role in (PartyRole.EXPORTER, PartyRole.IMPORTER):
        party = PartySpec(name=f"Demo {role.label} GmbH", country=consignment.country, address="Demo 1")
        set_party(key=key, role=role, party=party, actor=EXPORTER, at=AT)
    add_line(
        key=key, good="lychee", description_en="Fresh lychee fruit", form=Form.FRESH, actor=EXPORTER, at=AT
    )
    shares = [
        AllocationSpec(
            holder=f"wholesale:{number}",
            lot=lot.reference,
            net_g=1_500_000,
            gross_g=1_650_000,
            packages=300,
            value_minor=900_000,
        )
        for number, lot in enumerate(lots)
    ]
    allocate(key=key, position=1, allocations=shares, actor=EXPORTER, at=AT)
    for kind in (*BASE_PAPERS, *PAPERS[destination]) if papers else ():
        a_paper(key, kind)
    consignment.refresh_from_db()
    return consignment


def a_paper(key: str, kind: str, *, confirmed: bool = True, number: str = "", **says: object) -> str:
    """Entered by the clerk, confirmed by the second person; its key."""
    given = {"net_g": 3_000_000, "packages": 600, "origin": "VN"} | says
    spec = PaperSpec(
        kind=kind,
        number=number or f"DEMO-{kind}",
        issuer="Demo",
        issued_on=PC_DAY,
        says=given,  # type: ignore[arg-type]
    )
    row = enter_paper(key=key, paper=spec, actor=CLERK, at=AT)
    if confirmed:
        confirm_paper(paper_key=row.key, actor=SECOND, at=AT)
    return row.key
