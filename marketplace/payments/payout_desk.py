"""Paying households as staff do it from outside of the admin: who may, and the batch as they see it after."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from kernel.errors import Invalid, NotAllowed, NotFound
from kernel.text import tidy_line
from marketplace.payments.models import Payout, PayoutBatch
from marketplace.payments.operations.payouts import (
    draw_payouts,
    mark_batch_sent,
    mark_payout_confirmed,
    mark_payout_returned,
)
from marketplace.payments.queries import PayoutShown, show_payouts
from marketplace.people.rules import Person

LONGEST_REASON = 200
MOST_BATCHES = 100


@dataclass(frozen=True)
class BatchShown:
    """`left_out`: households that could not be paid yet: no account, or nothing above zero."""

    key: str
    drawn_at: datetime
    sent_at: datetime | None
    left_out: int
    payouts: tuple[PayoutShown, ...]


def draw(*, person: Person, at: datetime) -> BatchShown:
    """Everything that is payable now becomes one batch. NotAllowed for others than staff, NothingToPay."""
    _check_staff(person)
    return batch_for(person=person, key=draw_payouts(actor=person.actor, at=at).key)


def send(*, person: Person, key: str, at: datetime) -> BatchShown:
    """The batch's file went to the bank. NotFound, PayoutMoved where it went before."""
    batch_for(person=person, key=key)
    mark_batch_sent(actor=person.actor, batch_key=key, at=at)
    return batch_for(person=person, key=key)


def confirm(*, person: Person, key: str, at: datetime) -> PayoutShown:
    """The bank's statement shows the payout. NotFound, PayoutMoved where that is no step from its state."""
    _check_payout(person, key)
    return show_payouts([mark_payout_confirmed(actor=person.actor, payout_key=key, at=at)])[0]


def give_back(*, person: Person, key: str, reason: str, at: datetime) -> PayoutShown:
    """The bank returned the payout, or it is taken out before the file is sent; its sums are payable again.
    Invalid without a reason."""
    _check_payout(person, key)
    words = tidy_line(reason)[:LONGEST_REASON]
    if not words:
        raise Invalid(field="reason")
    return show_payouts([mark_payout_returned(actor=person.actor, payout_key=key, reason=words, at=at)])[0]


def batch_for(*, person: Person, key: str) -> BatchShown:
    """NotAllowed for others than staff, NotFound."""
    _check_staff(person)
    found = _batches(PayoutBatch.objects.filter(key=key)[:1])
    if not found:
        raise NotFound
    return found[0]


def latest_batches(*, person: Person, limit: int) -> list[BatchShown]:
    """The newest first, at most MOST_BATCHES. Three statements, however many there are."""
    _check_staff(person)
    return _batches(PayoutBatch.objects.order_by("-drawn_at", "-id")[: max(0, min(limit, MOST_BATCHES))])


def _batches(rows: QuerySet[PayoutBatch]) -> list[BatchShown]:
    of_batch = Prefetch("payouts", Payout.objects.select_related("batch").order_by("id"))
    batches = list(rows.prefetch_related(of_batch))
    shown = iter(show_payouts([payout for batch in batches for payout in batch.payouts.all()]))
    return [
        BatchShown(
            key=batch.key,
            drawn_at=batch.drawn_at,
            sent_at=batch.sent_at,
            left_out=batch.left_out,
            payouts=tuple(next(shown) for _payout in batch.payouts.all()),
        )
        for batch in batches
    ]


def _check_staff(person: Person) -> None:
    if not person.is_staff:
        raise NotAllowed


def _check_payout(person: Person, key: str) -> None:
    _check_staff(person)
    if not Payout.objects.filter(key=key).exists():
        raise NotFound
