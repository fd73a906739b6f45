"""The cut-off, money back, and following the consignment. The card's rows are as its news leaves them."""

from datetime import timedelta

import pytest
from django.db import transaction

from kernel.errors import NotFound
from kernel.outbox.testing import run_relay
from logistics.paperwork.enums import ConsignmentState
from logistics.paperwork.models import Consignment
from logistics.paperwork.operations.consignments import cancel_consignment
from marketplace.campaigns.enums import AbroadState, CampaignState, RefundReason
from marketplace.campaigns.models import Campaign, CampaignConsignment, OfferedLot, OrderAbroad, Share
from marketplace.campaigns.operations import call_off, close_campaign, sweep
from marketplace.campaigns.operations.card import note_refunded, note_refusal, take_payment
from marketplace.campaigns.operations.closing import refund_called_off
from marketplace.campaigns.operations.following import moved
from marketplace.campaigns.refusals import CampaignNotOpen, CampaignUnderWay
from marketplace.catalogue import stock
from marketplace.catalogue.models import Lot
from marketplace.payments.enums import CallKind
from marketplace.payments.models import CardCall
from marketplace.people.rules import Person
from tests.factories.campaigns import CUT_OFF, captured, opened, ordered
from tests.factories.consignments import AT
from tests.factories.households import staff, stranger

pytestmark = pytest.mark.django_db
HALF_AN_HOUR = AT + timedelta(minutes=30)


@pytest.fixture
def campaign(exporter: Person) -> Campaign:
    return opened(exporter)


def bought(campaign: Campaign, boxes: int = 1, *, email: str = "demo@example.com") -> OrderAbroad:
    order = captured(ordered(campaign, boxes, email=email))
    take_payment(order_key=order.key, at=AT)
    order.refresh_from_db()
    return order


def taken(campaign: Campaign) -> int:
    campaign.refresh_from_db()
    return campaign.taken_boxes


def state_of(order: OrderAbroad) -> str:
    order.refresh_from_db()
    return order.state


def refunds() -> list[tuple[str, int]]:
    calls = CardCall.objects.filter(kind=CallKind.REFUND).order_by("reference")
    return list(calls.values_list("reference", "amount"))


def test_a_payment_makes_an_order_paid_once(campaign: Campaign) -> None:
    order = bought(campaign, 2)
    take_payment(order_key=order.key, at=AT)

    assert state_of(order) == AbroadState.PAID
    assert [step.new for step in order.steps.all()] == ["unpaid", "paid"]
    assert taken(campaign) == 2


def test_a_payment_of_another_room_changes_nothing(campaign: Campaign) -> None:
    take_payment(order_key="0" * 26, at=AT)


def test_a_refused_card_may_try_again(campaign: Campaign) -> None:
    order = ordered(campaign)
    note_refusal(order_key=order.key, reason="card_declined")
    order.refresh_from_db()
    assert (order.state, order.card_refusal) == (AbroadState.UNPAID, "card_declined")


def test_unpaid_boxes_go_back_after_half_an_hour(campaign: Campaign) -> None:
    order = ordered(campaign, 3)
    sweep(at=HALF_AN_HOUR - timedelta(seconds=1))
    assert (state_of(order), taken(campaign)) == (AbroadState.UNPAID, 3)
    sweep(at=HALF_AN_HOUR)
    sweep(at=HALF_AN_HOUR)
    assert (state_of(order), taken(campaign)) == (AbroadState.EXPIRED, 0)


def test_what_was_taken_just_before_is_not_expired(campaign: Campaign) -> None:
    order = captured(ordered(campaign))
    sweep(at=HALF_AN_HOUR)
    assert state_of(order) == AbroadState.UNPAID


def test_a_late_payment_takes_boxes_again(campaign: Campaign) -> None:
    order = ordered(campaign, 3)
    sweep(at=HALF_AN_HOUR)
    captured(order)
    take_payment(order_key=order.key, at=HALF_AN_HOUR)
    assert (state_of(order), taken(campaign)) == (AbroadState.PAID, 3)
    assert refunds() == []


def test_a_late_payment_goes_back_in_full_when_nothing_is_left(campaign: Campaign) -> None:
    order = ordered(campaign, 3)
    sweep(at=HALF_AN_HOUR)
    bought(campaign, 10, email="other@example.com")
    captured(order)
    for _again in range(2):
        take_payment(order_key=order.key, at=HALF_AN_HOUR)
    assert state_of(order) == AbroadState.REFUNDING
    assert refunds() == [(f"abroad:{order.key}#refund", 10_800)]
    assert taken(campaign) == 10


def test_below_the_minimum_everybody_gets_everything_back(campaign: Campaign) -> None:
    orders = [bought(campaign, 1, email=f"{number}@example.com") for number in range(3)]
    for _again in range(2):
        sweep(at=CUT_OFF)

    campaign.refresh_from_db()
    assert (campaign.state, campaign.called_off_for) == ("called_off", RefundReason.BELOW_MINIMUM)
    assert {state_of(order) for order in orders} == {AbroadState.REFUNDING}
    assert sorted(refunds()) == sorted((order.refund_reference, 3_600) for order in orders)
    assert (Lot.objects.get().available, stock.imbalances()) == (20_000, [])
    assert taken(campaign) == 0


def test_the_refund_that_was_made_ends_it(campaign: Campaign) -> None:
    order = bought(campaign)
    sweep(at=CUT_OFF)
    note_refunded(order_key=order.key, reference="re_made_elsewhere", at=CUT_OFF)
    assert state_of(order) == AbroadState.REFUNDING
    for _again in range(2):
        note_refunded(order_key=order.key, reference=order.refund_reference, at=CUT_OFF)
    assert state_of(order) == AbroadState.REFUNDED


def test_at_the_minimum_consignments_are_made(campaign: Campaign) -> None:
    order = bought(campaign, 4)
    with pytest.raises(CampaignNotOpen):
        close_campaign(key=campaign.key, at=AT)
    sweep(at=CUT_OFF)
    sweep(at=CUT_OFF)
    assert state_of(order) == AbroadState.POOLED
    assert CampaignConsignment.objects.count() == 1


def test_only_its_exporter_and_staff_call_it_off(campaign: Campaign) -> None:
    with pytest.raises(NotFound):
        call_off(key=campaign.key, person=stranger(), at=AT)
    call_off(key=campaign.key, person=staff(), at=AT)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.CALLED_OFF


def test_a_pooled_campaign_is_called_off_with_its_consignments(campaign: Campaign, exporter: Person) -> None:
    order = bought(campaign, 4)
    sweep(at=CUT_OFF)
    for _again in range(2):
        call_off(key=campaign.key, person=exporter, at=CUT_OFF)

    assert Consignment.objects.get().state == ConsignmentState.CANCELLED
    assert state_of(order) == AbroadState.REFUNDING
    assert refunds() == [(order.refund_reference, 14_400)]
    assert not Share.objects.exists()
    assert (Lot.objects.get().available, stock.imbalances()) == (20_000, [])


def test_what_a_killed_process_left_is_given_back_by_the_sweep(campaign: Campaign, exporter: Person) -> None:
    orders = [bought(campaign, 1, email=f"{number}@example.com") for number in range(3)]
    call_off(key=campaign.key, person=exporter, at=AT)
    assert refund_called_off(key=campaign.key, at=AT) == 0
    sweep(at=AT)
    assert len(refunds()) == len(orders)


def pooled_order(campaign: Campaign) -> tuple[OrderAbroad, str]:
    order = bought(campaign, 4)
    sweep(at=CUT_OFF)
    return order, CampaignConsignment.objects.get().consignment_key


def test_a_cancelled_consignment_puts_orders_back_for_the_next(campaign: Campaign) -> None:
    order, key = pooled_order(campaign)
    with transaction.atomic():
        cancel_consignment(key=key, reason="demo", actor="account:demo", at=CUT_OFF)
    run_relay()

    assert state_of(order) == AbroadState.PAID
    assert (Share.objects.count(), OfferedLot.objects.get().left_g) == (0, 20_000)


def test_orders_go_with_their_consignment(campaign: Campaign, exporter: Person) -> None:
    order, key = pooled_order(campaign)
    for _again in range(2):
        moved(consignment_key=key, new=ConsignmentState.HANDED_OVER, at=CUT_OFF)
    assert state_of(order) == AbroadState.SHIPPED
    assert (Lot.objects.get().available, stock.imbalances()) == (12_000, [])
    Campaign.objects.update(state=CampaignState.CLOSED)
    with pytest.raises(CampaignUnderWay):
        call_off(key=campaign.key, person=exporter, at=CUT_OFF)
    Campaign.objects.update(state=CampaignState.SHIPPED)
    for _again in range(2):
        moved(consignment_key=key, new=ConsignmentState.DELIVERED, at=CUT_OFF)
    assert state_of(order) == AbroadState.DELIVERED
    assert order.delivered_at == CUT_OFF
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DONE


def test_the_news_of_another_consignment_changes_nothing(campaign: Campaign) -> None:
    moved(consignment_key="0" * 26, new=ConsignmentState.DELIVERED, at=AT)
