"""The file for the bank, one row a household. docs/payouts.md describes it for the bank's people."""

import csv
import io
import re

from kernel.text import fold
from marketplace.payments.enums import PayoutState
from marketplace.payments.models import PayoutBatch

COLUMNS = ("bank_code", "account", "holder", "amount", "currency", "purpose", "reference")
_NOT_PLAIN = re.compile(r"[^A-Z0-9 ./-]+")


def payout_csv(batch: PayoutBatch) -> str:
    """ASCII without accents, comma-separated, CRLF, amounts in whole dong. Rows that were taken out are
    not in it.
    """
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for payout in batch.payouts.exclude(state=PayoutState.RETURNED).order_by("household_key"):
        writer.writerow(
            [
                payout.bank_code,
                plain(payout.bank_account),
                plain(payout.bank_holder),
                payout.amount_dong,
                "VND",
                payout.purpose,
                payout.key,
            ]
        )
    return sheet.getvalue()


def plain(text: str) -> str:
    """As banks write names: capitals, no accents, nothing that a spreadsheet could take for a formula."""
    return _NOT_PLAIN.sub("", fold(text).upper()).strip(" -")
