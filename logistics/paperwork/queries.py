"""What is asked about rules and consignments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from kernel.clock import local_day
from logistics.goods.models import Treatment
from logistics.paperwork.collecting import cases_of, lot_facts
from logistics.paperwork.enums import BLOCKING, Channel
from logistics.paperwork.judging import judge
from logistics.paperwork.models import Consignment
from logistics.paperwork.refusals import UnknownConsignment, UnknownDestination, UnknownExportGood
from logistics.paperwork.rulebook import Rulebook, fresh_rulebook, rulebook
from logistics.paperwork.values import Case, Finding, Item, LotFacts, TreatmentFacts


@dataclass(frozen=True, kw_only=True)
class Way:
    """Whether goods, or a lot, can go to a destination at all. `against` are the items that no paper cures
    (the market, what was done to the lot); `needed` are those still to be had.
    """

    destination: str
    open: bool
    against: Sequence[Item]
    needed: Sequence[Item]
    finding: Finding


def consignment(key: str) -> Consignment:
    found = Consignment.objects.select_related("destination", "decision").filter(key=key).first()
    if found is None:
        raise UnknownConsignment
    return found


def consignment_by_number(number: str) -> Consignment:
    found = Consignment.objects.filter(number=number).first()
    if found is None:
        raise UnknownConsignment
    return found


def all_items(consignment: Consignment, *, at: datetime) -> list[Item]:
    """Everything that the rules say of it as of now, of each line."""
    book = fresh_rulebook()
    findings = [judge(book, case) for case in cases_of(consignment, day=local_day(at))]
    return [item for finding in findings for item in finding.items]


def open_items(consignment: Consignment, *, at: datetime) -> list[Item]:
    """Everything that holds the consignment back as of now."""
    return [item for item in all_items(consignment, at=at) if item.is_open and item.gate in BLOCKING]


def explain(
    *,
    good: str,
    destination: str,
    day: date,
    channel: Channel = Channel.CARGO,
    lot: LotFacts | None = None,
    book: Rulebook | None = None,
) -> Finding:
    """What is needed for a kind of goods (our commodity's code, or the rules' own) on a day; 0 queries when
    the rules are in memory. A lot adds what is known of it.
    """
    book = book or rulebook()
    code = book.by_commodity.get(good, good)
    if code not in book.goods:
        raise UnknownExportGood(field="good")
    if destination not in book.places:
        raise UnknownDestination(field="destination")
    lots = [lot] if lot else []
    return judge(
        book,
        Case(
            good=code,
            destination=destination,
            day=day,
            channel=channel,
            form=book.goods[code].form,
            lots=lots,
        ),
    )


def ways(
    *,
    good: str,
    day: date,
    channel: Channel = Channel.CARGO,
    lot: LotFacts | None = None,
    book: Rulebook | None = None,
) -> list[Way]:
    """Every destination for goods or a lot, open ones first; none for a commodity that no rule knows."""
    book = book or rulebook()
    if book.by_commodity.get(good, good) not in book.goods:
        return []
    found = [
        way_of(code, explain(good=good, destination=code, day=day, channel=channel, lot=lot, book=book))
        for code in book.places
    ]
    return sorted(found, key=lambda way: not way.open)


def way_of(destination: str, finding: Finding) -> Way:
    against = [item for item in finding.blockers if _is_final(item)]
    needed = [item for item in finding.blockers if not _is_final(item)]
    return Way(destination=destination, open=not against, against=against, needed=needed, finding=finding)


def _is_final(item: Item) -> bool:
    """No paper cures it: the market is shut, or something was done to the lot that cannot be undone."""
    return item.about == "MARKET" or item.reason in {"LOT_IRRADIATED", "POST_CLOSED", "COMMERCIAL_ONLY"}


def lot(reference: str) -> LotFacts | None:
    return lot_facts([reference]).get(reference)


def lot_in_brief(*, reference: str, commodity: str, harvested_on: date) -> LotFacts:
    """What was done to a lot, and no more: enough to say where it can go no longer. 1 query."""
    rows = Treatment.objects.filter(lot__reference=reference).order_by("done_at", "id")
    done = [TreatmentFacts(kind=row.kind, done_on=local_day(row.done_at)) for row in rows]
    return LotFacts(reference=reference, commodity=commodity, harvested_on=harvested_on, treatments=done)


def closed_by(*, good: str, treatment: str, day: date, book: Rulebook | None = None) -> list[str]:
    """Which destinations that are open to a lot now are shut to it once it is treated so: to be asked before
    it is. Irradiated fruit goes to the United States, and to Japan and the Union no more.
    """
    book = book or rulebook()
    untouched = LotFacts(reference="", commodity=good, harvested_on=day)
    treated = replace(untouched, treatments=[TreatmentFacts(kind=treatment, done_on=day)])
    before = {way.destination for way in ways(good=good, day=day, lot=untouched, book=book) if way.open}
    after = {way.destination for way in ways(good=good, day=day, lot=treated, book=book) if way.open}
    return [code for code in book.places if code in before - after]


def all_pairs(*, day: date, book: Rulebook | None = None) -> Mapping[str, Sequence[Way]]:
    """The whole table: every kind of goods with its ways in the order of the destinations."""
    book = book or rulebook()
    return {
        good: [
            way_of(place, explain(good=good, destination=place, day=day, book=book)) for place in book.places
        ]
        for good in book.goods
    }
