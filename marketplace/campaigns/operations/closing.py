"""The cut-off, and calling off. Each order is given back in a transaction of its own: a process that is
killed leaves the rest to the next sweep.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from kernel.errors import NotFound
from kernel.states import ForbiddenMove
from logistics.paperwork.operations.consignments import cancel_consignment
from marketplace.campaigns.enums import AbroadState, CampaignState, OfferState, RefundReason
from marketplace.campaigns.models import Campaign, OrderAbroad
from marketplace.campaigns.operations.consigning import pool_campaign
from marketplace.campaigns.operations.refunding import begin_refunds, expire
from marketplace.campaigns.queries import campaign_for
from marketplace.campaigns.refusals import CampaignNotOpen, CampaignUnderWay
from marketplace.campaigns.rules import may_call_off
from marketplace.campaigns.states import SYSTEM, lock_campaign, lock_orders, move_campaign
from marketplace.catalogue.stock import release
from marketplace.people.rules import Person

OWED = (AbroadState.UNPAID, AbroadState.PAID, AbroadState.POOLED)


def close_campaign(*, key: str, person: Person | None = None, at: datetime) -> Campaign:
    """At the cut-off by the system, before it by the exporter. Below the minimum it is called off and
    everybody is given everything back; else consignments are made. Again changes nothing.
    """
    if person is not None:
        campaign_for(person=person, key=key)
    actor = person.actor if person else SYSTEM
    campaign = _close(key, actor, by_system=person is None, at=at)
    if campaign.state == CampaignState.CALLED_OFF:
        refund_called_off(key=key, at=at)
    elif campaign.state == CampaignState.CLOSED:
        pool_campaign(key=key, at=at)
    return campaign


@transaction.atomic
def _close(key: str, actor: str, *, by_system: bool, at: datetime) -> Campaign:
    campaign = lock_campaign(key)
    if campaign.state != CampaignState.OPEN:
        return campaign
    if by_system and campaign.cut_off_at > at:
        raise CampaignNotOpen
    just_taken = expire(campaign, lock_orders(campaign, state=AbroadState.UNPAID), at=at)
    paid = lock_orders(campaign, state=AbroadState.PAID)
    boxes = sum(order.boxes for order in (*paid, *just_taken))
    if boxes < campaign.minimum_boxes:
        _end(campaign, RefundReason.BELOW_MINIMUM, actor, at=at)
    else:
        move_campaign(campaign, CampaignState.CLOSED, actor=actor, paid_boxes=boxes, at=at)
    return campaign


def call_off(
    *, key: str, person: Person, reason: RefundReason = RefundReason.CALLED_OFF, at: datetime
) -> None:
    """By its exporter or staff: everybody gets everything back, the goods go back on sale. CampaignUnderWay
    once something of it has left. Again only goes on with what is left to give back.
    """
    with transaction.atomic():
        campaign = lock_campaign(key)
        if not Campaign.objects.filter(may_call_off(person), pk=campaign.pk).exists():
            raise NotFound
        if campaign.state != CampaignState.CALLED_OFF:
            _end(campaign, reason, person.actor, at=at)
    refund_called_off(key=key, at=at)


def _end(campaign: Campaign, reason: RefundReason, actor: str, *, at: datetime) -> None:
    if campaign.orders.filter(state__in=[AbroadState.SHIPPED, AbroadState.DELIVERED]).exists():
        raise CampaignUnderWay
    campaign.called_off_for = reason
    move_campaign(campaign, CampaignState.CALLED_OFF, actor=actor, reason=reason.value, at=at)
    offers = campaign.offers.exclude(state=OfferState.WITHDRAWN).order_by("pk")
    release(references=[offer.reference for offer in offers], at=at)
    for made in campaign.consignments.filter(cancelled_at=None).order_by("pk"):
        try:
            cancel_consignment(key=made.consignment_key, reason=reason.label[:200], actor=actor, at=at)
        except ForbiddenMove as left:
            raise CampaignUnderWay from left


def refund_called_off(*, key: str, at: datetime) -> int:
    """What is left to give back of a campaign that was called off; how many orders. An order at a time."""
    owed = OrderAbroad.objects.filter(campaign__key=key, state__in=OWED).order_by("pk")
    keys = list(owed.values_list("key", flat=True))
    return sum(_refund_one(key, one, at=at) for one in keys)


@transaction.atomic
def _refund_one(key: str, order_key: str, *, at: datetime) -> bool:
    campaign = lock_campaign(key)
    orders = lock_orders(campaign, key=order_key, state__in=OWED)
    if campaign.state != CampaignState.CALLED_OFF or not orders:
        return False
    if orders[0].state == AbroadState.UNPAID:
        return not expire(campaign, orders, at=at)
    begin_refunds(campaign, orders, reason=RefundReason(campaign.called_off_for), at=at)
    return True


def sweep(*, at: datetime) -> None:
    """What time brings about: orders that nobody paid, campaigns at their cut-off, and what a process that
    was killed left behind.
    """
    unpaid = OrderAbroad.objects.filter(state=AbroadState.UNPAID, expires_at__lte=at)
    for key in _campaign_keys(unpaid):
        _expire_unpaid(key, at=at)
    due = Campaign.objects.filter(state=CampaignState.OPEN, cut_off_at__lte=at).order_by("pk")
    for key in list(due.values_list("key", flat=True)):
        close_campaign(key=key, at=at)
    for key in _campaign_keys(
        OrderAbroad.objects.filter(campaign__state=CampaignState.CALLED_OFF, state__in=OWED)
    ):
        refund_called_off(key=key, at=at)
    unpooled = OrderAbroad.objects.filter(
        campaign__state=CampaignState.CLOSED, campaign__consignments=None, state=AbroadState.PAID
    )
    for key in _campaign_keys(unpooled):
        pool_campaign(key=key, at=at)


def _campaign_keys(orders: QuerySet[OrderAbroad]) -> list[str]:
    return sorted(set(orders.values_list("campaign__key", flat=True)))


@transaction.atomic
def _expire_unpaid(key: str, *, at: datetime) -> None:
    campaign = lock_campaign(key)
    expire(campaign, lock_orders(campaign, state=AbroadState.UNPAID, expires_at__lte=at), at=at)
