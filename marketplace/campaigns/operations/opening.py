"""A campaign as its exporter writes it, until it is published."""

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from kernel.clock import local_day
from kernel.errors import Invalid
from kernel.places.queries import commune
from kernel.text import tidy_line
from logistics.paperwork.enums import Incoterm, Route
from logistics.paperwork.models import Destination, ExportGood
from logistics.paperwork.operations.checking import check_fields
from logistics.paperwork.refusals import UnknownDestination, UnknownExportGood
from marketplace.campaigns.enums import CampaignState, OfferState
from marketplace.campaigns.models import Campaign, OfferedLot
from marketplace.campaigns.queries import campaign_for
from marketplace.campaigns.rates import HOME, check_it_pays
from marketplace.campaigns.refusals import CampaignFixed, CampaignNotOpen, LotsTooFew
from marketplace.campaigns.standing import require_way
from marketplace.campaigns.states import begin_campaign, lock_campaign, move_campaign
from marketplace.exporters.queries import exporter_of
from marketplace.people.rules import Person

COUNTRY: Final = re.compile("[A-Z]{2}")
CURRENCY: Final = re.compile("[A-Z]{3}")
MOST_BOXES: Final = 100_000
HEAVIEST_BOX_G: Final = 1_000_000
DEAREST_BOX: Final = 10**9


@dataclass(frozen=True, kw_only=True)
class CampaignSpec:
    """What an exporter says of a campaign. Weights in grams, the price of a box in minor units of the
    currency, days in Viet Nam.
    """

    good: str
    title_vi: str
    title_en: str
    destination: str
    country: str
    route: Route
    incoterm: Incoterm
    incoterm_place: str
    currency: str
    box_g: int
    box_gross_g: int
    price_minor: int
    quota_boxes: int
    minimum_boxes: int
    capacity_g: int
    cut_off_at: datetime
    ships_on: date
    importer_name: str
    importer_address: str
    importer_country: str
    importer_tax_number: str = ""
    importer_email: str = ""


@transaction.atomic
def open_campaign(*, person: Person, owner: str = "", spec: CampaignSpec, at: datetime) -> Campaign:
    """A draft of the exporter's (`owner`, or the first that the person exports for). Invalid names what is
    wrong; NotFound for whoever exports for nobody.
    """
    exporter = exporter_of(person=person, owner=owner)
    campaign = Campaign(
        owner=exporter.owner,
        province_code=commune(exporter.commune_code).province_code,
        opened_by=person.actor,
        created_at=at,
        moved_at=at,
        **_tidied(spec),
    )
    _check(campaign, at=at)
    begin_campaign(campaign, actor=person.actor, at=at)
    return campaign


@transaction.atomic
def change_campaign(*, person: Person, key: str, spec: CampaignSpec, at: datetime) -> Campaign:
    """Everything may change while it is a draft, and nothing afterwards (CampaignFixed)."""
    campaign = lock_campaign(campaign_for(person=person, key=key).key)
    if campaign.state != CampaignState.DRAFT:
        raise CampaignFixed
    values = _tidied(spec)
    for name, value in values.items():
        setattr(campaign, name, value)
    _check(campaign, at=at)
    campaign.save(update_fields=list(values))
    return campaign


def _tidied(spec: CampaignSpec) -> dict[str, object]:
    return {
        name: tidy_line(value)
        if isinstance(value, str) and not isinstance(value, Route | Incoterm)
        else value
        for name, value in asdict(spec).items()
    }


def _check(campaign: Campaign, *, at: datetime) -> None:
    check_fields(campaign)
    _check_place(campaign)
    _check_figures(campaign)
    if campaign.cut_off_at <= at:
        raise Invalid(field="cut_off_at")
    if campaign.ships_on < local_day(campaign.cut_off_at):
        raise Invalid(field="ships_on")


def _check_place(campaign: Campaign) -> None:
    if not ExportGood.objects.filter(code=campaign.good).exists():
        raise UnknownExportGood(field="good")
    place = Destination.objects.filter(code=campaign.destination).first()
    if place is None or campaign.country not in place.countries:
        raise UnknownDestination(field="destination")
    if not COUNTRY.fullmatch(campaign.importer_country):
        raise Invalid(field="importer_country")
    if campaign.route == Route.POST:
        raise Invalid(field="route")
    if campaign.currency == HOME or not CURRENCY.fullmatch(campaign.currency):
        raise Invalid(field="currency")


def _check_figures(campaign: Campaign) -> None:
    bounds = {
        "box_g": (1, HEAVIEST_BOX_G),
        "box_gross_g": (campaign.box_g, HEAVIEST_BOX_G),
        "price_minor": (1, DEAREST_BOX),
        "quota_boxes": (1, MOST_BOXES),
        "minimum_boxes": (1, campaign.quota_boxes),
        "capacity_g": (campaign.box_g, MOST_BOXES * HEAVIEST_BOX_G),
    }
    for name, (least, most) in bounds.items():
        if not least <= getattr(campaign, name) <= most:
            raise Invalid(field=name)


@transaction.atomic
def publish_campaign(*, person: Person, key: str, at: datetime) -> Campaign:
    """Buyers may order from now on. Refused while the rules of export say that the goods cannot go there on
    the day (CampaignShut, with the reasons), while the accepted lots hold fewer boxes than are offered
    (LotsTooFew), without a rate of exchange (RateUnknown), and where a box brings less than it costs.
    """
    campaign = lock_campaign(campaign_for(person=person, key=key).key)
    if campaign.state == CampaignState.OPEN:
        return campaign
    if campaign.cut_off_at <= at:
        raise CampaignNotOpen
    require_way(campaign, day=campaign.ships_on)
    boxes = boxes_offered(campaign)
    if boxes < campaign.quota_boxes:
        raise LotsTooFew(boxes=boxes, wanted=campaign.quota_boxes)
    check_it_pays(campaign, at=at)
    move_campaign(campaign, CampaignState.OPEN, actor=person.actor, at=at)
    return campaign


def boxes_offered(campaign: Campaign, *, without: str = "") -> int:
    """Whole boxes in the accepted lots: a box comes from one lot."""
    lots = OfferedLot.objects.filter(campaign=campaign, state=OfferState.ACCEPTED).exclude(key=without)
    found = lots.aggregate(boxes=Coalesce(Sum(F("offered_g") / campaign.box_g), 0))
    return int(found["boxes"])
