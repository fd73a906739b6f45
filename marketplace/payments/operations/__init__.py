"""What the rest of the house may ask of the money. Every one is idempotent on its reference.

`reference` is the order's, "order:<key>"; the buyer's ledger account has it as owner, cash and card alike.
"""

from marketplace.payments.operations.abroad import ShareAbroad, record_sale_abroad
from marketplace.payments.operations.bank import (
    record_bank_refund,
    record_card_payout,
    record_carrier_payment,
)
from marketplace.payments.operations.faults import record_carrier_fault
from marketplace.payments.operations.holds import hold_payables, release_payables
from marketplace.payments.operations.payouts import (
    draw_payouts,
    mark_batch_sent,
    mark_payout_confirmed,
    mark_payout_returned,
)
from marketplace.payments.operations.refunds import record_refund
from marketplace.payments.operations.sales import record_sale
from marketplace.payments.operations.sharing import Part, share_booking
from marketplace.payments.operations.undelivered import record_undelivered

__all__ = [
    "Part",
    "ShareAbroad",
    "draw_payouts",
    "hold_payables",
    "mark_batch_sent",
    "mark_payout_confirmed",
    "mark_payout_returned",
    "record_bank_refund",
    "record_card_payout",
    "record_carrier_fault",
    "record_carrier_payment",
    "record_refund",
    "record_sale",
    "record_sale_abroad",
    "record_undelivered",
    "release_payables",
    "share_booking",
]
