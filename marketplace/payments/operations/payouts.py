"""Paying households: drawn, sent, confirmed or returned. The draw's lock is taken here alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from kernel.audit.operations import record
from kernel.clock import local_day
from kernel.database import advisory_lock, execute
from kernel.outbox import announce
from kernel.states import check_move
from marketplace.households.models import Household, HouseholdPapers
from marketplace.payments import postings
from marketplace.payments.enums import AccountKind, PayoutState
from marketplace.payments.events import PayoutConfirmed, PayoutEvent, PayoutReturned, PayoutSent
from marketplace.payments.ledger import Entry, post
from marketplace.payments.models import Payable, Payout, PayoutBatch
from marketplace.payments.refusals import NothingToPay, PayoutMoved


@transaction.atomic
def draw_payouts(*, actor: str, at: datetime) -> PayoutBatch:
    """One row per household for all that is payable at `at`, claw-backs netted; NothingToPay when there
    is none.

    Households without a bank account, and those whose sum is not above zero, are left for the next draw and
    counted in `left_out`. Two draws at the same time never take the same payable.
    """
    advisory_lock("payments: draw payouts")
    due = _due(at)
    homes = _payable_households(due)
    if not homes:
        raise NothingToPay
    batch = PayoutBatch.objects.create(drawn_at=at, drawn_by=actor, left_out=len(due) - len(homes))
    payouts = Payout.objects.bulk_create(
        [_row(batch, homes[key], sum(p.amount_dong for p in due[key]), at=at) for key in sorted(homes)]
    )
    _take([payable.pk for key in homes for payable in due[key]], batch)
    for payout in payouts:
        _post(payout, "payout_drawn", _drawn(payout), at=at)
    record(actor=actor, action="payouts.drawn", subject=f"payout_batch:{batch.key}", at=at)
    return batch


@transaction.atomic
def mark_batch_sent(*, actor: str, batch_key: str, at: datetime) -> PayoutBatch:
    """The file went to the bank: every row that is still drawn is sent."""
    batch = PayoutBatch.objects.select_for_update().get(key=batch_key)
    if batch.sent_at is not None:
        raise PayoutMoved
    batch.sent_at = at
    batch.save(update_fields=["sent_at"])
    for payout in batch.payouts.select_for_update().filter(state=PayoutState.DRAWN).order_by("id"):
        _move(payout, PayoutState.SENT, sent_at=at)
        entries = postings.payout_sent(household=payout.household_key, amount_dong=payout.amount_dong)
        _post(payout, "payout_sent", entries, at=at)
        announce(_event(PayoutSent, payout))
    record(actor=actor, action="payouts.sent", subject=f"payout_batch:{batch.key}", at=at)
    return batch


@transaction.atomic
def mark_payout_confirmed(*, actor: str, payout_key: str, at: datetime) -> Payout:
    """The bank's statement shows it."""
    payout = Payout.objects.select_for_update().get(key=payout_key)
    _move(payout, PayoutState.CONFIRMED, confirmed_at=at)
    entries = postings.payout_confirmed(amount_dong=payout.amount_dong)
    _post(payout, "payout_confirmed", entries, at=at)
    announce(_event(PayoutConfirmed, payout))
    record(actor=actor, action="payout.confirmed", subject=f"payout:{payout.key}", at=at)
    return payout


@transaction.atomic
def mark_payout_returned(*, actor: str, payout_key: str, reason: str, at: datetime) -> Payout:
    """The bank gave it back, or staff take the row out before the file is sent. Its payables are open
    again.
    """
    payout = Payout.objects.select_for_update().get(key=payout_key)
    source = _where_it_stands(payout)
    _move(payout, PayoutState.RETURNED, returned_at=at, return_reason=reason)
    entries = postings.payout_returned(
        household=payout.household_key, amount_dong=payout.amount_dong, source=source
    )
    _post(payout, "payout_returned", entries, at=at)
    Payable.objects.filter(payout=payout).update(payout=None)
    announce(
        PayoutReturned(
            aggregate_key=payout.key,
            version=payout.version,
            household_key=payout.household_key,
            amount_dong=payout.amount_dong,
            reason=reason,
        )
    )
    record(
        actor=actor,
        action="payout.returned",
        subject=f"payout:{payout.key}",
        data={"reason": reason},
        at=at,
    )
    return payout


def _due(at: datetime) -> dict[str, list[Payable]]:
    """Everything payable now, by household; the rows are locked in the order of their ids."""
    free = Payable.objects.select_for_update().filter(payout=None, held_at=None, payable_from__lte=at)
    by_household: dict[str, list[Payable]] = defaultdict(list)
    for payable in free.order_by("id"):
        by_household[payable.household_key].append(payable)
    return by_household


def _payable_households(due: dict[str, list[Payable]]) -> dict[str, Household]:
    positive = [key for key, payables in due.items() if sum(p.amount_dong for p in payables) > 0]
    homes = Household.objects.filter(key__in=positive).exclude(bank_code="").select_related("papers")
    return {home.key: home for home in homes.order_by("id") if _has_account(home)}


def _has_account(home: Household) -> bool:
    """The papers are a row of their own, and may be missing."""
    papers: HouseholdPapers | None = getattr(home, "papers", None)
    return papers is not None and bool(papers.bank_account and papers.bank_holder)


def _row(batch: PayoutBatch, home: Household, amount_dong: int, *, at: datetime) -> Payout:
    return Payout(
        batch=batch,
        household_key=home.key,
        amount_dong=amount_dong,
        bank_code=home.bank_code,
        bank_account=home.papers.bank_account,
        bank_holder=home.papers.bank_holder,
        purpose=f"Nha Nong tra tien ban hang {local_day(at):%d%m%Y} {home.key[-6:].upper()}",
    )


def _take(payables: Sequence[int], batch: PayoutBatch) -> None:
    """Bind the payables to their household's row, and write down which they were: two statements for any
    number.
    """
    execute(
        "UPDATE payments_payable AS p SET payout_id = o.id FROM payments_payout AS o"
        " WHERE o.batch_id = %s AND o.household_key = p.household_key"
        " AND p.id = ANY(%s) AND p.payout_id IS NULL",
        [batch.pk, list(payables)],
    )
    execute(
        "INSERT INTO payments_payoutitem (payout_id, payable_id, amount_dong)"
        " SELECT p.payout_id, p.id, p.amount_dong FROM payments_payable AS p"
        " JOIN payments_payout AS o ON o.id = p.payout_id WHERE o.batch_id = %s ORDER BY p.id",
        [batch.pk],
    )


def _drawn(payout: Payout) -> postings.Entries:
    return postings.payout_drawn(household=payout.household_key, amount_dong=payout.amount_dong)


def _where_it_stands(payout: Payout) -> tuple[AccountKind, str]:
    if payout.state == PayoutState.DRAWN:
        return AccountKind.PAYOUT, payout.household_key
    return AccountKind.BANK, "transit" if payout.state == PayoutState.SENT else ""


def _move(payout: Payout, new: PayoutState, **moments: datetime | str) -> None:
    check_move(payout.state, new)
    payout.state = new
    payout.version += 1
    for name, value in moments.items():
        setattr(payout, name, value)
    payout.save(update_fields=["state", "version", *moments])


def _post(payout: Payout, kind: str, entries: Iterable[Entry], *, at: datetime) -> None:
    post(kind=kind, reference=payout.key, subject=f"payout:{payout.key}", entries=list(entries), at=at)


def _event(kind: type[PayoutEvent], payout: Payout) -> PayoutEvent:
    return kind(
        aggregate_key=payout.key,
        version=payout.version,
        household_key=payout.household_key,
        amount_dong=payout.amount_dong,
    )
