"""Writing down what came of a call, under the row's lock. A late answer of a worker that was given up counts
as much as any other: what the carrier said is true whoever hears it.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kernel.outbox import announce
from kernel.states import check_move
from logistics.carriers.enums import Alarm, BookingState
from logistics.carriers.events import CarrierAlarmed, CarrierBooked
from logistics.carriers.models import CarrierBooking
from logistics.carriers.protocol import Receipt

LONGEST_WAIT_SECONDS = 600
FIRST_TRACK = timedelta(hours=2)


def lock(booking_id: int) -> CarrierBooking:
    return CarrierBooking.objects.select_for_update().get(pk=booking_id)


@transaction.atomic
def booked(booking_id: int, receipt: Receipt, *, has_labels: bool, at: datetime) -> None:
    """The carrier has it. A second number for the same parcel is never swallowed."""
    row = lock(booking_id)
    if row.state in (BookingState.BOOKED, BookingState.CANCELLED):
        _compare(row, receipt)
        return
    if row.state == BookingState.WANTED:  # given up for lost, and here it is
        check_move(row.state, BookingState.ASKED)
        row.state = BookingState.ASKED.value
    check_move(row.state, BookingState.BOOKED)
    row.state, row.waybill, row.fee_dong = BookingState.BOOKED, receipt.waybill, receipt.fee_dong
    row.booked_at, row.order, row.error, row.label_wanted = at, "", "", has_labels
    row.due_at = at if row.cancel_wanted or has_labels else None
    row.track_at = at + FIRST_TRACK
    row.version += 1
    row.save()
    announce(
        CarrierBooked(
            aggregate_key=row.reference,
            version=row.version,
            carrier_code=row.carrier_code,
            waybill=row.waybill,
        )
    )


def _compare(row: CarrierBooking, receipt: Receipt) -> None:
    if not row.waybill:  # given up, since the carrier did not know it
        row.waybill = receipt.waybill
        row.save(update_fields=["waybill"])
        alarm(row, Alarm.NOT_CANCELLED, receipt.waybill)
    elif row.waybill != receipt.waybill:
        alarm(row, Alarm.TWO_WAYBILLS, f"{row.waybill}, {receipt.waybill}")


@transaction.atomic
def refused(booking_id: int, words: str) -> None:
    row = lock(booking_id)
    if row.state == BookingState.ASKED:
        row.state, row.due_at = BookingState.REFUSED, None
        row.error = words[:400]
        row.save(update_fields=["state", "due_at", "error"])
        alarm(row, Alarm.REFUSED, words)


@transaction.atomic
def cancelled(booking_id: int) -> None:
    row = lock(booking_id)
    if row.state != BookingState.CANCELLED:
        check_move(row.state, BookingState.CANCELLED)
        row.state, row.due_at, row.order, row.track_at = BookingState.CANCELLED, None, "", None
        row.save(update_fields=["state", "due_at", "order", "track_at"])


@transaction.atomic
def postpone(claimed: CarrierBooking, words: str, *, state: str, at: datetime) -> CarrierBooking | None:
    """Try again later, each time twice as late. Nothing when somebody else has the row by now."""
    row = lock(claimed.pk)
    if row.attempts != claimed.attempts or row.state not in {BookingState.ASKED, state}:
        return None
    row.state, row.error = state, words[:400]
    row.due_at = at + timedelta(seconds=min(2**row.attempts, LONGEST_WAIT_SECONDS))
    row.save(update_fields=["state", "error", "due_at"])
    return row


@transaction.atomic
def stop(booking_id: int, words: str, kind: Alarm | None = None, **changes: Any) -> None:
    """No further call by itself; staff hear of it when there is a `kind`."""
    row = lock(booking_id)
    row.due_at, row.error = None, words[:400]
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=["due_at", "error", *changes])
    if kind is not None:
        alarm(row, kind, words)


def alarm(row: CarrierBooking, kind: Alarm, words: str) -> None:
    """In the caller's transaction, the row locked."""
    row.version += 1
    row.save(update_fields=["version"])
    announce(
        CarrierAlarmed(
            aggregate_key=row.reference,
            version=row.version,
            carrier_code=row.carrier_code,
            kind=kind.value,
            words=words[:300],
        )
    )
