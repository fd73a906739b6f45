"""Conditions of a rule that are no papers: each name of a fixture is one function here."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from logistics.paperwork.enums import Channel, Gate, Purpose, Standing, Wood
from logistics.paperwork.rulebook import Entry
from logistics.paperwork.spans import working_days_earlier
from logistics.paperwork.values import Case, Item

PC: Final = "phytosanitary_certificate"
NOTICE_DAYS: Final = 1
"""Implementing Regulation (EU) 2019/1013, Art. 1: at least one working day before the expected arrival."""
CLOSED_REGIONS: Final = ("FL", "HI")
"""The United States: litchi and longan from Viet Nam are not for Florida and Hawaii."""

Condition: TypeAlias = "Callable[[Entry, Case], Iterator[Item]]"


def _item(
    entry: Entry, name: str, state: Standing, reason: str, gate: Gate = Gate.IMPORT, **data: str
) -> Item:
    return Item(
        code=f"condition.{name}", gate=gate, state=state, reason=reason, data=data, sources=entry.sources
    )


def _met(good: bool) -> Standing:
    return Standing.MET if good else Standing.OPEN


def importer_of_record(entry: Entry, case: Case) -> Iterator[Item]:
    reason = "IMPORTER_NAMED" if case.importer else "IMPORTER_MISSING"
    yield _item(entry, "importer_of_record", _met(case.importer), reason)


def wpm_ispm15(entry: Entry, case: Case) -> Iterator[Item]:
    """Wooden packaging is treated and marked, or there is none (ISPM 15)."""
    reason = f"WOOD_{case.wood}"
    state = Standing.ASK if case.wood == Wood.UNKNOWN else _met(case.wood != Wood.UNMARKED)
    yield _item(entry, "wpm_ispm15", state, reason)


def mrl_checked(entry: Entry, case: Case) -> Iterator[Item]:
    """A residue report of the consignment; whether it covers the list of the destination is a reader's to
    confirm, so the second pair of eyes is what counts.
    """
    held = any(paper.kind == "residue_test_report" and paper.confirmed for paper in case.papers)
    reason = "RESIDUES_TESTED" if held else "RESIDUES_NOT_TESTED"
    yield _item(entry, "mrl_checked", _met(held), reason, Gate.POLICY)


def commercial_consignment_only(entry: Entry, case: Case) -> Iterator[Item]:
    commercial = case.channel == Channel.CARGO and case.purpose != Purpose.PRIVATE
    reason = "COMMERCIAL" if commercial else "COMMERCIAL_ONLY"
    yield _item(entry, "commercial_consignment_only", _met(commercial), reason)


def prior_notification_1wd(entry: Entry, case: Case) -> Iterator[Item]:
    name = "prior_notification_1wd"
    if case.arrival_at is None:
        yield _item(entry, name, Standing.ASK, "ARRIVAL_UNKNOWN")
        return
    if case.calendars_missing:
        years = ", ".join(case.calendars_missing)
        yield _item(entry, name, Standing.ASK, "HOLIDAYS_UNKNOWN", years=years)
        return
    latest = working_days_earlier(case.arrival_at, NOTICE_DAYS, case.rest_days)
    in_time = case.notice_at is not None and case.notice_at <= latest
    missing = "NOTICE_MISSING" if case.notice_at is None else "NOTICE_TOO_LATE"
    reason = "NOTICE_IN_TIME" if in_time else missing
    yield _item(entry, name, _met(in_time), reason, latest=latest.isoformat())


def not_to_florida_hawaii(entry: Entry, case: Case) -> Iterator[Item]:
    """The state of arrival must be known and be neither, and every carton says so."""
    name = "not_to_FL_HI"
    closed = [region for region in case.regions if region in CLOSED_REGIONS]
    if not case.regions or "" in case.regions:
        yield _item(entry, name, Standing.ASK, "REGION_UNKNOWN")
    else:
        reason = "REGION_CLOSED" if closed else "REGION_OPEN"
        yield _item(entry, name, _met(not closed), reason, region=", ".join(closed))
    marked = set(CLOSED_REGIONS) <= set(case.marked_not_for)
    reason = "CARTONS_MARKED" if marked else "CARTONS_NOT_MARKED"
    yield _item(entry, f"{name}.cartons", _met(marked), reason, region=", ".join(CLOSED_REGIONS))


def declared(name: str) -> Condition:
    """The phytosanitary certificate says it: its additional declarations carry the code."""

    def condition(entry: Entry, case: Case) -> Iterator[Item]:
        certificates = [paper for paper in case.papers if paper.kind == PC and paper.confirmed]
        said = any(name in _declarations(paper.says) for paper in certificates)
        reason = "DECLARED" if said else "NOT_DECLARED"
        yield _item(entry, name, _met(said), reason, declaration=name)

    return condition


def _declarations(says: Mapping[str, object]) -> list[str]:
    given = says.get("declarations")
    return [str(one) for one in given] if isinstance(given, list) else []


def _of_lots(_entry: Entry, _case: Case) -> Iterator[Item]:
    """Judged lot by lot in lots.py."""
    return iter(())


CONDITIONS: Final[Mapping[str, Condition]] = {
    "importer_of_record": importer_of_record,
    "wpm_ispm15": wpm_ispm15,
    "mrl_checked": mrl_checked,
    "commercial_consignment_only": commercial_consignment_only,
    "prior_notification_1wd": prior_notification_1wd,
    "not_to_FL_HI": not_to_florida_hawaii,
    "fruit_fly_option_declared": declared("fruit_fly_option_declared"),
    "citrus_canker_option_declared": declared("citrus_canker_option_declared"),
    "peduncle_leaf_free": declared("peduncle_leaf_free"),
    "puc_valid_for_destination": _of_lots,
    "phc_valid_for_destination": _of_lots,
    "tf_recognised": _of_lots,
    "no_irradiation": _of_lots,
}
