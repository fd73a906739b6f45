"""All tables of payments, by what they hold."""

from marketplace.payments.models.bookings import BookingPart
from marketplace.payments.models.cards import CardCall, CardFact, CardPayment, ProviderMessage
from marketplace.payments.models.ledger import LedgerAccount, LedgerEntry, LedgerTransaction
from marketplace.payments.models.owed import Owed
from marketplace.payments.models.payouts import Payable, Payout, PayoutBatch, PayoutItem
from marketplace.payments.models.rates import CommissionRate, TaxRate
from marketplace.payments.models.settlements import Settlement

__all__ = [
    "BookingPart",
    "CardCall",
    "CardFact",
    "CardPayment",
    "CommissionRate",
    "LedgerAccount",
    "LedgerEntry",
    "LedgerTransaction",
    "Owed",
    "Payable",
    "Payout",
    "PayoutBatch",
    "PayoutItem",
    "ProviderMessage",
    "Settlement",
    "TaxRate",
]
