"""Making the calls that rows ask for, outside any transaction. The process may die at any line.

A claim is committed before the call: it says ASKED, so whoever finds the row later knows that the parcel
may be in the carrier's books. What then happens depends on what the carrier can be asked (enums.Recovery):
LOOK_UP asks for our number first; DRAFT goes on with the draft whose number was kept; WAIT does not ask
again, unless the carrier has promised to give the same order back (CarrierAccount.repeats_safely).
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction

from kernel.states import check_move
from logistics.carriers.accounts import account_of, adapter_of
from logistics.carriers.enums import Alarm, BookingState, Recovery
from logistics.carriers.models import CarrierAccount, CarrierBooking, CarrierLabel
from logistics.carriers.operations import outcome
from logistics.carriers.operations.orders import from_text
from logistics.carriers.protocol import Draft, Receipt
from logistics.carriers.trouble import KeyRefused, NotDone, NotOffered, Refused, Trouble, Unreadable, Unsure

log = logging.getLogger(__name__)
AT_ONCE = 50
NEWS_WITHIN = timedelta(minutes=15)
"""How long a carrier that cannot be asked has to send a message about an order that it may have."""
ALARM_AFTER = 8
"""Attempts in vain, about four minutes, after which staff hear of it."""


def call_carrier(*, carrier_code: str, at: datetime, clock: Callable[[], datetime]) -> int:
    """Make the calls that are due by `at`, at most AT_ONCE, one after the other; how many were made. Any
    number of workers may do it at the same time.
    """
    account = account_of(carrier_code)
    if account is None:
        return 0
    due = CarrierBooking.objects.filter(carrier_code=carrier_code, due_at__lte=at).order_by("due_at", "id")
    ids = list(due.values_list("pk", flat=True)[:AT_ONCE])
    return sum(perform(booking_id=booking_id, account=account, at=clock()) for booking_id in ids)


def perform(*, booking_id: int, account: CarrierAccount, at: datetime) -> bool:
    """One try of what one row asks for; whether there was something to do."""
    claimed = _claim(booking_id, at=at)
    if claimed is None:
        return False
    row, was = claimed
    try:
        _do(row, was, account, at=at)
    except Unreadable as problem:
        _unclear(row, Unsure("UNREADABLE", str(problem)), at=at)
    except KeyRefused as trouble:
        _not_done(row, was, trouble, Alarm.KEY_REFUSED, at=at)
    except NotDone as trouble:
        _not_done(row, was, trouble, Alarm.NO_ANSWER, at=at)
    except Unsure as trouble:
        _unclear(row, trouble, at=at)
    return True


@transaction.atomic
def _claim(booking_id: int, *, at: datetime) -> tuple[CarrierBooking, str] | None:
    """The row, taken for a lease, and the state it was in."""
    row = (
        CarrierBooking.objects.select_for_update(skip_locked=True)
        .filter(pk=booking_id, due_at__lte=at)
        .first()
    )
    if row is None:
        return None
    was = row.state
    if was == BookingState.WANTED:
        check_move(was, BookingState.ASKED)
        row.state = BookingState.ASKED.value
    row.attempts += 1
    row.due_at = at + timedelta(seconds=settings.CARRIER_LEASE_SECONDS)
    row.save(update_fields=["state", "attempts", "due_at"])
    return row, was


def _do(row: CarrierBooking, was: str, account: CarrierAccount, *, at: datetime) -> None:
    if row.state == BookingState.ASKED and row.cancel_wanted:
        _give_up(row, account, at=at)
    elif row.state == BookingState.ASKED:
        _book(row, was, account, at=at)
    elif row.state == BookingState.BOOKED and row.cancel_wanted:
        _cancel(row, account)
    elif row.state == BookingState.BOOKED and row.label_wanted:
        _fetch_label(row, account, at=at)
    else:
        outcome.stop(row.pk, row.error)


def _book(row: CarrierBooking, was: str, account: CarrierAccount, *, at: datetime) -> None:
    order = from_text(row.order)
    adapter = adapter_of(account, communes=(order.sender.commune_code, order.recipient.commune_code))
    again = was == BookingState.ASKED
    if again and adapter.recovery == Recovery.WAIT and not account.repeats_safely:
        if at - row.wanted_at < NEWS_WITHIN:
            raise Unsure("NO_NEWS_YET", row.error)
        outcome.stop(row.pk, row.error, Alarm.IN_DOUBT)
        return
    receipt = adapter.find(order.reference) if again and adapter.recovery == Recovery.LOOK_UP else None
    try:
        receipt = receipt or adapter.book(order, Draft(row.draft, partial(_keep_draft, row)))
    except Refused as no:
        if again and adapter.recovery == Recovery.WAIT:  # the first may be in their books for all that
            outcome.stop(row.pk, str(no), Alarm.IN_DOUBT)
        else:
            outcome.refused(row.pk, str(no))
        return
    outcome.booked(row.pk, receipt, has_labels=adapter.has_labels, at=at)


@transaction.atomic
def _keep_draft(claimed: CarrierBooking, number: str) -> None:
    """Only while the row is ours: two workers with two drafts must not both go on."""
    row = outcome.lock(claimed.pk)
    if row.attempts != claimed.attempts or row.draft:
        raise Unsure("OVERTAKEN", "another worker has this booking by now")
    row.draft = number
    row.save(update_fields=["draft"])


def _give_up(row: CarrierBooking, account: CarrierAccount, *, at: datetime) -> None:
    """Nobody wants it any more, and it may be in the carrier's books: look, and cancel what is there."""
    adapter = adapter_of(account)
    if adapter.recovery == Recovery.WAIT:
        outcome.stop(row.pk, row.error or "no answer", Alarm.IN_DOUBT)
        return
    found = (
        adapter.find(row.reference)
        if adapter.recovery == Recovery.LOOK_UP
        else (Receipt(waybill=row.draft) if row.draft else None)
    )
    if found is None:
        outcome.cancelled(row.pk)
    else:
        outcome.booked(row.pk, found, has_labels=False, at=at)


def _cancel(row: CarrierBooking, account: CarrierAccount) -> None:
    try:
        adapter_of(account).cancel(row.waybill)
    except (Refused, NotOffered) as no:
        outcome.stop(row.pk, str(no), Alarm.NOT_CANCELLED)
    else:
        outcome.cancelled(row.pk)


def _fetch_label(row: CarrierBooking, account: CarrierAccount, *, at: datetime) -> None:
    """Without theirs ours is good enough: a refusal is no alarm."""
    try:
        pdf = adapter_of(account).label(row.waybill)
    except (Refused, NotOffered) as no:
        outcome.stop(row.pk, str(no), label_wanted=False)
        return
    CarrierLabel.objects.update_or_create(booking=row, defaults={"pdf": pdf, "kept_at": at})
    outcome.stop(row.pk, "", label_wanted=False)


def _not_done(row: CarrierBooking, was: str, trouble: Trouble, kind: Alarm, *, at: datetime) -> None:
    """As it was before the call, so that a booking that surely did not happen is free again. A draft that
    was kept meanwhile means that there was more than one call: the row stays asked.
    """
    log.warning("%s: %s", row, trouble)
    kept = outcome.postpone(row, str(trouble), state=was, at=at)
    _alarm_once(kept, str(trouble), kind, now_already=kind == Alarm.KEY_REFUSED)


def _unclear(row: CarrierBooking, trouble: Trouble, *, at: datetime) -> None:
    log.warning("%s: %s", row, trouble)
    kept = outcome.postpone(row, str(trouble), state=row.state, at=at)
    _alarm_once(kept, str(trouble), Alarm.NO_ANSWER)


@transaction.atomic
def _alarm_once(kept: CarrierBooking | None, words: str, kind: Alarm, *, now_already: bool = False) -> None:
    if kept is not None and (kept.attempts == ALARM_AFTER or (now_already and kept.attempts == 1)):
        outcome.alarm(outcome.lock(kept.pk), kind, words)
