"""What a carrier reports of one booking, as news of the orders in it: exact to the dong."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kernel.money import spread
from marketplace.payments.models import BookingPart
from marketplace.payments.refusals import PostedDifferently

SHARED = "shared:"
"""How a booking of several orders begins; any other is "order:<key>#<n>"."""


class Part(NamedTuple):
    """One order ("order:<key>") of a shared booking: its postage, and the cash to be collected for it."""

    subject: str
    postage_dong: int
    cash_dong: int


class Share(NamedTuple):
    """What concerns one order. `reference` names it in the ledger, once and for all."""

    reference: str
    subject: str
    part: Part


def share_booking(*, booking: str, parts: Sequence[Part]) -> None:
    """Keep who shares a booking, before the carrier says anything about it. The same parts again change
    nothing; others raise PostedDifferently.
    """
    known = [share.part for share in _known([booking]).get(booking, [])]
    if known and known != list(parts):
        raise PostedDifferently(f"{booking}: {known} before, {list(parts)} now")
    if not known:
        BookingPart.objects.bulk_create(
            BookingPart(booking=booking, position=position, **part._asdict())
            for position, part in enumerate(parts)
        )


def shares_of(bookings: Iterable[str]) -> Mapping[str, Sequence[Share]]:
    """By booking. One statement where some are shared, none where not."""
    wanted = list(bookings)
    shared = [booking for booking in wanted if booking.startswith(SHARED)]
    known = _known(shared) if shared else {}
    return {booking: known.get(booking) or [_alone(booking)] for booking in wanted}


def order_of(booking: str) -> str:
    """ "order:<key>#2", the second booking of an order, is about "order:<key>"."""
    return booking.partition("#")[0]


def split_postage(dong: int, shares: Sequence[Share]) -> list[int]:
    """A carrier's bill, as the buyers shared the postage."""
    return spread(dong, [share.part.postage_dong for share in shares])


def split_cash(dong: int, shares: Sequence[Share]) -> list[int]:
    """Collected or handed in: each order's own sum when it is the right one, else in proportion."""
    return spread(dong, [share.part.cash_dong for share in shares])


def _known(bookings: Sequence[str]) -> dict[str, list[Share]]:
    found: dict[str, list[Share]] = {}
    for row in BookingPart.objects.filter(booking__in=bookings).order_by("booking", "position"):
        part = Part(row.subject, row.postage_dong, row.cash_dong)
        found.setdefault(row.booking, []).append(Share(str(row), row.subject, part))
    return found


def _alone(booking: str) -> Share:
    return Share(booking, order_of(booking), Part(order_of(booking), 0, 0))
