"""Reads. Each says how many statements it costs, however many rows it gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from kernel.crypto import fingerprint
from kernel.errors import NotFound
from logistics.paperwork.models import Consignment
from marketplace.campaigns.enums import AbroadState, CampaignState, OfferState
from marketplace.campaigns.models import Campaign, CampaignConsignment, OfferedLot, OrderAbroad
from marketplace.campaigns.rules import exports
from marketplace.people.rules import Person

LIVE = (AbroadState.PAID, AbroadState.POOLED, AbroadState.SHIPPED, AbroadState.DELIVERED)


def open_campaigns(*, at: datetime) -> list[Campaign]:
    """Those that take orders now, the next cut-off first; 1 query."""
    return list(orderable(at=at).order_by("cut_off_at", "pk"))


def orderable(*, at: datetime) -> QuerySet[Campaign]:
    return Campaign.objects.filter(state=CampaignState.OPEN, cut_off_at__gt=at)


def campaign(*, key: str) -> Campaign:
    """As anybody may see it: published once; NotFound for a draft. 1 query."""
    found = Campaign.objects.filter(key=key).exclude(state=CampaignState.DRAFT).first()
    if found is None:
        raise NotFound
    return found


def campaigns_of(*, person: Person) -> list[Campaign]:
    """Those of households and cooperatives that the person exports for, the newest first; 3 queries."""
    return list(Campaign.objects.filter(exports(person)))


def campaigns_to_join(*, person: Person, at: datetime) -> list[Campaign]:
    """Drafts and open ones, for a household that has a lot to offer. Nothing for a guest; 1 query."""
    if person.account is None:
        return []
    joinable = Q(state__in=[CampaignState.DRAFT, CampaignState.OPEN], cut_off_at__gt=at)
    return list(Campaign.objects.filter(joinable).order_by("cut_off_at", "pk"))


def campaign_for(*, person: Person, key: str) -> Campaign:
    """In whatever state, for its exporter; NotFound for everybody else. 3 queries."""
    found = Campaign.objects.filter(exports(person), key=key).first()
    if found is None:
        raise NotFound
    return found


def offers_of(*, campaign: Campaign) -> list[OfferedLot]:
    """With lots and households, those that wait first; 1 query."""
    rows = OfferedLot.objects.filter(campaign=campaign).select_related("lot__listing", "household")
    return list(rows.exclude(state=OfferState.WITHDRAWN).order_by("-state", "pk"))


def offers_by_household(*, household_id: int) -> list[OfferedLot]:
    """What a household has offered, the newest first, with campaigns and lots; 1 query."""
    rows = OfferedLot.objects.filter(household=household_id).select_related("campaign", "lot__listing")
    return list(rows.order_by("-pk"))


def order_by_link(*, token: str) -> OrderAbroad:
    """The buyer's own, by the secret of its link; NotFound for any other text. 1 query."""
    rows = OrderAbroad.objects.filter(link_print=fingerprint(token)) if token else OrderAbroad.objects.none()
    found = rows.select_related("campaign", "consigned").first()
    if found is None:
        raise NotFound
    return found


def orders_of_campaign(*, campaign: Campaign, states: Sequence[str] = ()) -> QuerySet[OrderAbroad]:
    """By id, with the consignment; 1 query for as many as the caller takes."""
    which = Q(state__in=states) if states else Q()
    rows = OrderAbroad.objects.filter(which, campaign=campaign).select_related("consigned")
    return rows.order_by("pk")


def consignments_of(*, campaign: Campaign) -> list[CampaignConsignment]:
    """Those that were made for it, also cancelled ones; 1 query."""
    return list(CampaignConsignment.objects.filter(campaign=campaign))


def consignment_of(*, order: OrderAbroad) -> Consignment | None:
    """Where the goods of an order are: state, conveyance and steps of its consignment; None before it is
    packed. 2 queries.
    """
    if order.consigned is None:
        return None
    rows = Consignment.objects.filter(key=order.consigned.consignment_key)
    return rows.prefetch_related("steps").first()


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Boxes: `unpaid` wait for a card, `paid` are live, `missing` to the minimum. `goods_g` is what accepted
    lots hold. Orders of each state that there is, and consignments that are not cancelled.
    """

    quota: int
    unpaid: int
    paid: int
    missing: int
    goods_g: int
    orders: dict[str, int]
    consignments: int


def campaign_progress(*, campaign: Campaign) -> Progress:
    """3 queries."""
    rows = campaign.orders.values("state").annotate(boxes=Sum("boxes"), count=Count("pk")).order_by("state")
    boxes = {row["state"]: int(row["boxes"]) for row in rows}
    counts = {row["state"]: int(row["count"]) for row in rows}
    paid = sum(boxes.get(state, 0) for state in LIVE)
    accepted = campaign.offers.filter(state=OfferState.ACCEPTED)
    return Progress(
        quota=campaign.quota_boxes,
        unpaid=boxes.get(AbroadState.UNPAID, 0),
        paid=paid,
        missing=max(0, campaign.minimum_boxes - paid),
        goods_g=int(accepted.aggregate(grams=Coalesce(Sum("offered_g"), 0))["grams"]),
        orders=counts,
        consignments=campaign.consignments.filter(cancelled_at=None).count(),
    )
