"""Orders move as their consignment moves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from logistics.paperwork.enums import ConsignmentState
from marketplace.campaigns.enums import AbroadState, CampaignState, OfferState
from marketplace.campaigns.events import OrderAbroadUnpooled
from marketplace.campaigns.models import Campaign, CampaignConsignment
from marketplace.campaigns.operations.consigning import unpool
from marketplace.campaigns.states import SYSTEM, lock_campaign, lock_orders, move_campaign, move_orders
from marketplace.catalogue.stock import give_back, take

FROM: Final[Mapping[str, tuple[AbroadState, AbroadState]]] = {
    ConsignmentState.CANCELLED: (AbroadState.POOLED, AbroadState.PAID),
    ConsignmentState.HANDED_OVER: (AbroadState.POOLED, AbroadState.SHIPPED),
    ConsignmentState.DELIVERED: (AbroadState.SHIPPED, AbroadState.DELIVERED),
}
STILL_HERE: Final = (AbroadState.UNPAID, AbroadState.PAID, AbroadState.POOLED)


@transaction.atomic
def moved(*, consignment_key: str, new: str, at: datetime) -> None:
    """A cancelled consignment puts its orders back, to wait for the next; one that is handed over or
    delivered takes them along. Nothing for consignments that were made for no campaign, or a second time.
    """
    made = CampaignConsignment.objects.filter(consignment_key=consignment_key).first()
    if made is None or new not in FROM:
        return
    campaign = lock_campaign(Campaign.objects.values_list("key", flat=True).get(pk=made.campaign_id))
    old, to = FROM[new]
    orders = lock_orders(campaign, consigned=made, state=old)
    if to == AbroadState.PAID:
        CampaignConsignment.objects.filter(pk=made.pk, cancelled_at=None).update(cancelled_at=at)
        unpool(orders)
    for order in orders if to == AbroadState.DELIVERED else ():
        order.delivered_at = at
    event = OrderAbroadUnpooled if to == AbroadState.PAID else None
    columns = ["consigned", "delivered_at"]
    move_orders(orders, to, actor=SYSTEM, reason=made.number, event=event, columns=columns, at=at)
    _move_along(campaign, at=at)


def _move_along(campaign: Campaign, *, at: datetime) -> None:
    """SHIPPED when nothing of it is here any more, DONE when nothing is on the way."""
    states = set(campaign.orders.order_by().values_list("state", flat=True).distinct())
    if states & set(STILL_HERE):
        return
    if campaign.state == CampaignState.CLOSED and states & {AbroadState.SHIPPED, AbroadState.DELIVERED}:
        _settle_stock(campaign, at=at)
        move_campaign(campaign, CampaignState.SHIPPED, actor=SYSTEM, at=at)
    if campaign.state == CampaignState.SHIPPED and AbroadState.SHIPPED not in states:
        move_campaign(campaign, CampaignState.DONE, actor=SYSTEM, at=at)


def _settle_stock(campaign: Campaign, *, at: datetime) -> None:
    """What was packed has left the farms; what was not goes back on sale."""
    offers = campaign.offers.exclude(state=OfferState.WITHDRAWN).order_by("pk")
    give_back(less={offer.reference: offer.left_g for offer in offers}, at=at)
    take(references=[offer.reference for offer in offers], at=at)
