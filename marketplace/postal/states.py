"""The one place that changes the state of a postal order: checks the move, counts, writes history, announces.

Locks: the order, then stock, then what payments, paperwork and dispatch lock.
"""

from datetime import datetime
from typing import Any

from kernel.audit.operations import record
from kernel.outbox import announce
from kernel.states import check_move
from marketplace.postal.enums import PostalState
from marketplace.postal.events import PostalOrderMoved
from marketplace.postal.models import PostalOrder, PostalStep
from marketplace.postal.refusals import UnknownPostalOrder

SYSTEM = "system:postal"


def lock_order(key: str) -> PostalOrder:
    """UnknownPostalOrder."""
    rows = PostalOrder.objects.select_related("household", "listing")
    found = rows.select_for_update(of=("self",), no_key=True).filter(key=key).first()
    if found is None:
        raise UnknownPostalOrder
    return found


def begin(order: PostalOrder, *, actor: str, at: datetime) -> None:
    order.moved_at = at
    order.version = 1
    order.save(force_insert=True)
    _write(order, "", actor=actor, reason="", at=at)


def move(
    order: PostalOrder, to: PostalState, *, actor: str, at: datetime, reason: str = "", **changes: Any
) -> None:
    """The order is locked by the caller."""
    check_move(order.state, to)
    old, order.state = order.state, to.value
    order.version += 1
    order.moved_at, order.reason = at, reason[:200]
    for name, value in changes.items():
        setattr(order, name, value)
    order.save(update_fields=["state", "version", "moved_at", "reason", *changes])
    _write(order, old, actor=actor, reason=reason, at=at)


def _write(order: PostalOrder, old: str, *, actor: str, reason: str, at: datetime) -> None:
    PostalStep.objects.create(order=order, old=old, new=order.state, actor=actor, reason=reason[:200], at=at)
    record(actor=actor, action=f"postal.{order.state}", subject=order.reference, data={}, at=at)
    announce(
        PostalOrderMoved(
            aggregate_key=order.key,
            version=order.version,
            old=old,
            new=order.state,
            household_key=order.household.key,
        )
    )
