"""For tests: let the events announced so far be handled, here and now."""

from datetime import datetime

from kernel.outbox.relay import run_inside, run_outside


def run_relay(*, at: datetime | None = None, strict: bool = True) -> int:
    """Handle everything that is due (by `at`, if not by now), and what that announces; how many were handled.

    strict: what a handler raises is raised here. Otherwise it fails and is tried again later, as in the
    real relay.
    """
    total = 0
    while True:
        batches = run_inside(at=at, strict=strict), run_outside(at=at, strict=strict)
        total += sum(batch.handled for batch in batches)
        if not any(batch.claimed for batch in batches):
            return total
