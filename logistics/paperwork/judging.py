"""What the rules say of a case. Pure: a rulebook and a case in, a finding out; the same for ever.

Fail closed: a pair that no rule names is not open; a rule that two people have not reviewed, or not lately,
blocks; what is not known blocks and is named. Two gates are kept apart: what stops the goods at the border,
and what only costs duty (PREFERENCE).
"""

from collections.abc import Iterator
from datetime import date

from logistics.paperwork.conditions import CONDITIONS
from logistics.paperwork.enums import (
    BLOCKING,
    OVERRIDABLE,
    Channel,
    Gate,
    MarketStatus,
    Outcome,
    Post,
    Standing,
)
from logistics.paperwork.enums import ReviewStanding as Review
from logistics.paperwork.expressions import Answer, answer
from logistics.paperwork.facts import facts_of
from logistics.paperwork.lots import judge_lots
from logistics.paperwork.rulebook import Entry, Rulebook, Wanted
from logistics.paperwork.spans import add_months
from logistics.paperwork.values import Case, Finding, Item, PaperFacts

CERTIFICATE_MONTHS = 4
"""Regulation (EU) 2019/1793, Art. 11: the certificate holds for four months from its issue at most…"""
ANALYSIS_MONTHS = 6
"""… and for six months from the results of the analysis at most."""
PC = "phytosanitary_certificate"


def judge(book: Rulebook, case: Case) -> Finding:
    entry = book.entry(case.good, case.destination, case.day)
    if entry is None:
        return _closed(book, case)
    state, read_on, demo = entry.review(case.day)
    items = [
        *_market(entry, case, state, read_on),
        *_papers(book, entry, case),
        *_conditions(entry, case),
        *judge_lots(book, entry, case),
        *_preference(book, case),
        *_differences(case),
    ]
    items = [_waived(item, case) for item in items]
    blocked = any(item.is_open and item.gate in BLOCKING for item in items)
    return Finding(
        outcome=Outcome.BLOCKED if blocked else Outcome.CLEAR,
        items=items,
        rule=entry.label,
        rests_on_demo=demo,
        read_on=read_on,
    )


def _closed(book: Rulebook, case: Case) -> Finding:
    known = book.knows(case.good, case.destination)
    reason = "MARKET_NOT_ON_THAT_DAY" if known else "MARKET_UNKNOWN"
    item = Item(code="market.rule", gate=Gate.IMPORT, state=Standing.OPEN, reason=reason, about="MARKET")
    return Finding(outcome=Outcome.BLOCKED, items=[item])


def _market(entry: Entry, case: Case, state: Review, read_on: date | None) -> Iterator[Item]:
    yield _of_market(entry, "market.status", entry.status == MarketStatus.OPEN, f"MARKET_{entry.status}")
    reviewed = state == Review.REVIEWED
    data = {"read_on": read_on.isoformat()} if read_on else {}
    yield _of_market(entry, "market.review", reviewed, f"RULE_{state}", data)
    if entry.valid_from is None:
        yield _of_market(entry, "market.since", False, "RULE_START_UNKNOWN")
    if entry.incomplete:
        yield _of_market(entry, "market.complete", False, "RULE_INCOMPLETE")
    if case.channel == Channel.POST:
        reason = {Post.OPEN: "POST_OPEN", Post.ASK: "POST_NOT_CLEAR", Post.CLOSED: "POST_CLOSED"}[entry.post]
        yield _of_market(entry, "market.post", entry.post == Post.OPEN, reason)


def _of_market(entry: Entry, code: str, good: bool, reason: str, data: dict[str, str] | None = None) -> Item:
    return Item(
        code=code,
        gate=Gate.IMPORT,
        state=Standing.MET if good else Standing.OPEN,
        reason=reason,
        data=dict(data or {}),
        sources=entry.sources,
        about="MARKET",
    )


def _papers(book: Rulebook, entry: Entry, case: Case) -> Iterator[Item]:
    facts = facts_of(case)
    for kind, gate in book.base:
        yield _paper(case, kind, gate, True, ())
    for wanted in entry.papers:
        needed = answer(wanted.when, facts)
        yield _paper(case, wanted.kind, _gate(wanted, needed), needed, (wanted.source,))


def _gate(wanted: Wanted, needed: Answer) -> Gate:
    return Gate.INFO if needed is False else wanted.gate


def _paper(case: Case, kind: str, gate: Gate, needed: Answer, sources: tuple[str, ...]) -> Item:
    """A paper that is there and good settles it, needed or not; one that is not needed blocks nothing."""
    held = [paper for paper in case.papers if paper.kind == kind]
    state, reason, data = _standing(case, held, needed)
    return Item(
        code=f"paper.{kind}",
        gate=gate,
        state=state,
        reason=reason,
        data=data,
        kind=kind,
        sources=sources,
        about="PAPER",
    )


def _standing(case: Case, held: list[PaperFacts], needed: Answer) -> tuple[Standing, str, dict[str, str]]:
    if needed is False:
        return Standing.NOT_NEEDED, "PAPER_NOT_NEEDED", {}
    troubles = [_trouble(case, paper) for paper in held]
    if "" in troubles:
        return Standing.MET, "PAPER_THERE", {"number": held[troubles.index("")].number}
    if held:
        return Standing.OPEN, troubles[0], {"number": held[0].number}
    if isinstance(needed, frozenset):
        return Standing.ASK, "PAPER_NOT_CLEAR", {"open": ", ".join(sorted(needed))}
    return Standing.OPEN, "PAPER_MISSING", {}


def _trouble(case: Case, paper: PaperFacts) -> str:
    """Why a paper that is there does not count; "" when it does."""
    if not paper.confirmed:
        return "PAPER_NOT_CONFIRMED"
    if paper.issued_on > case.day:
        return "PAPER_ISSUED_LATER"
    if paper.kind == "official_certificate_2019_1793":
        return _certificate_trouble(case, paper)
    if paper.kind == "analysis_results_2019_1793":
        return _in_time(case, paper.analysed_on or paper.issued_on, ANALYSIS_MONTHS, "ANALYSIS_TOO_OLD")
    if paper.kind == PC and _treated_after(case, paper):
        return "PC_BEFORE_TREATMENT"
    if paper.expires_on is not None and (case.entry_on or case.day) > paper.expires_on:
        return "PAPER_EXPIRED"
    return ""


def _certificate_trouble(case: Case, paper: PaperFacts) -> str:
    old = _in_time(case, paper.issued_on, CERTIFICATE_MONTHS, "CERTIFICATE_TOO_OLD")
    if paper.analysed_on is None:
        return old or "ANALYSIS_DAY_UNKNOWN"
    return old or _in_time(case, paper.analysed_on, ANALYSIS_MONTHS, "ANALYSIS_TOO_OLD")


def _in_time(case: Case, since: date, months: int, reason: str) -> str:
    """It must still hold on the day of entry, so that day must be known."""
    if case.entry_on is None:
        return "ENTRY_DAY_UNKNOWN"
    return "" if case.entry_on <= add_months(since, months) else reason


def _treated_after(case: Case, paper: PaperFacts) -> bool:
    return any(one.done_on > paper.issued_on for lot in case.lots for one in lot.treatments)


def _conditions(entry: Entry, case: Case) -> Iterator[Item]:
    for name in entry.conditions:
        yield from CONDITIONS[name](entry, case)


def _preference(book: Rulebook, case: Case) -> Iterator[Item]:
    if case.preference != "NONE" and case.preference not in book.places[case.destination].agreements:
        yield Item(
            code="preference.agreement",
            gate=Gate.PREFERENCE,
            state=Standing.OPEN,
            reason="NO_SUCH_AGREEMENT",
            data={"agreement": case.preference},
        )


def _differences(case: Case) -> Iterator[Item]:
    for one in case.differences:
        yield Item(
            code=one.code,
            gate=Gate.IMPORT,
            state=Standing.OPEN,
            reason="PAPERS_DIFFER",
            data={
                "field": one.field,
                "one_place": one.one_place,
                "one": one.one,
                "other_place": one.other_place,
                "other": one.other,
            },
            about="PAPER",
        )


def _waived(item: Item, case: Case) -> Item:
    if not (item.is_open and item.gate in OVERRIDABLE and item.code in case.waived):
        return item
    return Item(
        code=item.code,
        gate=item.gate,
        state=Standing.WAIVED,
        reason="WAIVED_BY_TWO",
        kind=item.kind,
        sources=item.sources,
        about=item.about,
    )
