"""Ordering boxes from abroad: the one write that many buyers do at once. The campaign's row is locked last
and shortly; its CHECK stands behind it.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kernel.crypto import fingerprint
from kernel.database import advisory_lock
from kernel.errors import JSON, Invalid
from kernel.idempotency.operations import run_once
from kernel.ids import new_secret
from kernel.text import tidy, tidy_line
from marketplace.campaigns.enums import AbroadState, CampaignState
from marketplace.campaigns.models import Campaign, OrderAbroad
from marketplace.campaigns.notice import NOTICE_VERSION
from marketplace.campaigns.queries import campaign as published
from marketplace.campaigns.rates import check_it_pays
from marketplace.campaigns.refusals import (
    CampaignNotOpen,
    CampaignSoldOut,
    NoticeNotRead,
    TooManyUnpaidAbroad,
)
from marketplace.campaigns.states import begin_order, lock_campaign
from marketplace.people.rules import GUEST, Person

PAY_WITHIN: Final = timedelta(minutes=30)
MOST_BOXES: Final = 50
MOST_UNPAID: Final = 3
LONGEST: Final = {"name": 120, "email": 254, "telephone": 30, "address": 500}


@dataclass(frozen=True, kw_only=True)
class BuyerAbroad:
    """`address` is that of the door, in as many lines as it takes; the country is the campaign's."""

    name: str
    email: str
    address: str
    telephone: str = ""
    language: str = "en"


def place_abroad(
    *,
    campaign_key: str,
    boxes: int,
    buyer: BuyerAbroad,
    notice_version: str,
    idempotency_key: str,
    person: Person = GUEST,
    at: datetime,
) -> OrderAbroad:
    """Hold boxes for half an hour, or until the cut-off, at the rate of the day, which stays the order's.

    The same `idempotency_key` with the same request gives the same order. CampaignNotOpen, CampaignSoldOut,
    RateUnknown, CampaignLosesMoney, NoticeNotRead, TooManyUnpaidAbroad; Invalid names a field.
    """
    tidied = tidy_buyer(buyer)
    if not 0 < boxes <= MOST_BOXES:
        raise Invalid(field="boxes")
    if notice_version != NOTICE_VERSION:
        raise NoticeNotRead
    print_ = fingerprint(tidied.email.lower())
    request: dict[str, JSON] = {"campaign": campaign_key, "boxes": boxes, "buyer": asdict(tidied)}
    outcome = run_once(
        scope=f"campaigns.place:{print_}",
        key=idempotency_key,
        request=request,
        run=lambda: _place(campaign_key, boxes, tidied, print_, person, at=at).key,
    )
    return OrderAbroad.objects.select_related("campaign").get(key=outcome.result)


def tidy_buyer(buyer: BuyerAbroad) -> BuyerAbroad:
    """Invalid names the field."""
    tidied = BuyerAbroad(
        name=tidy_line(buyer.name),
        email=tidy_line(buyer.email),
        address=tidy(buyer.address),
        telephone=tidy_line(buyer.telephone),
        language=buyer.language,
    )
    for field, most in LONGEST.items():
        value = getattr(tidied, field)
        if len(value) > most or (field != "telephone" and not value):
            raise Invalid(field=field)
    try:
        validate_email(tidied.email)
    except ValidationError as wrong:
        raise Invalid(field="email") from wrong
    if tidied.language not in dict(settings.LANGUAGES):
        raise Invalid(field="language")
    return tidied


def _place(
    campaign_key: str, boxes: int, buyer: BuyerAbroad, print_: str, person: Person, *, at: datetime
) -> OrderAbroad:
    """Inside the transaction of `run_once`."""
    frozen = check_it_pays(_open(published(key=campaign_key), at=at), at=at)
    _check_unpaid(print_)
    campaign = _open(lock_campaign(campaign_key), at=at)
    take_boxes(campaign, boxes)
    secret = new_secret()
    order = OrderAbroad(
        campaign=campaign,
        boxes=boxes,
        amount=boxes * campaign.price_minor,
        currency=campaign.currency,
        rate_value=frozen.value,
        rate_on=frozen.on,
        rate_source=frozen.source,
        frozen_at=at,
        email_print=print_,
        notice_version=NOTICE_VERSION,
        link_secret=secret,
        link_print=fingerprint(secret),
        placed_at=at,
        expires_at=min(at + PAY_WITHIN, campaign.cut_off_at),
        **asdict(buyer),
    )
    begin_order(order, actor=person.actor, at=at)
    return order


def _open(campaign: Campaign, *, at: datetime) -> Campaign:
    if campaign.state != CampaignState.OPEN or campaign.cut_off_at <= at:
        raise CampaignNotOpen
    return campaign


def _check_unpaid(print_: str) -> None:
    """Whoever orders and never pays may not keep boxes from others."""
    advisory_lock(f"unpaid orders abroad of {print_}")
    unpaid = OrderAbroad.objects.filter(email_print=print_, state=AbroadState.UNPAID).count()
    if unpaid >= MOST_UNPAID:
        raise TooManyUnpaidAbroad


def take_boxes(campaign: Campaign, boxes: int) -> None:
    """Of a locked campaign."""
    if boxes > campaign.left_boxes:
        raise CampaignSoldOut(left=campaign.left_boxes)
    campaign.taken_boxes += boxes
    campaign.save(update_fields=["taken_boxes"])
