"""Does the ledger agree with itself, and with what payouts, payables and cards say? Each question is one
statement.

`faults` must be empty at any moment between two transactions. `open_matters` are true and waiting for
somebody: cash that a carrier holds, buyers who owe or are owed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kernel.database import fetch

_UNBALANCED = """
SELECT e.transaction_id, a.currency, sum(e.amount)
FROM payments_ledgerentry AS e JOIN payments_ledgeraccount AS a ON a.id = e.account_id
GROUP BY e.transaction_id, a.currency HAVING sum(e.amount) <> 0 ORDER BY 1, 2
"""

_HOUSEHOLDS = """
SELECT coalesce(b.owner, p.household_key), coalesce(-b.amount, 0), coalesce(p.amount, 0)
FROM (SELECT owner, amount FROM payments_balance AS s WHERE kind = 'household') AS b
FULL JOIN (SELECT household_key, sum(amount_dong) AS amount FROM payments_payable WHERE payout_id IS NULL
           GROUP BY household_key) AS p ON p.household_key = b.owner
WHERE coalesce(-b.amount, 0) <> coalesce(p.amount, 0) ORDER BY 1
"""

_PAYOUTS = """
SELECT wanted.kind, wanted.owner, coalesce(-b.amount, 0), coalesce(wanted.amount, 0)
FROM (SELECT 'payout' AS kind, household_key AS owner,
             sum(amount_dong) FILTER (WHERE state = 'drawn') AS amount
      FROM payments_payout GROUP BY household_key
      UNION ALL
      SELECT 'bank', 'transit', sum(amount_dong) FILTER (WHERE state = 'sent') FROM payments_payout) AS wanted
LEFT JOIN payments_balance AS b ON b.kind = wanted.kind AND b.owner = wanted.owner
WHERE coalesce(-b.amount, 0) <> coalesce(wanted.amount, 0) ORDER BY 1, 2
"""

_ITEMS = """
SELECT o.key, o.amount_dong, sum(i.amount_dong)
FROM payments_payout AS o LEFT JOIN payments_payoutitem AS i ON i.payout_id = o.id
GROUP BY o.key, o.amount_dong HAVING coalesce(sum(i.amount_dong), 0) <> o.amount_dong ORDER BY 1
"""

_CARDS = """
SELECT currency, coalesce(cards.amount, 0), coalesce(entries.amount, 0)
FROM (SELECT currency, sum(captured - refunded) AS amount FROM payments_cardpayment
      GROUP BY currency) AS cards
FULL JOIN (SELECT a.currency, sum(e.amount) AS amount
           FROM payments_ledgerentry AS e
           JOIN payments_ledgeraccount AS a ON a.id = e.account_id AND a.kind = 'stripe'
           JOIN payments_ledgertransaction AS t ON t.id = e.transaction_id AND t.kind <> 'card_payout'
           GROUP BY a.currency) AS entries USING (currency)
WHERE coalesce(cards.amount, 0) <> coalesce(entries.amount, 0) ORDER BY 1
"""

_POSTAGE = """
SELECT b.owner, b.amount FROM payments_balance AS b
JOIN payments_settlement AS s ON s.reference = b.owner
WHERE b.kind = 'postage' AND b.amount <> 0 ORDER BY 1
"""

_BUYERS = """
SELECT b.owner, b.amount, b.currency FROM payments_balance AS b
LEFT JOIN payments_settlement AS s ON s.reference = b.owner
WHERE b.kind = 'buyer' AND b.amount <> 0
    AND (s.reference IS NOT NULL OR starts_with(b.owner, 'checkout:')) ORDER BY 1
"""

_CARRIERS = """
SELECT kind, owner, amount FROM payments_balance AS b
WHERE kind IN ('carrier', 'carrier_cash') AND amount <> 0 ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Finding:
    what: str
    row: tuple[Any, ...]

    def __str__(self) -> str:
        return f"{self.what}: {', '.join(str(cell) for cell in self.row)}"


_FAULTS = (
    ("transaction does not sum to zero (transaction, currency, sum)", _UNBALANCED),
    ("household is owed something else than its open payables (household, ledger, payables)", _HOUSEHOLDS),
    ("payouts and their accounts differ (account, owner, ledger, payouts)", _PAYOUTS),
    ("payout pays something else than its items (payout, amount, items)", _ITEMS),
    ("card payments and the ledger differ (currency, cards, ledger)", _CARDS),
    ("postage of a finished order is left over (order, dong)", _POSTAGE),
)
_OPEN = (
    ("buyer of a finished order owes (+) or is owed (-) (order, amount, currency)", _BUYERS),
    ("carrier owes us (+) or is owed (-) (account, carrier, dong)", _CARRIERS),
)


def faults() -> list[Finding]:
    return _ask(_FAULTS)


def open_matters() -> list[Finding]:
    return _ask(_OPEN)


def _ask(questions: Sequence[tuple[str, str]]) -> list[Finding]:
    return [Finding(what, row) for what, sql in questions for row in fetch(sql)]
