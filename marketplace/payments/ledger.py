"""The double-entry ledger: `post` is the only writer. docs/ledger.md lists every business event and its
entries.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, Sum

from kernel.clock import local_day
from kernel.database import array, fetch
from kernel.ids import new_key
from marketplace.payments.enums import AccountKind
from marketplace.payments.models import LedgerAccount, LedgerEntry, LedgerTransaction
from marketplace.payments.refusals import PostedDifferently

_POST = """
WITH head AS (
    INSERT INTO payments_ledgertransaction (key, kind, reference, subject, entry_count, posted_at)
    VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (kind, reference) DO NOTHING RETURNING id)
INSERT INTO payments_ledgerentry (transaction_id, account_id, amount, posted_on)
SELECT head.id, given.account, given.amount, %s
FROM head, unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS given (account, amount, place)
ORDER BY given.place RETURNING transaction_id
"""

_POST_MANY = """
WITH head AS (
    INSERT INTO payments_ledgertransaction (key, kind, reference, subject, entry_count, posted_at)
    SELECT given.key, %s, given.reference, given.subject, given.entry_count, %s
    FROM unnest(%s::varchar[], %s::varchar[], %s::varchar[], %s::smallint[])
        AS given (key, reference, subject, entry_count)
    ON CONFLICT (kind, reference) DO NOTHING RETURNING id, reference),
entry AS (
    INSERT INTO payments_ledgerentry (transaction_id, account_id, amount, posted_on)
    SELECT head.id, given.account, given.amount, %s
    FROM unnest(%s::varchar[], %s::bigint[], %s::bigint[]) AS given (reference, account, amount)
    JOIN head ON head.reference = given.reference ORDER BY head.id)
SELECT reference FROM head
"""

AccountName = tuple[str, str, str]
"""Kind, owner, currency."""


@dataclass(frozen=True)
class Entry:
    """One side. `amount` in minor units: debit plus, credit minus."""

    account_kind: AccountKind
    owner: str
    amount: int
    currency: str = "VND"


def post(
    *, kind: str, reference: str, subject: str, entries: Sequence[Entry], at: datetime
) -> LedgerTransaction | None:
    """Write one balanced transaction, in the caller's database transaction or its own.

    Posting the same (kind, reference) again with the same entries changes nothing and returns the first
    one; with other entries it raises PostedDifferently. Entries of one account are added up, zeros are
    left out; None when nothing is left. The sum of zero per currency is checked by the database at
    commit.
    """
    sums = merged(entries)
    if not sums:
        return None
    posted = LedgerTransaction(
        kind=kind, reference=reference, subject=subject, entry_count=len(sums), posted_at=at
    )
    with transaction.atomic(savepoint=False):
        is_new = _write(posted, sums)
    if is_new:
        return posted
    before = LedgerTransaction.objects.get(kind=kind, reference=reference)
    _check_same(before, sums)
    return before


class Posting(NamedTuple):
    """One transaction of `post_many`; its entries sum to zero."""

    reference: str
    subject: str
    entries: Sequence[Entry]


def post_many(*, kind: str, postings: Sequence[Posting], at: datetime) -> None:
    """What `post` does, for many transactions of one kind: two statements when all are new. A reference that
    was posted before must have had the same entries (PostedDifferently).
    """
    sums = {one.reference: (one, merged(one.entries)) for one in postings}
    sums = {reference: pair for reference, pair in sums.items() if pair[1]}
    if not sums:
        return
    accounts = _accounts(sorted({name for _one, names in sums.values() for name in names}))
    sides = [
        (reference, accounts[name], amount)
        for reference, (_one, names) in sums.items()
        for name, amount in names.items()
    ]
    heads = [(new_key(), reference, one.subject, len(names)) for reference, (one, names) in sums.items()]
    with transaction.atomic(savepoint=False):
        columns = [array(column) for column in zip(*heads, strict=True)]
        rows = [array(column) for column in zip(*sides, strict=True)]
        new = {row[0] for row in fetch(_POST_MANY, [kind, at, *columns, local_day(at), *rows])}
    before = LedgerTransaction.objects.filter(kind=kind, reference__in=sums.keys() - new)
    for posted in before if len(new) < len(sums) else ():
        _check_same(posted, sums[posted.reference][1])


def balance(*, kind: AccountKind, owner: str = "", currency: str = "VND", on: date | None = None) -> int:
    """What stands on an account at the end of a day in Vietnam (now, when no day is given). One query."""
    entries = LedgerEntry.objects.filter(account__kind=kind, account__owner=owner, account__currency=currency)
    if on is not None:
        entries = entries.filter(posted_on__lte=on)
    return int(entries.aggregate(total=Sum("amount"))["total"] or 0)


def merged(entries: Iterable[Entry]) -> dict[AccountName, int]:
    """Sums by account, sorted, without zeros."""
    sums: dict[AccountName, int] = defaultdict(int)
    for entry in entries:
        sums[str(entry.account_kind), entry.owner, entry.currency] += entry.amount
    return {name: amount for name, amount in sorted(sums.items()) if amount}


def _check_same(posted: LedgerTransaction, sums: Mapping[AccountName, int]) -> None:
    rows = posted.entries.values_list("account__kind", "account__owner", "account__currency", "amount")
    before = {(kind, owner, currency): amount for kind, owner, currency, amount in rows}
    if before != dict(sums):
        raise PostedDifferently(f"{posted}: {before} before, {dict(sums)} now")


def _write(posted: LedgerTransaction, sums: Mapping[AccountName, int]) -> bool:
    """Transaction and entries in one statement. Whether it is new: the unique (kind, reference) makes a
    second writer wait for the first one's commit, and then write nothing.
    """
    accounts = _accounts(list(sums))
    head = [posted.key, posted.kind, posted.reference, posted.subject, posted.entry_count, posted.posted_at]
    rows = local_day(posted.posted_at), [accounts[name] for name in sums], list(sums.values())
    written = fetch(_POST, [*head, *rows])
    posted.pk = written[0][0] if written else None
    return bool(written)


def _accounts(names: Sequence[AccountName]) -> dict[AccountName, int]:
    """Ids by name. Missing accounts are opened, in sorted order so that two writers never wait for each
    other in a ring.
    """
    found = _find_accounts(names)
    missing = [name for name in names if name not in found]
    if missing:
        LedgerAccount.objects.bulk_create(
            [LedgerAccount(kind=kind, owner=owner, currency=currency) for kind, owner, currency in missing],
            ignore_conflicts=True,
        )
        found |= _find_accounts(missing)
    return found


def _find_accounts(names: Sequence[AccountName]) -> dict[AccountName, int]:
    wanted = Q()
    for kind, owner, currency in names:
        wanted |= Q(kind=kind, owner=owner, currency=currency)
    rows = LedgerAccount.objects.filter(wanted).order_by("id").values_list("id", "kind", "owner", "currency")
    return {(kind, owner, currency): pk for pk, kind, owner, currency in rows}
