"""How consignments stand, for boards: what is missing, whose turn it is, how many days are left. As many
queries for a hundred of them as for one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import F, QuerySet, Sum

from kernel.clock import local_day
from logistics.paperwork.collecting import cases_by_consignment
from logistics.paperwork.enums import ConsignmentState, Turn
from logistics.paperwork.judging import judge
from logistics.paperwork.models import Allocation, Consignment
from logistics.paperwork.rulebook import Rulebook, rulebook
from logistics.paperwork.values import Item

UNDER_WAY: Final = (ConsignmentState.PREPARING, ConsignmentState.CLEARED)
STAGES: Final = (
    ConsignmentState.PREPARING,
    ConsignmentState.CLEARED,
    ConsignmentState.HANDED_OVER,
    ConsignmentState.ARRIVED,
    ConsignmentState.RELEASED,
    ConsignmentState.DELIVERED,
    ConsignmentState.CANCELLED,
)
PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBoard:
    """One consignment on a board. `missing` is what holds it back today; nothing once it is on its way.
    `days_left`: until it departs, which is when everything must be there. Money is in its currency.
    """

    consignment: Consignment
    missing: Sequence[Item]
    turns: Sequence[Turn]
    days_left: int
    net_g: int
    packages: int
    value_minor: int
    cost_minor: int

    @property
    def late(self) -> bool:
        return self.consignment.state == ConsignmentState.PREPARING and self.days_left < 0


def standings(rows: QuerySet[Consignment], *, at: datetime, most: int = PAGE) -> list[OnBoard]:
    """The nearest departure first, those that are over last. 14 queries while the rules are in memory."""
    order = F("departure_on")
    found = list(rows.select_related("destination").order_by(order, "id")[:most])
    book, day = rulebook(), local_day(at)
    going = [one for one in found if one.state in UNDER_WAY]
    cases = cases_by_consignment(going, day=day) if going else []
    missing = {
        one.pk: [item for case in mine for item in judge(book, case).blockers]
        for one, mine in zip(going, cases, strict=True)
    }
    sums = _sums([one.pk for one in found])
    made = [_standing(one, missing.get(one.pk, []), sums.get(one.pk, (0, 0, 0)), book, day) for one in found]
    return sorted(made, key=lambda one: STAGES.index(ConsignmentState(one.consignment.state)))


def _standing(
    consignment: Consignment, missing: Sequence[Item], sums: tuple[int, int, int], book: Rulebook, day: date
) -> OnBoard:
    net_g, packages, value_minor = sums
    return OnBoard(
        consignment=consignment,
        missing=_once(missing),
        turns=list(dict.fromkeys(turn_of(item, book) for item in missing)),
        days_left=(consignment.departure_on - day).days,
        net_g=net_g,
        packages=packages,
        value_minor=value_minor,
        cost_minor=consignment.freight_minor + consignment.insurance_minor,
    )


def _once(items: Sequence[Item]) -> list[Item]:
    """A paper that two lines miss is missing once."""
    return list({(item.code, str(item.data)): item for item in items}.values())


def _sums(ids: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    rows = Allocation.objects.filter(line__consignment__in=ids).values_list("line__consignment")
    totals = rows.annotate(Sum("net_g"), Sum("packages"), Sum("value_minor")).order_by()
    return {pk: (net_g, packages, value) for pk, net_g, packages, value in totals}


def turn_of(item: Item, book: Rulebook) -> Turn:
    """Who can close it."""
    if item.reason == "PAPER_NOT_CONFIRMED":
        return Turn.SECOND_PERSON
    if item.about == "MARKET":
        return Turn.REVIEWER
    if item.about == "LOT":
        return Turn.GROWER
    kind = book.kinds.get(item.kind)
    return Turn.AUTHORITY if kind is not None and kind.authority else Turn.EXPORTER
