"""Opening a campaign, offering lots, publishing."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kernel.errors import Invalid, NotFound, Refusal
from kernel.outbox.models import EventRecord
from kernel.rates.models import ExchangeRate
from kernel.rates.refusals import RateUnknown
from kernel.states import ForbiddenMove
from logistics.goods.models import LotRecord
from logistics.goods.refusals import UnknownLot
from logistics.paperwork.enums import Route
from logistics.paperwork.refusals import UnknownDestination, UnknownExportGood
from marketplace.campaigns.enums import CampaignState, OfferState
from marketplace.campaigns.models import Campaign, CampaignStep, OfferedLot
from marketplace.campaigns.operations import (
    accept_lot,
    change_campaign,
    offer_lot,
    open_campaign,
    publish_campaign,
    withdraw_lot,
)
from marketplace.campaigns.refusals import (
    CampaignFixed,
    CampaignLosesMoney,
    CampaignNotOpen,
    CampaignShut,
    LotHasLess,
    LotNeeded,
    LotNotByWeight,
    LotNotOfCampaign,
    LotOfferedAlready,
    LotsTooFew,
)
from marketplace.catalogue import stock
from marketplace.catalogue.models import Listing, Lot
from marketplace.people.rules import GUEST, Person
from tests.factories.campaigns import (
    CUT_OFF,
    SPEC,
    a_lot,
    an_exporter,
    drafted,
    house_of,
    offered,
    opened,
    the_rules,
)
from tests.factories.consignments import AT
from tests.factories.goods import CommodityFactory
from tests.factories.households import HouseholdFactory, manager_for, owner_of, staff, stranger
from tests.factories.paperwork import sign

pytestmark = pytest.mark.django_db


def test_a_campaign_begins_as_a_draft_of_its_exporter(exporter: Person) -> None:
    campaign = drafted(exporter)

    assert campaign.owner == house_of(exporter).subject
    assert campaign.province_code == "24"
    assert campaign.state == CampaignState.DRAFT
    assert [step.new for step in campaign.steps.all()] == ["draft"]


@pytest.mark.parametrize("who", [stranger, staff, lambda: GUEST])
def test_nobody_else_opens_one(trade: None, who: Any) -> None:
    with pytest.raises(NotFound):
        drafted(who())


def test_nobody_opens_one_in_anothers_name(exporter: Person) -> None:
    with pytest.raises(NotFound):
        open_campaign(person=exporter, owner=HouseholdFactory.create().subject, spec=SPEC, at=AT)


WRONG: list[tuple[str, Any, type[Refusal]]] = [
    ("good", "moon_rock", UnknownExportGood),
    ("destination", "XX", UnknownDestination),
    ("country", "JP", UnknownDestination),
    ("currency", "VND", Invalid),
    ("currency", "eur", Invalid),
    ("currency", "EURO", Invalid),
    ("route", Route.POST, Invalid),
    ("box_g", 0, Invalid),
    ("box_g", -1, Invalid),
    ("box_gross_g", 1_999, Invalid),
    ("price_minor", 0, Invalid),
    ("price_minor", 10**9 + 1, Invalid),
    ("quota_boxes", 0, Invalid),
    ("quota_boxes", 10**9, Invalid),
    ("minimum_boxes", 0, Invalid),
    ("minimum_boxes", 11, Invalid),
    ("capacity_g", 1_999, Invalid),
    ("cut_off_at", AT, Invalid),
    ("ships_on", CUT_OFF.date() - timedelta(days=1), Invalid),
    ("importer_name", "", Invalid),
    ("importer_country", "de", Invalid),
    ("title_en", "", Invalid),
    ("title_en", "a" * 121, Invalid),
    ("incoterm", "XXX", Invalid),
]


@pytest.mark.parametrize(("field", "value", "refusal"), WRONG)
def test_what_is_wrong_is_named(exporter: Person, field: str, value: Any, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        drafted(exporter, **{field: value})
    assert refused.value.field in (field, "destination")
    assert not Campaign.objects.exists()


def test_a_draft_may_be_changed_and_what_is_published_may_not(exporter: Person) -> None:
    campaign = drafted(exporter)
    change_campaign(person=exporter, key=campaign.key, spec=replace(SPEC, price_minor=3_900), at=AT)
    campaign.refresh_from_db()
    assert campaign.price_minor == 3_900

    other = opened(exporter)
    with pytest.raises(CampaignFixed):
        change_campaign(person=exporter, key=other.key, spec=SPEC, at=AT)


def test_the_importers_data_is_encrypted_at_rest(exporter: Person) -> None:
    from kernel.database import fetch

    drafted(exporter)
    [row] = fetch("SELECT importer_name, importer_address, importer_tax_number FROM campaigns_campaign")
    assert [text.startswith("gAAAA") for text in row] == [True, True, True]


def test_a_household_offers_its_lot_and_the_exporter_accepts_it(exporter: Person) -> None:
    campaign = drafted(exporter)
    lot = a_lot(HouseholdFactory.create(), area=2)
    offer = offered(campaign, lot, grams=12_000)

    assert offer.state == OfferState.OFFERED
    assert (offer.growing_area, offer.packing_house, offer.treatment) == ("DEMO-PUC-2", "DEMO-PHC-1", "")
    lot.refresh_from_db()
    assert lot.available == 8_000
    assert accept_lot(person=exporter, offer_key=offer.key, at=AT).state == OfferState.ACCEPTED
    assert accept_lot(person=exporter, offer_key=offer.key, at=AT).state == OfferState.ACCEPTED


def test_the_exporters_own_lot_counts_at_once(exporter: Person) -> None:
    offer = offered(drafted(exporter), a_lot(house_of(exporter), fumigated=True))

    assert offer.state == OfferState.ACCEPTED
    assert offer.treatment == "FUMIGATION"


def test_a_cooperative_offers_the_lots_of_households_that_consented(trade: None) -> None:
    household = HouseholdFactory.create()
    manager = manager_for(household)
    household.refresh_from_db()
    assert household.cooperative is not None
    campaign = open_campaign(
        person=manager, owner=f"cooperative:{household.cooperative.key}", spec=SPEC, at=AT
    )

    assert offered(campaign, a_lot(household), person=manager).state == OfferState.ACCEPTED


def test_only_the_exporter_accepts(exporter: Person) -> None:
    lot = a_lot(HouseholdFactory.create())
    offer = offered(drafted(exporter), lot)

    for other in (owner_of(lot.household), stranger(), GUEST):
        with pytest.raises(NotFound):
            accept_lot(person=other, offer_key=offer.key, at=AT)


@pytest.mark.parametrize("who", [stranger, lambda: GUEST, an_exporter])
def test_nobody_offers_or_withdraws_anothers_lot(exporter: Person, who: Any) -> None:
    campaign, lot = drafted(exporter), a_lot(HouseholdFactory.create())
    with pytest.raises(NotFound):
        offered(campaign, lot, person=who())
    offer = offered(campaign, lot)
    with pytest.raises(NotFound):
        withdraw_lot(person=who(), offer_key=offer.key, at=AT)


def test_a_lot_is_offered_once(exporter: Person) -> None:
    campaign, lot = drafted(exporter), a_lot(house_of(exporter))
    offered(campaign, lot, grams=2_000)

    with pytest.raises(LotOfferedAlready):
        offered(campaign, lot, grams=2_000)
    lot.refresh_from_db()
    assert lot.available == 18_000


def test_what_is_sold_at_the_stall_cannot_be_offered(exporter: Person) -> None:
    lot = a_lot(house_of(exporter))
    Lot.objects.update(available=5_000, written_off=15_000)

    with pytest.raises(LotHasLess):
        offered(drafted(exporter), lot, grams=6_000)
    assert not OfferedLot.objects.exists()


@pytest.mark.parametrize("grams", [0, -5, 1_999, 20_001, 10**18])
def test_grams_must_be_a_box_and_in_the_lot(exporter: Person, grams: int) -> None:
    with pytest.raises(Invalid) as refused:
        offer_lot(
            person=exporter,
            campaign_key=drafted(exporter).key,
            lot_key=a_lot(house_of(exporter)).key,
            grams=grams,
            price_dong=60_000,
            at=AT,
        )
    assert refused.value.field == "grams"


@pytest.mark.parametrize("price", [0, -1, 10**8 + 1])
def test_a_price_must_be_one(exporter: Person, price: int) -> None:
    with pytest.raises(Invalid) as refused:
        offered(drafted(exporter), a_lot(house_of(exporter)), price_dong=price)
    assert refused.value.field == "price_dong"


def test_other_goods_are_refused(exporter: Person) -> None:
    lot = a_lot(house_of(exporter))
    Listing.objects.update(commodity=CommodityFactory.create(code="nhan-long"))

    with pytest.raises(LotNotOfCampaign):
        offered(drafted(exporter), lot)


def test_goods_by_the_piece_are_refused(exporter: Person) -> None:
    lot = a_lot(house_of(exporter))
    Listing.objects.update(base="piece", unit_weight_g=250)

    with pytest.raises(LotNotByWeight):
        offered(drafted(exporter), lot)


def test_a_lot_that_logistics_does_not_know_is_refused(exporter: Person) -> None:
    lot = a_lot(house_of(exporter))
    LotRecord.objects.all().delete()

    with pytest.raises(UnknownLot):
        offered(drafted(exporter), lot)


def test_a_lot_that_is_withdrawn_goes_back_on_sale(exporter: Person) -> None:
    lot = a_lot(HouseholdFactory.create())
    offer = offered(drafted(exporter), lot)
    withdraw_lot(person=owner_of(lot.household), offer_key=offer.key, at=AT)
    withdraw_lot(person=exporter, offer_key=offer.key, at=AT)

    lot.refresh_from_db()
    assert lot.available == 20_000
    assert stock.imbalances() == []
    with pytest.raises(ForbiddenMove):
        accept_lot(person=exporter, offer_key=offer.key, at=AT)


def test_a_lot_may_be_offered_again_after_it_was_withdrawn(exporter: Person) -> None:
    campaign, lot = drafted(exporter), a_lot(house_of(exporter))
    withdraw_lot(person=exporter, offer_key=offered(campaign, lot).key, at=AT)

    assert offered(campaign, lot).state == OfferState.ACCEPTED


def test_publishing_tells_and_twice_tells_once(exporter: Person) -> None:
    campaign = opened(exporter)
    publish_campaign(person=exporter, key=campaign.key, at=AT)

    assert campaign.state == CampaignState.OPEN
    told = EventRecord.objects.filter(aggregate="campaign", aggregate_key=campaign.key)
    assert [event.name for event in told] == ["CampaignOpened"]


def test_nobody_else_publishes(exporter: Person) -> None:
    campaign = drafted(exporter)
    for other in (stranger(), GUEST, staff(), an_exporter()):
        with pytest.raises(NotFound):
            publish_campaign(person=other, key=campaign.key, at=AT)


def test_it_is_refused_with_reasons_while_nobody_has_signed_the_rules(db: None) -> None:
    the_rules(signed=False)
    person = an_exporter()
    with pytest.raises(CampaignShut) as refused:
        opened(person)

    assert refused.value.data["items"] == ["market.review"]
    assert refused.value.data["reasons"] == [refused.value.data["first"]]
    sign("lychee/EU")
    with pytest.raises(RateUnknown):
        opened(person)


def test_it_is_refused_when_the_market_is_shut(exporter: Person) -> None:
    campaign = drafted(exporter, good="honey")
    with pytest.raises(CampaignShut):
        publish_campaign(person=exporter, key=campaign.key, at=AT)


def test_lots_must_hold_what_is_offered(exporter: Person) -> None:
    campaign = drafted(exporter)
    offered(campaign, a_lot(house_of(exporter)), grams=19_999)
    offered(campaign, a_lot(HouseholdFactory.create(), area=2))

    with pytest.raises(LotsTooFew) as refused:
        publish_campaign(person=exporter, key=campaign.key, at=AT)
    assert refused.value.data == {"boxes": 9, "wanted": 10}


def test_a_box_must_bring_what_its_goods_cost(exporter: Person) -> None:
    """EUR 36.00 at 27,000.5 are 972,018 dong, and two kilograms at 486,009 cost just that."""
    campaign = drafted(exporter)
    offered(campaign, a_lot(house_of(exporter)), price_dong=486_010)
    with pytest.raises(CampaignLosesMoney):
        publish_campaign(person=exporter, key=campaign.key, at=AT)

    OfferedLot.objects.update(price_dong=486_009)
    assert publish_campaign(person=exporter, key=campaign.key, at=AT).state == CampaignState.OPEN


def test_without_a_rate_of_these_days_it_is_not_published(exporter: Person) -> None:
    ExchangeRate.objects.update(valid_on=AT.date() - timedelta(days=8))
    with pytest.raises(RateUnknown):
        opened(exporter)


def test_after_the_cut_off_it_is_not_published(exporter: Person) -> None:
    campaign = drafted(exporter)
    offered(campaign, a_lot(house_of(exporter)))

    with pytest.raises(CampaignNotOpen):
        publish_campaign(person=exporter, key=campaign.key, at=CUT_OFF)


def test_an_open_campaign_keeps_the_lots_that_it_needs(exporter: Person) -> None:
    campaign = opened(exporter)
    spare = offered(campaign, a_lot(house_of(exporter), area=2))
    first = OfferedLot.objects.exclude(pk=spare.pk).get()
    withdraw_lot(person=exporter, offer_key=spare.key, at=AT)

    with pytest.raises(LotNeeded):
        withdraw_lot(person=exporter, offer_key=first.key, at=AT)


def test_the_database_itself_refuses_what_must_never_be(exporter: Person) -> None:
    campaign = opened(exporter)
    for change in (
        {"taken_boxes": 11},
        {"taken_boxes": -1},
        {"minimum_boxes": 11},
        {"currency": "VND"},
        {"route": "POST"},
        {"state": "called_off"},
        {"state": "nonsense"},
        {"box_gross_g": 1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Campaign.objects.filter(pk=campaign.pk).update(**change)
    for wrong in ({"left_g": -1}, {"left_g": 20_001}, {"price_dong": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OfferedLot.objects.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignStep.objects.all().delete()


def test_a_rate_goes_through_where_only_the_other_way_round_is_known(exporter: Person) -> None:
    ExchangeRate.objects.update(base="VND", quote="EUR", value=Decimal("0.0000370370"))
    assert opened(exporter).state == CampaignState.OPEN
