"""Households' lots in a campaign. The grams are held in the catalogue from the offer on, so that nobody can
buy them at the stall as well.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from kernel.audit.operations import record
from kernel.errors import Invalid, NotFound
from kernel.measures import Base
from kernel.states import check_move
from logistics.goods.refusals import UnknownLot
from logistics.paperwork.models import ExportGood
from marketplace.campaigns.enums import CampaignState, OfferState
from marketplace.campaigns.models import Campaign, OfferedLot
from marketplace.campaigns.operations.opening import boxes_offered
from marketplace.campaigns.queries import campaign_for
from marketplace.campaigns.refusals import (
    CampaignNotOpen,
    LotHasLess,
    LotNeeded,
    LotNotByWeight,
    LotNotOfCampaign,
    LotOfferedAlready,
)
from marketplace.campaigns.rules import exports
from marketplace.campaigns.standing import FIELDS_TOLD, told_of
from marketplace.campaigns.states import lock_campaign
from marketplace.catalogue.models import Lot
from marketplace.catalogue.queries import lot_for
from marketplace.catalogue.stock import hold_lot, release
from marketplace.households.queries import acting
from marketplace.households.rules import acts_for
from marketplace.people.rules import Person

TAKES_LOTS: Final = (CampaignState.DRAFT, CampaignState.OPEN)
DEAREST_KG: Final = 10**8


@transaction.atomic
def offer_lot(
    *, person: Person, campaign_key: str, lot_key: str, grams: int, price_dong: int, at: datetime
) -> OfferedLot:
    """So many grams of a lot, at `price_dong` a kilogram, by somebody who acts for its household. What the
    exporter offers counts at once; what others offer waits for `accept_lot`.

    LotNotOfCampaign for other goods, LotNotByWeight, LotHasLess, LotOfferedAlready, UnknownLot where
    logistics has no record of the lot.
    """
    campaign = _taking(campaign_key, at=at)
    lot = lot_for(person=person, key=lot_key)
    _check(campaign, lot, grams, price_dong)
    offer = _offer(campaign, lot, person, grams=grams, price_dong=price_dong, at=at)
    try:
        with transaction.atomic():
            offer.save(force_insert=True)
    except IntegrityError as twice:
        raise LotOfferedAlready from twice
    if not hold_lot(lot_id=lot.pk, reference=offer.reference, quantity=grams, at=at):
        raise LotHasLess
    _written(offer, "offered", person, at=at, grams=grams, price_dong=price_dong)
    return offer


def _taking(key: str, *, at: datetime) -> Campaign:
    campaign = lock_campaign(key)
    if campaign.state not in TAKES_LOTS or campaign.cut_off_at <= at:
        raise CampaignNotOpen
    return campaign


def _check(campaign: Campaign, lot: Lot, grams: int, price_dong: int) -> None:
    if not ExportGood.objects.filter(
        code=campaign.good, commodity_codes__contains=[lot.listing.commodity_id]
    ).exists():
        raise LotNotOfCampaign
    if lot.listing.base != Base.GRAM or lot.listing.unit_weight_g != 1:
        raise LotNotByWeight
    if grams < campaign.box_g or grams > lot.quantity:
        raise Invalid(field="grams")
    if not 0 < price_dong <= DEAREST_KG:
        raise Invalid(field="price_dong")


def _offer(
    campaign: Campaign, lot: Lot, person: Person, *, grams: int, price_dong: int, at: datetime
) -> OfferedLot:
    told = told_of([lot.reference]).get(lot.reference)
    if told is None:
        raise UnknownLot(field="lot", lot=lot.reference)
    mine = Campaign.objects.filter(exports(person), pk=campaign.pk).exists()
    return OfferedLot(
        campaign=campaign,
        lot=lot,
        household=lot.household,
        offered_g=grams,
        left_g=grams,
        price_dong=price_dong,
        self_produced=lot.listing.self_produced,
        state=OfferState.ACCEPTED if mine else OfferState.OFFERED,
        offered_by=person.actor,
        offered_at=at,
        decided_at=at if mine else None,
        **told,
    )


@transaction.atomic
def accept_lot(*, person: Person, offer_key: str, at: datetime) -> OfferedLot:
    """By the exporter; a second time changes nothing."""
    campaign, offer = _locked(offer_key)
    campaign_for(person=person, key=campaign.key)
    if offer.state == OfferState.ACCEPTED:
        return offer
    check_move(offer.state, OfferState.ACCEPTED)
    if campaign.state not in TAKES_LOTS:
        raise CampaignNotOpen
    _decide(offer, OfferState.ACCEPTED, person, at=at)
    return offer


@transaction.atomic
def withdraw_lot(*, person: Person, offer_key: str, at: datetime) -> None:
    """By whoever acts for the household, or by the exporter; the grams go back on sale. Once buyers order,
    not below what is offered to them (LotNeeded). A second time changes nothing.
    """
    campaign, offer = _locked(offer_key)
    _require_either(person, campaign, offer)
    if offer.state == OfferState.WITHDRAWN:
        return
    if campaign.state not in TAKES_LOTS:
        raise LotNeeded
    needed = campaign.state == CampaignState.OPEN and offer.state == OfferState.ACCEPTED
    if needed and boxes_offered(campaign, without=offer.key) < campaign.quota_boxes:
        raise LotNeeded
    _decide(offer, OfferState.WITHDRAWN, person, at=at)
    release(references=[offer.reference], at=at)


def _require_either(person: Person, campaign: Campaign, offer: OfferedLot) -> None:
    own = OfferedLot.objects.filter(acts_for(person, household="household_id"), pk=offer.pk).exists()
    if not own and not Campaign.objects.filter(exports(person), pk=campaign.pk).exists():
        raise NotFound


def _locked(offer_key: str) -> tuple[Campaign, OfferedLot]:
    """The campaign first, as everywhere."""
    found = OfferedLot.objects.filter(key=offer_key).select_related("campaign").first()
    if found is None:
        raise NotFound
    campaign = lock_campaign(found.campaign.key)
    rows = OfferedLot.objects.select_related("household")
    return campaign, rows.select_for_update(of=("self",), no_key=True).get(pk=found.pk)


def _decide(offer: OfferedLot, state: OfferState, person: Person, *, at: datetime) -> None:
    check_move(offer.state, state)
    offer.state, offer.decided_at = state, at
    offer.save(update_fields=["state", "decided_at"])
    _written(offer, state.value, person, at=at)


def _written(offer: OfferedLot, what: str, person: Person, *, at: datetime, **data: Any) -> None:
    record(
        actor=person.actor,
        action=f"campaign_lot.{what}",
        subject=offer.reference,
        acting_for=acting(person=person, household=offer.household).acting_for,
        data={"campaign": offer.campaign.key, **data},
        at=at,
    )


def read_again(offers: Sequence[OfferedLot]) -> None:
    """A lot may have been treated, or packed elsewhere, since it was offered: what logistics says now
    counts. 9 queries.
    """
    told = told_of([offer.lot.reference for offer in offers])
    for offer in offers:
        for name in FIELDS_TOLD:
            setattr(offer, name, told[offer.lot.reference][name])
    OfferedLot.objects.bulk_update(offers, FIELDS_TOLD)
