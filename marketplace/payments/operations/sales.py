"""The good road: the goods were delivered."""

from collections.abc import Sequence
from datetime import datetime

from marketplace.payments.enums import PaidBy
from marketplace.payments.models import Settlement
from marketplace.payments.rates import SaleLine


def record_sale(
    *,
    reference: str,
    household_key: str,
    lines: Sequence[SaleLine],
    postage_dong: int,
    paid_by: PaidBy,
    carrier_code: str,
    at: datetime,
) -> Settlement:
    """Delivered: the buyer owes goods as packed and the postage that checkout showed; the household gets
    the goods less what is withheld at the rates of each line. `at` is the moment of delivery.

    The household's part becomes payable 48 hours later for a card, and for cash when the carrier's
    remittance is matched.
    """
    raise NotImplementedError
