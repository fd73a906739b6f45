"""Paid orders in consignments, through the operations of paperwork."""

from datetime import timedelta

import pytest

from kernel.errors import Invalid, NotFound
from logistics.goods.enums import TreatmentKind
from logistics.goods.operations import record_treatment
from logistics.paperwork.models import Allocation, Consignment
from marketplace.campaigns.enums import AbroadState
from marketplace.campaigns.models import Campaign, CampaignConsignment, OfferedLot, OrderAbroad, Share
from marketplace.campaigns.operations import pool_campaign
from marketplace.campaigns.refusals import CampaignNotClosed
from marketplace.people.rules import Person
from tests.factories.campaigns import CUT_OFF, SHIPS_ON, a_lot, closed, house_of, opened, paid_order
from tests.factories.households import HouseholdFactory, stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(exporter: Person) -> Campaign:
    """Ten boxes from each of two growing areas."""
    lots = [a_lot(house_of(exporter), area=1), a_lot(HouseholdFactory.create(), area=2)]
    return opened(exporter, lots=lots, quota_boxes=20)


def pooled(campaign: Campaign, **given: object) -> list[CampaignConsignment]:
    return list(pool_campaign(key=campaign.key, at=CUT_OFF, **given))  # type: ignore[arg-type]


def test_one_consignment_for_each_growing_area(campaign: Campaign) -> None:
    orders = [paid_order(campaign, 6, email=f"{number}@example.com") for number in range(3)]
    closed(campaign)
    made = pooled(campaign)

    assert [one.growing_area for one in made] == ["DEMO-PUC-1", "DEMO-PUC-2"]
    states = dict(OrderAbroad.objects.values_list("key", "state"))
    assert [states[order.key] for order in orders] == ["pooled", "pooled", "paid"]
    assert [lot.left_g for lot in OfferedLot.objects.order_by("pk")] == [8_000, 8_000]


def test_the_consignment_says_what_the_orders_say(campaign: Campaign) -> None:
    order = paid_order(campaign, 3)
    closed(campaign)
    [made] = pooled(campaign)

    consignment = Consignment.objects.get(key=made.consignment_key)
    assert (consignment.owner, consignment.country) == (campaign.owner, "DE")
    assert consignment.departure_on == SHIPS_ON
    assert sorted(consignment.parties.values_list("role", flat=True)) == ["EXPORTER", "IMPORTER"]
    [one] = Allocation.objects.filter(line__consignment=consignment)
    assert (one.holder, one.net_g, one.gross_g) == (f"abroad:{order.key}", 6_000, 6_900)
    assert (one.packages, one.value_minor) == (3, 10_800)


def test_the_share_says_what_the_household_is_owed(campaign: Campaign) -> None:
    paid_order(campaign, 3)
    closed(campaign)
    pooled(campaign)

    share = Share.objects.get()
    assert (share.grams, share.goods_dong) == (6_000, 360_000)


def test_doing_it_twice_changes_nothing(campaign: Campaign) -> None:
    for number in range(3):
        paid_order(campaign, 6, email=f"{number}@example.com")
    closed(campaign)
    pooled(campaign)
    before = (Allocation.objects.count(), Share.objects.count(), Consignment.objects.count())

    assert pooled(campaign) == []
    assert (Allocation.objects.count(), Share.objects.count(), Consignment.objects.count()) == before


def test_what_waits_leaves_on_another_day(campaign: Campaign) -> None:
    for number in range(3):
        paid_order(campaign, 6, email=f"{number}@example.com")
    closed(campaign)
    pooled(campaign)
    Share.objects.all().delete()
    OfferedLot.objects.update(left_g=20_000)

    [made] = pooled(campaign, departs_on=SHIPS_ON + timedelta(days=1))
    assert made.orders.count() == 1


def test_a_lot_that_the_rules_hold_back_is_not_packed(campaign: Campaign) -> None:
    paid_order(campaign, 2)
    closed(campaign)
    first = OfferedLot.objects.earliest("pk")
    record_treatment(reference=first.lot.reference, kind=TreatmentKind.IRRADIATION, done_at=CUT_OFF)

    [made] = pooled(campaign)
    assert made.growing_area == "DEMO-PUC-2"
    first.refresh_from_db()
    assert first.treatment == "IRRADIATION"


def test_nothing_is_pooled_before_the_cut_off_or_by_others(campaign: Campaign) -> None:
    with pytest.raises(CampaignNotClosed):
        pooled(campaign)
    with pytest.raises(NotFound):
        pooled(campaign, person=stranger())


def test_nothing_leaves_before_the_day_that_was_said(campaign: Campaign) -> None:
    closed(campaign)
    with pytest.raises(Invalid):
        pooled(campaign, departs_on=SHIPS_ON - timedelta(days=1))


def test_unpaid_orders_are_not_pooled(campaign: Campaign) -> None:
    from tests.factories.campaigns import ordered

    order = ordered(campaign, 2)
    closed(campaign)
    assert pooled(campaign) == []
    order.refresh_from_db()
    assert order.state == AbroadState.UNPAID
