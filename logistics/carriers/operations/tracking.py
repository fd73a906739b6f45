"""Asking about parcels of which nothing was heard for a while, and letting old messages go."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from logistics.carriers.accounts import account_of, adapter_of
from logistics.carriers.models import CarrierAccount, CarrierBooking, CarrierLabel, CarrierMessage
from logistics.carriers.operations.hooks import keep
from logistics.carriers.operations.reading import answer_as_message
from logistics.carriers.trouble import NotOffered, Refused, Trouble, Unreadable

log = logging.getLogger(__name__)
AT_ONCE = 100
AGAIN_AFTER = timedelta(hours=2)
GIVEN_UP_AFTER = timedelta(days=45)
MESSAGES_KEPT, LABELS_KEPT = timedelta(days=90), timedelta(days=30)


def track_carrier(*, carrier_code: str, at: datetime) -> int:
    """Ask about those that are due; how many gave an answer. A carrier that cannot be asked is left alone,
    and its messages are all there is.
    """
    account = account_of(carrier_code)
    if account is None:
        return 0
    due = CarrierBooking.objects.filter(carrier_code=carrier_code, track_at__lte=at).exclude(waybill="")
    rows = list(due.order_by("track_at", "id")[:AT_ONCE])
    return sum(_ask(row, account, at=at) for row in rows)


def _ask(row: CarrierBooking, account: CarrierAccount, *, at: datetime) -> bool:
    again: datetime | None = at + AGAIN_AFTER
    answered = False
    try:
        scans = adapter_of(account).track(row.waybill)
        with transaction.atomic():
            keep(account, answer_as_message(scans, at=at), polled=True, at=at)
        answered = True
    except NotOffered:
        again = None
    except (Refused, Unreadable) as problem:
        log.warning("%s cannot be tracked: %s", row, problem)
    except Trouble as trouble:
        log.warning("%s not tracked: %s", row, trouble)
    if row.booked_at and at - row.booked_at > GIVEN_UP_AFTER:
        again = None
    CarrierBooking.objects.filter(pk=row.pk, track_at=row.track_at).update(track_at=again)
    return answered


def prune_old(*, at: datetime) -> None:
    """Messages and labels hold addresses: they are not kept longer than somebody may ask for them."""
    CarrierMessage.objects.filter(received_at__lt=at - MESSAGES_KEPT).delete()
    CarrierLabel.objects.filter(kept_at__lt=at - LABELS_KEPT).delete()
