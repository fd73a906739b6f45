"""Days in the order in which things happen: harvest, treatment, analysis, certificate, departure, entry.

What the rules compare with the day of a hand-over (a paper issued later, one that ran out) is in judging.py;
here are days that contradict each other whatever the day is.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from logistics.paperwork.models import Consignment, IssuedPaper
from logistics.paperwork.values import Difference, LotFacts


def disordered(
    consignment: Consignment, papers: Iterable[IssuedPaper], lots: Iterable[LotFacts]
) -> Iterator[Difference]:
    """Every pair of days that cannot be, both named; the same day is in order, unknown days say nothing."""
    yield from _pair("departure", consignment.departure_on, "entry", consignment.entry_on)
    for paper in papers:
        place = f"{paper.kind_id} {paper.number}"
        yield from _pair(f"{place}: analysed", paper.analysed_on, f"{place}: issued", paper.issued_on)
        yield from _pair(f"{place}: issued", paper.issued_on, f"{place}: expires", paper.expires_on)
    for lot in lots:
        for one in lot.treatments:
            treated = f"{lot.reference}: {one.kind}"
            yield from _pair(f"{lot.reference}: harvested", lot.harvested_on, treated, one.done_on)


def _pair(first: str, earlier: date | None, second: str, later: date | None) -> Iterator[Difference]:
    if earlier is not None and later is not None and earlier > later:
        yield Difference(
            field="dates",
            one_place=first,
            one=earlier.isoformat(),
            other_place=second,
            other=later.isoformat(),
        )
