"""The good road: the goods were delivered."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from marketplace.payments import postings
from marketplace.payments.enums import PaidBy, Road
from marketplace.payments.ledger import post
from marketplace.payments.models import Settlement
from marketplace.payments.rates import SaleLine, withheld
from marketplace.payments.settling import (
    Ending,
    after_complaints,
    owe_household,
    release_cash,
    settled,
)


@transaction.atomic
def record_sale(
    *,
    reference: str,
    household_key: str,
    lines: Sequence[SaleLine],
    postage_dong: int,
    paid_by: PaidBy,
    carrier_code: str,
    farm_postage_dong: int = 0,
    at: datetime,
) -> Settlement:
    """Delivered: the buyer owes goods as packed and the postage that checkout showed; the household gets the
    goods less what is withheld at the rates of each line. `at` is the moment of delivery.

    The household's part becomes payable 48 hours later for a card, and for cash when the carrier's
    remittance is matched. `farm_postage_dong`, the farm's own share of the postage, is taken from its part,
    as far as that reaches.
    """
    kept = withheld(lines)
    goods_dong = sum(line.goods_dong for line in lines)
    ending = Ending(
        reference=reference,
        road=Road.DELIVERED,
        household_key=household_key,
        carrier_code=carrier_code,
        paid_by=paid_by,
        goods_dong=goods_dong,
        farm_postage_dong=min(farm_postage_dong, goods_dong - kept.total_dong),
        postage_dong=postage_dong,
        commission_dong=kept.commission_dong,
        vat_dong=kept.vat_dong,
        pit_dong=kept.pit_dong,
    )
    with settled(ending, at=at) as settlement:
        _post_sale(ending, at=at)
    _owe(settlement, at=at)
    return settlement


def _post_sale(ending: Ending, *, at: datetime) -> None:
    post(
        kind="sale",
        reference=ending.reference,
        subject=ending.reference,
        entries=postings.sale(
            order=ending.reference,
            household=ending.household_key,
            goods_dong=ending.goods_dong,
            postage_dong=ending.postage_dong,
            farm_postage_dong=ending.farm_postage_dong,
            kept=ending.kept,
        ),
        at=at,
    )


def _owe(settlement: Settlement, *, at: datetime) -> None:
    by_card = settlement.paid_by == PaidBy.CARD
    owe_household(
        household_key=settlement.household_key,
        reference=settlement.reference,
        subject=settlement.reference,
        amount_dong=settlement.household_dong,
        payable_from=after_complaints(at) if by_card else None,
        at=at,
    )
    if not by_card:
        release_cash([settlement.reference], at=at)
