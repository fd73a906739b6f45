"""A sandbox's own clock: it goes like ours, and can be put forward."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from logistics.carriers.sandbox import is_sandbox
from logistics.partner_api.models import SandboxClock
from logistics.partner_api.refusals import ClockTooFar

MOST_AHEAD: Final = timedelta(days=60)
"""Events are kept by their month, and the months of the next three are made already
(dispatch.operations.partitions). It is long enough for the law's thirty days to pay a claim."""


def moment_for(carrier_code: str, *, at: datetime) -> datetime:
    """What the carrier's clock shows when ours shows `at`; a live carrier's shows the same, without a
    query."""
    return at + _ahead_of(carrier_code) if is_sandbox(carrier_code) else at


def _ahead_of(carrier_code: str) -> timedelta:
    found = SandboxClock.objects.filter(carrier_code=carrier_code).values_list("ahead", flat=True).first()
    return found or timedelta(0)


@transaction.atomic
def advance_clock(*, carrier_code: str, by: timedelta, at: datetime) -> datetime:
    """Put a sandbox's clock forward; what it shows then. It never goes back, and not further than MOST_AHEAD
    before ours (ClockTooFar). `at` is our own time."""
    SandboxClock.objects.get_or_create(carrier_code=carrier_code, defaults={"moved_at": at})
    clock = SandboxClock.objects.select_for_update().get(carrier_code=carrier_code)
    if by <= timedelta(0) or clock.ahead + by > MOST_AHEAD:
        left = (MOST_AHEAD - clock.ahead) // timedelta(seconds=1)
        raise ClockTooFar(field="advance_seconds", left=left)
    clock.ahead, clock.moved_at = clock.ahead + by, at
    clock.save(update_fields=["ahead", "moved_at"])
    shows: datetime = at + clock.ahead
    return shows
