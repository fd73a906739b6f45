"""Staff give a buyer money back after the sale."""

from datetime import datetime

from django.db import transaction

from kernel.money import format_dong
from marketplace.payments import postings
from marketplace.payments.enums import AccountKind, Bearer, Road
from marketplace.payments.ledger import post
from marketplace.payments.models import LedgerEntry, Settlement
from marketplace.payments.rates import Withheld
from marketplace.payments.refusals import NotYetSettled, PostedDifferently, RefundTooLarge
from marketplace.payments.settling import lock_order, owe_household

KIND = "refund_granted"


@transaction.atomic
def record_refund(
    *, reference: str, refund_reference: str, amount_dong: int, borne_by: Bearer, at: datetime
) -> None:
    """The platform now owes the buyer `amount_dong`, out of the bearer's pocket. Idempotent on
    `refund_reference`.

    Paying it is a second step: `cards.refund` for a card, `record_bank_refund` for a buyer who paid cash.
    HOUSEHOLD needs a sale and CARRIER an end of any road (else NotYetSettled). HOUSEHOLD gets commission and
    tax back in proportion, to the dong; what exceeds the goods raises RefundTooLarge.
    """
    lock_order(reference)
    if _granted_before(refund_reference, amount_dong):
        return
    settlement = Settlement.objects.filter(reference=reference).first()
    if borne_by == Bearer.HOUSEHOLD:
        _take_from_household(settlement, refund_reference, amount_dong, at=at)
    elif borne_by == Bearer.CARRIER and settlement is None:
        raise NotYetSettled
    else:
        entries = postings.refund_granted(
            order=reference,
            carrier=settlement.carrier_code if settlement else "",
            bearer=borne_by,
            amount_dong=amount_dong,
        )
        post(kind=KIND, reference=refund_reference, subject=reference, entries=entries, at=at)


def back_of(settlement: Settlement, amount_dong: int) -> Withheld:
    """What was withheld of the next `amount_dong` of the goods. Sums to exactly all of it when all goods
    are taken back.
    """
    before, after = settlement.claimed_dong, settlement.claimed_dong + amount_dong

    def part(whole: int) -> int:
        goods = settlement.goods_dong
        return (2 * whole * after + goods) // (2 * goods) - (2 * whole * before + goods) // (2 * goods)

    return Withheld(part(settlement.commission_dong), part(settlement.vat_dong), part(settlement.pit_dong))


def _granted_before(refund_reference: str, amount_dong: int) -> bool:
    granted = LedgerEntry.objects.filter(
        transaction__kind=KIND, transaction__reference=refund_reference, account__kind=AccountKind.BUYER
    )
    before = granted.values_list("amount", flat=True).order_by("id").first()
    if before is not None and before != -amount_dong:
        raise PostedDifferently(f"{refund_reference}: {-before} before, {amount_dong} now")
    return before is not None


def _take_from_household(
    settlement: Settlement | None, refund_reference: str, amount_dong: int, *, at: datetime
) -> None:
    if settlement is None or settlement.road != Road.DELIVERED:
        raise NotYetSettled
    left = settlement.goods_dong - settlement.claimed_dong
    if not 0 < amount_dong <= left:
        raise RefundTooLarge(left=left, shown=format_dong(left))
    back = back_of(settlement, amount_dong)
    settlement.claimed_dong += amount_dong
    settlement.save(update_fields=["claimed_dong"])
    entries = postings.refund_by_household(
        order=settlement.reference, household=settlement.household_key, amount_dong=amount_dong, back=back
    )
    post(kind=KIND, reference=refund_reference, subject=settlement.reference, entries=entries, at=at)
    owe_household(
        household_key=settlement.household_key,
        reference=f"{settlement.reference} {refund_reference}",
        subject=settlement.reference,
        amount_dong=back.total_dong - amount_dong,
        payable_from=at,
        at=at,
    )
