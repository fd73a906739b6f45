"""The one query function that fills the data set of a consignment: about ten statements, however many orders
and lots there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from kernel.clock import local_day
from kernel.money import exponent_of
from kernel.places.queries import commune
from kernel.places.refusals import UnknownPlace
from logistics.documents.values import (
    Batch,
    Export,
    Held,
    Line,
    Lot,
    Party,
    Plot,
    Posting,
    Sprayed,
    Treated,
)
from logistics.goods.models import AreaPlot, LotRecord, SprayRecord, Treatment
from logistics.paperwork.enums import Form
from logistics.paperwork.models import (
    Allocation,
    Consignment,
    ConsignmentLine,
    ConsignmentParty,
    IssuedPaper,
    Rule,
)

ROLES: Final = ("name", "country", "address", "tax_number", "telephone", "email", "licence")


def data_set(*, consignment: Consignment, dated_on: date, posting: Posting | None = None) -> Export:
    """`dated_on` is the day that stands on our papers. Papers of authorities count once confirmed."""
    lines = _lines(consignment.lines.select_related("good").prefetch_related("allocations"))
    parties = consignment.parties.order_by("id")
    issued = consignment.issued_papers.filter(withdrawn_at=None, confirmed_at__isnull=False)
    place = consignment.destination
    return Export(
        key=consignment.key,
        number=consignment.number,
        dated_on=dated_on,
        destination=place.code,
        destination_vi=place.name_vi,
        destination_en=place.name_en,
        **_plain(consignment),
        exponent=exponent_of(consignment.currency),
        arrival_on=local_day(consignment.arrival_at) if consignment.arrival_at else None,
        marked_not_for=tuple(consignment.marked_not_for),
        parties=tuple(_party(party) for party in parties),
        lines=lines,
        lots=tuple(_lots(lines)),
        papers=tuple(_held(paper) for paper in issued.select_related("kind").order_by("id")),
        posting=posting or Posting(),
        rests_on_demo=_on_demo(consignment, lines),
    )


SAME: Final = (
    "country",
    "region",
    "route",
    "purpose",
    "incoterm",
    "incoterm_place",
    "currency",
    "eur_rate",
    "freight_minor",
    "insurance_minor",
    "preference",
    "departure_on",
    "entry_on",
    "conveyance",
    "point_of_exit",
    "point_of_entry",
    "wood",
)
"""Fields that are called the same on both sides."""


def _plain(consignment: Consignment) -> dict[str, Any]:
    return {name: getattr(consignment, name) for name in SAME}


def _party(row: ConsignmentParty) -> Party:
    return Party(role=row.role, **{name: getattr(row, name) for name in ROLES})


def _held(row: IssuedPaper) -> Held:
    return Held(
        kind=row.kind_id,
        name_en=row.kind.name_en,
        number=row.number,
        issuer=row.issuer,
        issued_on=row.issued_on,
    )


def _lines(rows: Iterable[ConsignmentLine]) -> tuple[Line, ...]:
    """Packages are numbered through the whole consignment, in the order of lines and allocations."""
    lines, first = [], 1
    for row in sorted(rows, key=lambda row: row.position):
        batches = []
        for allocation in sorted(row.allocations.all(), key=lambda one: one.pk):
            batches.append(_batch(allocation, first))
            first += allocation.packages
        lines.append(_line(row, tuple(batches)))
    return tuple(lines)


def _batch(row: Allocation, first: int) -> Batch:
    return Batch(
        lot=row.lot,
        net_g=row.net_g,
        gross_g=row.gross_g,
        packages=row.packages,
        first=first,
        value_minor=row.value_minor,
    )


def _line(row: ConsignmentLine, batches: tuple[Batch, ...]) -> Line:
    good = row.good
    return Line(
        position=row.position,
        good=good.code,
        name_vi=good.name_vi,
        name_en=good.name_en,
        description_en=row.description_en,
        botanical=good.botanical,
        hs6=good.hs6,
        vn_hs8=good.vn_hs8,
        eu_cn8=good.eu_cn8,
        fresh=row.form == Form.FRESH,
        package_kind=row.package_kind,
        batches=batches,
    )


def _lots(lines: Sequence[Line]) -> list[Lot]:
    wanted = {batch.lot for line in lines for batch in line.batches}
    rows = LotRecord.objects.filter(reference__in=wanted).select_related(
        "commodity", "growing_area", "packing_house"
    )
    rows = rows.prefetch_related("growing_area__plots", "treatments__facility", "sprays")
    return [_lot(row) for row in rows.order_by("reference")]


def _lot(row: LotRecord) -> Lot:
    area = row.growing_area
    return Lot(
        reference=row.reference,
        commodity=row.commodity.code,
        harvested_on=row.harvested_on,
        growing_area=area.code if area else "",
        region=province_of(area.commune_code) if area else "",
        packing_house=row.packing_house.code if row.packing_house else "",
        treatments=tuple(_treated(one) for one in row.treatments.all()),
        sprays=tuple(_sprayed(one) for one in row.sprays.all()),
        plots=tuple(_plot(one) for one in area.plots.all()) if area else (),
    )


def province_of(commune_code: str) -> str:
    try:
        return commune(commune_code).province_name
    except UnknownPlace:
        return ""


def _treated(row: Treatment) -> Treated:
    return Treated(
        kind=row.kind,
        done_on=local_day(row.done_at),
        minutes=row.minutes,
        celsius=row.temperature_c,
        gray=row.dose_gray,
        grams_per_m3=row.grams_per_m3,
        humidity=row.humidity_pct,
        chemical=row.chemical,
        certificate=row.certificate,
        facility=row.facility.code if row.facility else "",
    )


def _sprayed(row: SprayRecord) -> Sprayed:
    return Sprayed(
        sprayed_on=row.sprayed_on,
        product=row.product,
        substance=row.substance,
        dose=row.dose,
        wait_days=row.wait_days,
    )


def _plot(row: AreaPlot) -> Plot:
    ring = tuple(tuple(str(one) for one in pair) for pair in row.boundary)
    point = tuple(str(one) for one in row.point)
    return Plot(reference=row.reference, area_m2=row.area_m2, point=point, boundary=ring)


def _on_demo(consignment: Consignment, lines: Sequence[Line]) -> bool:
    return Rule.objects.filter(
        superseded_at=None,
        destination=consignment.destination,
        good__code__in={line.good for line in lines},
        reviews__demo=True,
    ).exists()


def posting_of(facts: Mapping[str, object]) -> Posting:
    """From the JSON of a document set."""
    rate = facts.get("sdr_rate")
    return Posting(
        item=str(facts.get("item", "")),
        letter=bool(facts.get("letter", False)),
        sdr_rate=Decimal(str(rate)) if rate else None,
        postage_minor=int(str(facts.get("postage_minor", 0))),
        office=str(facts.get("office", "")),
    )
