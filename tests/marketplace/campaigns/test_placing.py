"""Ordering from abroad: boxes, the rate, who may not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from kernel.database import fetch
from kernel.errors import Invalid, NotFound, Refusal
from kernel.idempotency.operations import IdempotencyKeyReused
from kernel.rates.models import ExchangeRate
from kernel.rates.refusals import RateUnknown
from marketplace.campaigns.enums import AbroadState
from marketplace.campaigns.models import Campaign, OfferedLot, OrderAbroad
from marketplace.campaigns.operations import place_abroad
from marketplace.campaigns.queries import order_by_link
from marketplace.campaigns.refusals import (
    CampaignLosesMoney,
    CampaignNotOpen,
    CampaignSoldOut,
    NoticeNotRead,
    TooManyUnpaidAbroad,
)
from marketplace.people.rules import Person
from tests.factories.campaigns import (
    CUT_OFF,
    RATE,
    a_rate,
    an_exporter,
    buyer,
    drafted,
    opened,
    ordered,
    the_rules,
)
from tests.factories.consignments import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(exporter: Person) -> Campaign:
    return opened(exporter)


def taken(campaign: Campaign) -> int:
    campaign.refresh_from_db()
    return campaign.taken_boxes


def test_boxes_are_held_for_half_an_hour_at_the_rate_of_the_day(campaign: Campaign) -> None:
    order = ordered(campaign, 3)

    assert (order.state, order.amount, order.currency) == (AbroadState.UNPAID, 10_800, "EUR")
    assert (order.rate_value, order.rate_on, order.rate_source) == (RATE, AT.date(), "Demo")
    assert order.expires_at == AT + timedelta(minutes=30)
    assert taken(campaign) == 3
    assert order_by_link(token=order.link_secret) == order


def test_the_rate_stays_the_orders_when_another_is_written_down(campaign: Campaign) -> None:
    first = ordered(campaign)
    a_rate(value=Decimal(28_000))
    second = ordered(campaign, email="other@example.com")

    first.refresh_from_db()
    assert (first.rate_value, second.rate_value) == (RATE, Decimal(28_000))


def test_without_a_rate_nothing_is_ordered(campaign: Campaign) -> None:
    ExchangeRate.objects.update(valid_on=AT.date() - timedelta(days=8))
    with pytest.raises(RateUnknown):
        ordered(campaign)
    assert taken(campaign) == 0


def test_a_rate_at_which_a_box_loses_money_is_refused(campaign: Campaign) -> None:
    OfferedLot.objects.update(price_dong=10**6)
    with pytest.raises(CampaignLosesMoney):
        ordered(campaign)


def test_the_same_key_gives_the_same_order(campaign: Campaign) -> None:
    first = ordered(campaign, 2, key="one")
    assert ordered(campaign, 2, key="one") == first
    assert taken(campaign) == 2
    with pytest.raises(IdempotencyKeyReused):
        ordered(campaign, 3, key="one")


def test_one_buyers_key_is_not_anothers(campaign: Campaign) -> None:
    assert ordered(campaign, key="one") != ordered(campaign, key="one", email="other@example.com")


def test_what_is_not_there_is_refused_with_what_is_left(campaign: Campaign) -> None:
    ordered(campaign, 7)
    with pytest.raises(CampaignSoldOut) as refused:
        ordered(campaign, 4, email="other@example.com")
    assert refused.value.data == {"left": 3}


def test_nothing_is_ordered_from_a_draft_or_after_the_cut_off(exporter: Person) -> None:
    with pytest.raises(NotFound):
        ordered(drafted(exporter))
    with pytest.raises(CampaignNotOpen):
        ordered(opened(exporter), at=CUT_OFF)


def test_the_time_to_pay_ends_with_the_cut_off(campaign: Campaign) -> None:
    late = CUT_OFF - timedelta(minutes=5)
    assert ordered(campaign, at=late).expires_at == CUT_OFF


def test_whoever_does_not_pay_cannot_keep_ordering(campaign: Campaign) -> None:
    for _number in range(3):
        ordered(campaign, email="Demo@example.com")
    with pytest.raises(TooManyUnpaidAbroad):
        ordered(campaign, email="demo@EXAMPLE.com")


@pytest.mark.parametrize("boxes", [0, -1, 51, 10**12])
def test_boxes_must_be_some(campaign: Campaign, boxes: int) -> None:
    with pytest.raises(Invalid) as refused:
        ordered(campaign, boxes)
    assert refused.value.field == "boxes"


WRONG = [
    ("name", " "),
    ("name", "a" * 121),
    ("email", "nobody"),
    ("email", "a@b@c"),
    ("email", "a\r\nBcc: all@example.com"),
    ("address", "\x00"),
    ("address", "a" * 501),
    ("telephone", "1" * 31),
    ("language", "xx"),
]


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_what_is_wrong_of_a_buyer_is_named(campaign: Campaign, field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        place_abroad(
            campaign_key=campaign.key,
            boxes=1,
            buyer=buyer(**{field: value}),
            notice_version="2026-11",
            idempotency_key="one",
            at=AT,
        )
    assert refused.value.field == field


def test_nobody_orders_without_the_notice(campaign: Campaign) -> None:
    with pytest.raises(NoticeNotRead):
        place_abroad(
            campaign_key=campaign.key,
            boxes=1,
            buyer=buyer(),
            notice_version="",
            idempotency_key="one",
            at=AT,
        )


def test_who_bought_is_encrypted_at_rest(campaign: Campaign) -> None:
    ordered(campaign)
    [row] = fetch("SELECT name, email, address, link_secret FROM campaigns_orderabroad")
    assert [text.startswith("gAAAA") for text in row] == [True] * 4


@pytest.mark.parametrize("token", ["", "x", "'; DROP TABLE"])
def test_a_wrong_link_opens_nothing(campaign: Campaign, token: str) -> None:
    ordered(campaign)
    with pytest.raises(NotFound):
        order_by_link(token=token)


def test_the_database_refuses_orders_that_must_never_be(campaign: Campaign) -> None:
    ordered(campaign)
    changes: list[dict[str, Any]] = [
        {"state": "paid"},
        {"state": "pooled", "paid_at": AT},
        {"boxes": 0},
        {"amount": 0},
        {"rate_value": 0},
        {"rate_source": ""},
        {"refund_reason": "called_off"},
        {"state": "nonsense"},
    ]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            OrderAbroad.objects.update(**change)


@pytest.mark.django_db(transaction=True)
def test_fifty_buyers_at_once_never_take_more_than_there_is() -> None:
    the_rules()
    a_rate()
    campaign = opened(an_exporter())

    def buy(number: int) -> str:
        try:
            return ordered(campaign, 1 + number % 2, email=f"buyer{number}@example.com").state
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(25) as pool:
        said = list(pool.map(buy, range(50)))

    boxes = sum(OrderAbroad.objects.values_list("boxes", flat=True))
    assert set(said) == {"unpaid", "CAMPAIGN_SOLD_OUT"}
    assert taken(campaign) == boxes == 10
