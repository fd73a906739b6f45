"""What is wanted of carriers. Nothing is called here: rows say what to call, calls.py does it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from kernel.audit.operations import record
from kernel.database import require_transaction
from kernel.states import check_move
from logistics.carriers.enums import BookingState
from logistics.carriers.models import CarrierBooking
from logistics.carriers.operations.orders import to_text
from logistics.carriers.protocol import Order
from logistics.carriers.refusals import NothingInDoubt


def want_bookings(*, carrier_code: str, orders: Sequence[Order], at: datetime) -> None:
    """Write the intents in the caller's transaction; wanted before, they stay as they are."""
    require_transaction("want_bookings")
    rows = [
        CarrierBooking(
            reference=order.reference,
            carrier_code=carrier_code,
            order=to_text(order),
            due_at=at,
            wanted_at=at,
        )
        for order in orders
    ]
    CarrierBooking.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def withdraw_bookings(*, references: Iterable[str], at: datetime) -> None:
    """Nobody wants these parcels carried any more. What was never asked for is over at once; the rest is
    cancelled at the carrier, or found not to be there. Idempotent.
    """
    found = CarrierBooking.objects.select_for_update().filter(reference__in=list(references))
    for row in found.order_by("id"):
        if row.cancel_wanted or row.state == BookingState.CANCELLED:
            continue
        row.cancel_wanted = True
        if row.state in (BookingState.WANTED, BookingState.REFUSED) and not row.draft:
            check_move(row.state, BookingState.CANCELLED)
            row.state, row.due_at, row.order = BookingState.CANCELLED, None, ""
        elif row.state == BookingState.BOOKED:
            row.due_at = at
        row.save(update_fields=["cancel_wanted", "state", "due_at", "order"])


@transaction.atomic
def book_again(*, reference: str, actor: str, at: datetime) -> None:
    """Staff have asked the carrier and it does not have the parcel: order it (again). Audited."""
    row = CarrierBooking.objects.select_for_update().filter(reference=reference).first()
    if row is None or row.state not in (BookingState.ASKED, BookingState.REFUSED) or not row.order:
        raise NothingInDoubt
    check_move(row.state, BookingState.WANTED)
    row.state, row.draft, row.error = BookingState.WANTED, "", ""
    row.due_at = at
    row.save(update_fields=["state", "draft", "error", "due_at"])
    record(
        actor=actor,
        action="carrier_booking.again",
        subject=f"carrier_booking:{reference}",
        data={"carrier": row.carrier_code},
        at=at,
    )
