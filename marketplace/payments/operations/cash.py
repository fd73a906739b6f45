"""Money that staff see on the bank's statement: refunds by transfer, carriers' invoices, Stripe's
transfers.
"""

from datetime import datetime


def record_bank_refund(*, reference: str, refund_reference: str, amount_dong: int, at: datetime) -> None:
    """Staff transferred `amount_dong` to a buyer (who had paid cash)."""
    raise NotImplementedError


def record_carrier_payment(*, carrier_code: str, invoice: str, amount_dong: int, at: datetime) -> None:
    """We paid a carrier's invoice (a negative amount: the carrier paid us, for lost parcels)."""
    raise NotImplementedError


def record_card_payout(*, provider_reference: str, arrived_dong: int, fee_dong: int, at: datetime) -> None:
    """Stripe moved money to our bank: `arrived_dong` reached it, `fee_dong` were kept."""
    raise NotImplementedError
