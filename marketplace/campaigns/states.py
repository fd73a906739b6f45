"""The one place that changes the state of a campaign or of an order abroad: checks the move, counts the
version, writes history, announces.

Locks: the campaign first, then its orders by id, then its offered lots by id, then stock, then what payments
and paperwork lock.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kernel.audit.operations import record
from kernel.errors import NotFound
from kernel.outbox import announce
from kernel.states import check_move
from marketplace.campaigns import events
from marketplace.campaigns.enums import AbroadState, CampaignState
from marketplace.campaigns.models import Campaign, CampaignStep, OrderAbroad, OrderAbroadStep

SYSTEM = "system:campaigns"
CAMPAIGN_EVENT: Mapping[CampaignState, type[events.CampaignEvent]] = {
    CampaignState.OPEN: events.CampaignOpened,
    CampaignState.CLOSED: events.CampaignClosed,
    CampaignState.CALLED_OFF: events.CampaignCalledOff,
    CampaignState.SHIPPED: events.CampaignShipped,
    CampaignState.DONE: events.CampaignDone,
}
ORDER_EVENT: Mapping[AbroadState, type[events.OrderAbroadEvent]] = {
    AbroadState.UNPAID: events.OrderAbroadPlaced,
    AbroadState.PAID: events.OrderAbroadPaid,
    AbroadState.POOLED: events.OrderAbroadPooled,
    AbroadState.SHIPPED: events.OrderAbroadShipped,
    AbroadState.DELIVERED: events.OrderAbroadDelivered,
    AbroadState.EXPIRED: events.OrderAbroadExpired,
    AbroadState.REFUNDING: events.OrderAbroadRefunding,
    AbroadState.REFUNDED: events.OrderAbroadRefunded,
}


def lock_campaign(key: str) -> Campaign:
    found = Campaign.objects.select_for_update(no_key=True).filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def lock_campaign_of(order_key: str) -> Campaign | None:
    """None where no order abroad has that key."""
    mine = OrderAbroad.objects.filter(key=order_key).values("campaign")
    return Campaign.objects.select_for_update(no_key=True).filter(pk__in=mine).first()


def lock_orders(campaign: Campaign, **which: Any) -> list[OrderAbroad]:
    """Those of a locked campaign, by id."""
    rows = OrderAbroad.objects.filter(campaign=campaign, **which).select_related("campaign", "consigned")
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))


def begin_campaign(campaign: Campaign, *, actor: str, at: datetime) -> None:
    campaign.moved_at = at
    campaign.save(force_insert=True)
    _note_campaign(campaign, "", actor=actor, reason="", at=at)


def move_campaign(campaign: Campaign, to: CampaignState, *, actor: str, at: datetime, **facts: Any) -> None:
    """Of a locked campaign; `facts` are what its event says beyond the instant."""
    check_move(campaign.state, to)
    old, campaign.state, campaign.moved_at = campaign.state, to, at
    campaign.version += 1
    campaign.save(update_fields=["state", "moved_at", "version", "called_off_for"])
    _note_campaign(campaign, old, actor=actor, reason=campaign.called_off_for, at=at)
    announce(
        CAMPAIGN_EVENT[to](aggregate_key=campaign.key, version=campaign.version, at=at, **facts),
    )


def _note_campaign(campaign: Campaign, old: str, *, actor: str, reason: str, at: datetime) -> None:
    CampaignStep.objects.create(
        campaign=campaign, old=old, new=campaign.state, actor=actor, reason=reason[:200], at=at
    )
    told = {"old": old, "reason": reason}
    record(actor=actor, action=f"campaign.{campaign.state}", subject=campaign.reference, data=told, at=at)


def begin_order(order: OrderAbroad, *, actor: str, at: datetime) -> None:
    order.moved_at, order.version = at, 1
    order.save(force_insert=True)
    OrderAbroadStep.objects.create(order=order, version=1, old="", new=order.state, actor=actor, at=at)
    announce(_event(events.OrderAbroadPlaced, order, at=at))


def move_orders(
    orders: Sequence[OrderAbroad],
    to: AbroadState,
    *,
    actor: str,
    at: datetime,
    reason: str = "",
    event: type[events.OrderAbroadEvent] | None = None,
    columns: Sequence[str] = (),
) -> None:
    """Of locked orders, all in one go; `columns` were changed by the caller on the rows and are written too.
    5 statements however many they are.
    """
    steps = []
    for order in orders:
        check_move(order.state, to)
        old, order.state, order.moved_at = order.state, to, at
        order.version += 1
        steps.append(_step(order, old, actor=actor, reason=reason, at=at))
    OrderAbroad.objects.bulk_update(orders, ["state", "moved_at", "version", *columns], batch_size=1_000)
    OrderAbroadStep.objects.bulk_create(steps)
    announce(*(_event(event or ORDER_EVENT[to], order, at=at) for order in orders))


def _step(order: OrderAbroad, old: str, *, actor: str, reason: str, at: datetime) -> OrderAbroadStep:
    return OrderAbroadStep(
        order=order,
        version=order.version,
        old=old,
        new=order.state,
        actor=actor,
        reason=reason[:200],
        at=at,
    )


def _event(
    kind: type[events.OrderAbroadEvent], order: OrderAbroad, *, at: datetime
) -> events.OrderAbroadEvent:
    facts: dict[str, Any] = {}
    if kind is events.OrderAbroadPooled and order.consigned:
        facts = {
            "consignment_key": order.consigned.consignment_key,
            "consignment_number": order.consigned.number,
        }
    elif kind is events.OrderAbroadRefunding:
        facts = {"reason": order.refund_reason}
    return kind(
        aggregate_key=order.key,
        version=order.version,
        campaign_key=order.campaign.key,
        at=at,
        **facts,
    )
