"""What a rule says of the lots: where they grew, what was done to them, and where the trees stand."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from logistics.goods.enums import CodeStatus, TreatmentKind
from logistics.paperwork.enums import Gate, Standing
from logistics.paperwork.expressions import answer
from logistics.paperwork.facts import facts_of
from logistics.paperwork.rulebook import Entry, Rulebook, Treatable
from logistics.paperwork.values import Case, CodeFacts, Item, LotFacts, PlotFacts, TreatmentFacts

POLYGON_ABOVE_M2: Final = 40_000
"""Regulation (EU) 2023/1115, Art. 2(28): plots of more than four hectares are given as polygons."""
DECIMALS: Final = 6
"""The same: latitude and longitude with at least six decimal digits."""
RING: Final = 4


def judge_lots(book: Rulebook, entry: Entry, case: Case) -> Iterator[Item]:
    if not case.lots:
        yield _item(entry, "lots", Standing.OPEN, "NO_LOTS")
    for lot in case.lots:
        yield from _harvest(book, entry, case, lot)
        if "no_irradiation" in entry.conditions:
            yield _irradiation(entry, lot)
        if "puc_valid_for_destination" in entry.conditions:
            yield _code(entry, case, lot, "puc", lot.area)
        if "phc_valid_for_destination" in entry.conditions:
            yield _code(entry, case, lot, "phc", lot.house)
        if entry.treatments:
            yield from _treated(entry, case, lot)
        yield from _geolocation(entry, case, lot)


def _item(entry: Entry, name: str, state: Standing, reason: str, **data: str) -> Item:
    return Item(
        code=f"lot.{name}",
        gate=Gate.IMPORT,
        state=state,
        reason=reason,
        data=data,
        sources=entry.sources,
        about="LOT",
    )


def _met(good: bool) -> Standing:
    return Standing.MET if good else Standing.OPEN


def _harvest(book: Rulebook, entry: Entry, case: Case, lot: LotFacts) -> Iterator[Item]:
    if book.by_commodity.get(lot.commodity) != case.good:
        yield _item(entry, f"goods:{lot.reference}", Standing.OPEN, "LOT_OF_OTHER_GOODS", lot=lot.reference)
    if lot.harvested_on > case.day:
        yield _item(entry, f"harvest:{lot.reference}", Standing.OPEN, "LOT_NOT_HARVESTED", lot=lot.reference)


def _irradiation(entry: Entry, lot: LotFacts) -> Item:
    irradiated = any(one.kind == TreatmentKind.IRRADIATION for one in lot.treatments)
    reason = "LOT_IRRADIATED" if irradiated else "LOT_NOT_IRRADIATED"
    return _item(entry, f"no_irradiation:{lot.reference}", _met(not irradiated), reason, lot=lot.reference)


def _code(entry: Entry, case: Case, lot: LotFacts, which: str, code: CodeFacts | None) -> Item:
    """Approved, and on the list of the destination, on every day from the harvest to the hand-over: so also
    on the day of the certificate between them.
    """
    name = f"{which}:{lot.reference}"
    letters = which.upper()
    if code is None:
        return _item(entry, name, Standing.OPEN, f"{letters}_MISSING", lot=lot.reference)
    said = {"lot": lot.reference, "code": code.code}
    bad = not_approved_on(code, lot.harvested_on, case.day)
    if bad is not None:
        return _item(entry, name, Standing.OPEN, f"{letters}_NOT_APPROVED", day=bad.isoformat(), **said)
    spans = [span for span in code.markets if span.destination == case.destination]
    if not any(span.covers(lot.harvested_on, case.day) for span in spans):
        return _item(entry, name, Standing.OPEN, f"{letters}_NOT_FOR_MARKET", **said)
    return _item(entry, name, Standing.MET, f"{letters}_APPROVED", **said)


def not_approved_on(code: CodeFacts, first: date, last: date) -> date | None:
    """The first of these days on which the code was not approved; None when it was on all of them."""
    history = sorted(code.history, key=lambda change: change[0])
    before = [status for since, status in history if since <= first]
    if not before or before[-1] != CodeStatus.APPROVED:
        return first
    inside = [since for since, status in history if first < since <= last and status != CodeStatus.APPROVED]
    return inside[0] if inside else None


def _treated(entry: Entry, case: Case, lot: LotFacts) -> Iterator[Item]:
    name = f"treatment:{lot.reference}"
    done = [one for one in lot.treatments if one.done_on <= case.day]
    pairs = [(one, way) for way in entry.treatments for one in done if fits(one, way)]
    if not pairs:
        wanted = ", ".join(sorted({way.kind for way in entry.treatments}))
        tried = any(one.kind == way.kind for one in done for way in entry.treatments)
        reason = "TREATMENT_TOO_WEAK" if tried else "TREATMENT_MISSING"
        yield _item(entry, name, Standing.OPEN, reason, lot=lot.reference, treatment=wanted)
        return
    clear = [pair for pair in pairs if not pair[1].ask]
    one, way = (clear or pairs)[0]
    if way.ask:
        yield _item(entry, name, Standing.ASK, "TREATMENT_NOT_CLEAR", lot=lot.reference, open=way.ask)
    else:
        yield _item(entry, name, Standing.MET, "TREATED", lot=lot.reference, treatment=way.kind)
    if "tf_recognised" in entry.conditions:
        yield _facility(entry, case, lot, one)


def fits(one: TreatmentFacts, way: Treatable) -> bool:
    """Every figure that is asked is written down and in bounds; a figure that is not known fits nothing."""
    return (
        one.kind == way.kind
        and (not way.chemical or one.chemical == way.chemical)
        and _at_least(one.minutes, way.minutes_min)
        and _at_least(one.celsius, way.celsius_min)
        and _at_most(one.celsius, way.celsius_max)
        and _at_least(one.gray, way.gray_min)
        and _at_most(one.gray, way.gray_max)
        and _at_least(one.grams_per_m3, way.grams_per_m3_min)
        and _at_least(one.humidity, way.humidity_min)
    )


def _at_least(value: object, bound: object) -> bool:
    return bound is None or (value is not None and value >= bound)  # type: ignore[operator]


def _at_most(value: object, bound: object) -> bool:
    return bound is None or (value is not None and value <= bound)  # type: ignore[operator]


def _facility(entry: Entry, case: Case, lot: LotFacts, one: TreatmentFacts) -> Item:
    name = f"facility:{lot.reference}"
    if one.facility is None:
        return _item(entry, name, Standing.OPEN, "FACILITY_MISSING", lot=lot.reference)
    said = {"lot": lot.reference, "code": one.facility.code}
    spans = [span for span in one.facility.markets if span.destination == case.destination]
    listed = any(span.covers(one.done_on, one.done_on) for span in spans)
    approved = not_approved_on(one.facility, one.done_on, one.done_on) is None
    reason = "FACILITY_RECOGNISED" if listed and approved else "FACILITY_NOT_RECOGNISED"
    return _item(entry, name, _met(listed and approved), reason, **said)


def _geolocation(entry: Entry, case: Case, lot: LotFacts) -> Iterator[Item]:
    """Where the rule asks for the geolocation pack, each plot of the lot must be fit to stand in it."""
    wanted = next((paper for paper in entry.papers if paper.kind == "eudr_geolocation_pack"), None)
    if wanted is None or answer(wanted.when, facts_of(case)) is False:
        return
    name = f"geolocation:{lot.reference}"
    if not lot.plots:
        yield _item(entry, name, Standing.OPEN, "PLOTS_MISSING", lot=lot.reference)
    for plot in lot.plots:
        reason = plot_trouble(plot)
        said = {"lot": lot.reference, "plot": plot.reference}
        code = f"{name}:{plot.reference}"
        yield _item(entry, code, _met(not reason), reason or "PLOT_LOCATED", **said)


def plot_trouble(plot: PlotFacts) -> str:
    """Why the place of a plot cannot be given as the regulation asks; "" when it can."""
    if plot.area_m2 > POLYGON_ABOVE_M2 and not plot.boundary:
        return "POLYGON_MISSING"
    ring = list(plot.boundary)
    if ring and (len(ring) < RING or list(ring[0]) != list(ring[-1])):
        return "POLYGON_NOT_CLOSED"
    pairs = ring or ([plot.point] if plot.point else [])
    if not pairs:
        return "POINT_MISSING"
    return "" if all(_precise(pair) for pair in pairs) else "TOO_FEW_DECIMALS"


def _precise(pair: Sequence[str]) -> bool:
    return len(pair) == 2 and all(len(number.partition(".")[2]) >= DECIMALS for number in map(str, pair))
