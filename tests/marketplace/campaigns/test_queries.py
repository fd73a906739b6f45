"""Lists cost the same for one row and for three."""

import pytest
from pytest_django import DjangoAssertNumQueries

from marketplace.campaigns.models import Campaign
from marketplace.campaigns.queries import (
    campaign_progress,
    consignments_of,
    offers_of,
    open_campaigns,
    orders_of_campaign,
)
from marketplace.people.rules import Person
from tests.factories.campaigns import CUT_OFF, a_lot, house_of, opened, ordered
from tests.factories.consignments import AT

pytestmark = pytest.mark.django_db


def some(exporter: Person, number: int) -> Campaign:
    campaigns = [
        opened(exporter, lots=[a_lot(house_of(exporter), area=10 * one + lot) for lot in range(number)])
        for one in range(number)
    ]
    for one in range(number):
        ordered(campaigns[0], email=f"{one}@example.com")
    return campaigns[0]


@pytest.mark.parametrize("number", [1, 3])
def test_each_list_is_one_statement(
    exporter: Person, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    campaign = some(exporter, number)
    with django_assert_num_queries(1):
        assert len(open_campaigns(at=AT)) == number
    with django_assert_num_queries(1):
        assert len([offer.household.name for offer in offers_of(campaign=campaign)]) == number
    with django_assert_num_queries(1):
        assert len([order.consigned for order in orders_of_campaign(campaign=campaign)]) == number
    with django_assert_num_queries(1):
        assert consignments_of(campaign=campaign) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_progress_is_three(
    exporter: Person, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    campaign = some(exporter, number)
    with django_assert_num_queries(3):
        progress = campaign_progress(campaign=campaign)
    assert (progress.unpaid, progress.paid, progress.missing) == (number, 0, 4)
    assert (progress.orders, progress.goods_g) == ({"unpaid": number}, number * 20_000)


def test_after_the_cut_off_none_is_open(exporter: Person) -> None:
    opened(exporter)
    assert open_campaigns(at=CUT_OFF) == []
