"""Sales paid in another country's money: exchanged at the rate that was frozen when the buyer ordered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kernel.rates.queries import Rate
from marketplace.payments import postings
from marketplace.payments.ledger import post
from marketplace.payments.rates import SaleLine, withheld
from marketplace.payments.settling import after_complaints, lock_order, owe_household


@dataclass(frozen=True)
class ShareAbroad:
    """What one household sold of an order."""

    household_key: str
    lines: Sequence[SaleLine]


@transaction.atomic
def record_sale_abroad(
    *, order: str, campaign: str, paid: int, rate: Rate, shares: Sequence[ShareAbroad], at: datetime
) -> None:
    """Delivered: `paid` (minor units of the rate's base) was for these goods, and the rest of it for the way.

    `order` and `campaign` are references ("abroad:<key>", "campaign:<key>"). Each household's part becomes
    payable 48 hours later, as after a sale by card. Repeatable; PostedDifferently where the same order comes
    with other figures.
    """
    lock_order(order)
    worth = rate.convert(paid)
    goods = _by_household(shares)
    kept = {household: withheld(lines) for household, lines in goods.items()}
    dong = {household: sum(line.goods_dong for line in lines) for household, lines in goods.items()}
    entries = postings.sale_abroad(
        order=order,
        campaign=campaign,
        paid=paid,
        currency=rate.base,
        worth_dong=worth,
        goods={household: (dong[household], kept[household]) for household in goods},
    )
    post(kind="sale_abroad", reference=order, subject=order, entries=entries, at=at)
    for household in goods:
        owe_household(
            household_key=household,
            reference=f"{order}#{household}",
            subject=order,
            amount_dong=dong[household] - kept[household].total_dong,
            payable_from=after_complaints(at),
            at=at,
        )


def _by_household(shares: Sequence[ShareAbroad]) -> dict[str, list[SaleLine]]:
    """Sorted, so that two orders touch the accounts in the same sequence."""
    found: dict[str, list[SaleLine]] = {share.household_key: [] for share in shares}
    for share in shares:
        found[share.household_key] += share.lines
    return dict(sorted(found.items()))
