"""From the tables to the facts of a case: lots with their codes and treatments, papers, values."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from kernel.clock import local_day
from kernel.money import exponent_of
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
from logistics.paperwork.comparing import differences
from logistics.paperwork.dates import disordered
from logistics.paperwork.enums import Channel, Form, PartyRole, Purpose, Wood
from logistics.paperwork.models import Allocation, Consignment, ConsignmentLine, IssuedPaper
from logistics.paperwork.rulebook import rulebook
from logistics.paperwork.values import (
    Case,
    CodeFacts,
    LotFacts,
    PaperFacts,
    PlotFacts,
    Span,
    TreatmentFacts,
)

CENT = Decimal("0.01")
HOME = "VN"
FORTNIGHT = timedelta(days=14)
Code = GrowingArea | PackingHouse | TreatmentFacility


def lot_facts(references: Iterable[str]) -> dict[str, LotFacts]:
    """The lots that are known under these references; 8 queries, however many they are."""
    rows = LotRecord.objects.filter(reference__in=set(references)).select_related(
        "commodity", "growing_area", "packing_house"
    )
    rows = rows.prefetch_related(
        "growing_area__markets",
        "growing_area__status_changes",
        "growing_area__plots",
        "packing_house__markets",
        "packing_house__status_changes",
        "treatments__facility__markets",
    )
    return {row.reference: _lot(row) for row in rows.order_by("reference")}


def _lot(row: LotRecord) -> LotFacts:
    return LotFacts(
        reference=row.reference,
        commodity=row.commodity.code,
        harvested_on=row.harvested_on,
        area=_code(row.growing_area) if row.growing_area else None,
        house=_code(row.packing_house) if row.packing_house else None,
        plots=[_plot(plot) for plot in row.growing_area.plots.all()] if row.growing_area else (),
        treatments=[_treatment(one) for one in row.treatments.all()],
    )


def _code(row: Code) -> CodeFacts:
    """A facility has no history of its own: its status now, since it was approved."""
    if isinstance(row, TreatmentFacility):
        history = [(row.approved_on or date.min, row.status)]
    else:
        history = [_change(change) for change in row.status_changes.all()]
    return CodeFacts(code=row.code, history=history, markets=[_span(one) for one in row.markets.all()])


def _change(row: CodeStatusChange) -> tuple[date, str]:
    return row.effective_on, row.status


def _span(row: MarketApproval) -> Span:
    return Span(row.destination, row.approved_on, row.withdrawn_on)


def _plot(row: AreaPlot) -> PlotFacts:
    ring = [[str(number) for number in pair] for pair in row.boundary]
    point = [str(number) for number in row.point]
    return PlotFacts(reference=row.reference, area_m2=row.area_m2, point=point, boundary=ring)


def _treatment(row: Treatment) -> TreatmentFacts:
    return TreatmentFacts(
        kind=row.kind,
        done_on=local_day(row.done_at),
        minutes=row.minutes,
        celsius=row.temperature_c,
        gray=row.dose_gray,
        grams_per_m3=row.grams_per_m3,
        humidity=row.humidity_pct,
        chemical=row.chemical,
        certificate=row.certificate,
        facility=_code(row.facility) if row.facility else None,
    )


def value_eur(consignment: Consignment, allocations: Iterable[Allocation]) -> Decimal | None:
    """The goods in euros, to the cent (half up); None while the rate is not known."""
    rate = Decimal(1) if consignment.currency == "EUR" else consignment.eur_rate
    if rate is None:
        return None
    exponent = exponent_of(consignment.currency)
    total = sum(one.value_minor for one in allocations)
    return (Decimal(total).scaleb(-exponent) * rate).quantize(CENT, ROUND_HALF_UP)


def cases_of(consignment: Consignment, *, day: date) -> list[Case]:
    """One case a line: a consignment of several goods must satisfy the rules of each. About 12 queries."""
    [cases] = cases_by_consignment([consignment], day=day)
    return cases


def cases_by_consignment(consignments: Sequence[Consignment], *, day: date) -> list[list[Case]]:
    """The same of many, in their order and for as many queries as of one."""
    rows = [_untouched(one) for one in consignments]
    lines = ConsignmentLine.objects.select_related("good").order_by("position")
    prefetch_related_objects(
        rows, Prefetch("lines", lines), "lines__allocations", "issued_papers", "parties", "waivers"
    )
    lots = lot_facts(one.lot for row in rows for one in everything_of(row))
    return [_cases(row, lots, day) for row in rows]


def _untouched(consignment: Consignment) -> Consignment:
    """Without what was read of its children before: they may have changed since."""
    fresh = copy(consignment)
    fresh.__dict__["_prefetched_objects_cache"] = {}
    return fresh


def everything_of(consignment: Consignment) -> list[Allocation]:
    return [one for line in consignment.lines.all() for one in line.allocations.all()]


def _cases(consignment: Consignment, lots: Mapping[str, LotFacts], day: date) -> list[Case]:
    lines = list(consignment.lines.all())
    mine = {one.lot for one in everything_of(consignment)}
    known = [lots[reference] for reference in sorted(mine) if reference in lots]
    common = _common(consignment, lines, known, day)
    return [
        replace(
            common,
            good=line.good_id,
            form=Form(line.form),
            lots=[lots.get(reference) or _unknown(reference) for reference in _lots_of(line)],
        )
        for line in lines
    ] or [common]


def _common(
    consignment: Consignment, lines: Sequence[ConsignmentLine], lots: Sequence[LotFacts], day: date
) -> Case:
    """What holds for all lines; of no goods at all while there is no line, which no rule knows."""
    everything = everything_of(consignment)
    papers = sorted((one for one in consignment.issued_papers.all() if not one.withdrawn_at), key=_by_id)
    return Case(
        good="",
        destination=consignment.destination_id,
        day=day,
        channel=Channel(consignment.channel),
        purpose=Purpose(consignment.purpose),
        entry_on=consignment.entry_on,
        arrival_at=consignment.arrival_at,
        notice_at=consignment.notice_at,
        value_eur=value_eur(consignment, everything),
        net_kg=Decimal(sum(one.net_g for one in everything)).scaleb(-3),
        preference=consignment.preference or "NONE",
        operator_size=consignment.operator_size,
        regions=regions_of(consignment, everything),
        importer=any(one.role == PartyRole.IMPORTER for one in consignment.parties.all()),
        wood=Wood(consignment.wood),
        marked_not_for=list(consignment.marked_not_for),
        papers=[paper_facts(paper) for paper in papers],
        differences=[
            *differences(consignment, lines, everything, papers),
            *disordered(consignment, papers, lots),
        ],
        waived=frozenset(one.item for one in consignment.waivers.all() if one.granted_at),
        **holidays_before(consignment),
    )


def holidays_before(consignment: Consignment) -> dict[str, Any]:
    """`rest_days` and `calendars_missing` of a case: of Viet Nam and of the country where it enters. While
    nobody knows when it arrives neither is asked.
    """
    if consignment.arrival_at is None:
        return {}
    calendars = rulebook().calendars
    country = consignment.point_of_entry[:2] or consignment.country
    last = consignment.arrival_at.date()
    first = last - FORTNIGHT
    wanted = [(code, year) for code in (HOME, country) for year in sorted({first.year, last.year})]
    days = {day for key in wanted for day in calendars.get(key, ()) if first <= day <= last}
    missing = [f"{code} {year}" for code, year in wanted if (code, year) not in calendars]
    return {"rest_days": frozenset(days), "calendars_missing": missing}


def _by_id(paper: IssuedPaper) -> int:
    return paper.pk


def regions_of(consignment: Consignment, everything: Iterable[Allocation]) -> list[str]:
    """Where the goods go in the end; what names no region goes where the consignment goes ("" = unknown)."""
    return sorted({one.region or consignment.region for one in everything} | {consignment.region} - {""})


def _lots_of(line: ConsignmentLine) -> list[str]:
    return sorted({one.lot for one in line.allocations.all()})


def _unknown(reference: str) -> LotFacts:
    """A lot that nobody recorded is of no goods that a rule knows."""
    return LotFacts(reference=reference, commodity="", harvested_on=date.min)


def paper_facts(row: IssuedPaper) -> PaperFacts:
    return PaperFacts(
        kind=row.kind_id,
        number=row.number,
        issued_on=row.issued_on,
        confirmed=row.confirmed_at is not None,
        expires_on=row.expires_on,
        analysed_on=row.analysed_on,
        says=row.says,
    )
