"""Staff give a buyer money back after the sale."""

from datetime import datetime

from marketplace.payments.enums import Bearer


def record_refund(
    *, reference: str, refund_reference: str, amount_dong: int, borne_by: Bearer, at: datetime
) -> None:
    """The platform now owes the buyer `amount_dong`, out of the bearer's pocket. Idempotent on
    `refund_reference`.

    Paying it is a second step: `cards.refund` for a card, `record_bank_refund` for a buyer who paid cash.
    HOUSEHOLD needs a sale (raises NotYetSettled) and takes back commission and tax in proportion, to the
    dong; what exceeds the goods raises RefundTooLarge.
    """
    raise NotImplementedError
