"""How many SQL statements a request takes: literal numbers, the same for one row and for many."""

from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from marketplace.catalogue.models import Listing
from search.operations import index_dirty
from tests.api.client import data, done, id_of
from tests.api.conftest import Village
from tests.factories.catalogue import LotFactory, PhotoFactory, TierFactory
from tests.factories.households import HouseholdFactory, MemberFactory, PlotFactory
from tests.factories.orders import CAU_GIAY, OrderFactory, OrderLineFactory, confirmation_of, on_sale
from tests.factories.payments import sold

CARD = "id slug title price unitLabel available seller { id name place { label } } photo { url }"
LISTINGS = f"query L($first: Int) {{ listings(first: $first) {{ totalCount nodes {{ {CARD} }} }} }}"
EVERYTHING = (
    CARD + " tiers { minimum price } photos { url } lots { available } commodity { nameVi } description"
    f' seller {{ cooperativeName story }} deliveryOffers(communeCode: "{CAU_GIAY}") {{ price }}'
)


def stall(count: int) -> list[Listing]:
    listings = [on_sale() for _ in range(count)]
    for listing in listings:
        PhotoFactory.create(listing=listing)
        TierFactory.create(listing=listing)
        LotFactory.create(listing=listing)
    index_dirty()
    return listings


@pytest.mark.parametrize("count", [1, 3, 24])
def test_a_page_of_cards(
    village: Village, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    stall(24)
    with django_assert_num_queries(3):  # search, total, cards
        found = data(LISTINGS, first=count)["listings"]
    assert len(found["nodes"]) == count
    assert found["totalCount"] == 25


@pytest.mark.parametrize("count", [1, 3])
def test_everything_of_a_list_of_listings(
    village: Village, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    stall(3)
    query = f"query L($first: Int) {{ listings(first: $first) {{ nodes {{ {EVERYTHING} }} }} }}"
    data(query, first=count)  # from now on the process knows the carriers' tariffs
    with django_assert_num_queries(8):  # search, cards, households, listings, tiers, photos, lots, offers
        assert len(data(query, first=count)["listings"]["nodes"]) == count


def test_a_listing_by_its_slug(village: Village, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    [listing] = stall(1)
    query = f"query L($slug: String) {{ listing(slug: $slug) {{ {EVERYTHING} }} }}"
    data(query, slug=listing.slug)
    with django_assert_num_queries(6):  # card, tiers, photos; and lots, cooperative, offers of the carriers
        data(query, slug=listing.slug)


@pytest.mark.parametrize("count", [1, 3])
def test_my_listings(village: Village, count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(count - 1):
        on_sale(household=village.household)
    token, household = village.token("owner"), id_of("OwnHousehold", village.household)
    query = f"query M($id: ID!) {{ myListings(householdId: $id) {{ totalCount nodes {{ {CARD} lots {{ id }} }} }} }}"
    with django_assert_num_queries(
        8
    ):  # the token (and that it was used), the household, rows, total; stock, photos, lots
        assert data(query, token=token, id=household)["myListings"]["totalCount"] == count


@pytest.mark.parametrize("count", [1, 3])
def test_orders(village: Village, count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(count):
        order = OrderFactory.create(
            household=village.household, checkout__account=village.people["stranger"].account
        )
        OrderLineFactory.create(order=order, listing=village.listing)
    fields = "totalCount nodes { id code household { name place { label } } lines { id title agreed } }"
    buyer, seller = village.token("stranger"), village.token("owner")
    with django_assert_num_queries(5):  # token and its use, orders, lines, total
        assert data(f"{{ myOrders {{ {fields} }} }}", token=buyer)["myOrders"]["totalCount"] == count
    given = {"id": id_of("OwnHousehold", village.household)}
    with django_assert_num_queries(6):  # and the household
        data(
            f"query H($id: ID!) {{ householdOrders(householdId: $id) {{ {fields} }} }}", token=seller, **given
        )
    work = "query W($id: ID!) { workOfTheDay(householdId: $id) { kind order { code lines { title } } } }"
    with django_assert_num_queries(4):
        assert len(data(work, token=seller, **given)["workOfTheDay"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_my_households(
    village: Village, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    account = village.people["stranger"].account
    for _ in range(count):
        household = HouseholdFactory.create(cooperative=village.cooperative)
        MemberFactory.create(household=household, account=account)
        PlotFactory.create(household=household)
    token = village.token("stranger")
    query = "{ myHouseholds { name place { label } cooperative { name } plots { name } hasBankAccount } }"
    with django_assert_num_queries(4):  # token and its use, households, plots
        assert len(data(query, token=token)["myHouseholds"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_money(village: Village, count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(count):
        sold(village.household)
    query = "query M($id: ID!) { householdMoney(householdId: $id) { payable coming { amount } payouts { references } } }"
    given = {"id": id_of("OwnHousehold", village.household)}
    with django_assert_num_queries(
        7
    ):  # issuing the token, and using it; the household, sums, coming, payouts
        assert len(data(query, token=village.token("owner"), **given)["householdMoney"]["coming"]) == count


@pytest.mark.parametrize("lines", [1, 10])
def test_ordering_from_three_households(
    village: Village, lines: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    households = [HouseholdFactory.create() for _ in range(3)]
    listings = [on_sale(household=household) for household in households for _ in range(lines)]
    given = order_of(listings)
    with django_assert_num_queries(PLACING):
        placed = done("orderPlace", PLACED, given)["checkout"]
    assert [len(order["order"]["lines"]) for order in placed["orders"]] == [lines] * 3


PLACING = 21
PLACED = "checkout { id secret total orders { secret order { id code agreed household { name } lines { title } } } }"
PREVIEW = """query P($lines: [BasketLineInput!]!, $to: String!) { checkoutPreview(lines: $lines, communeCode: $to) {
    placeable parts { householdKey goods offers { serviceCode price arrivesOn refused } } } }"""


def order_of(listings: list[Listing], **changes: Any) -> dict[str, Any]:
    """The input of orderPlace for a kilogram of each, as a client makes it from the preview."""
    lines = [{"listingId": id_of("Listing", listing), "quantity": 1_000} for listing in listings]
    seen = data(PREVIEW, lines=lines, to=CAU_GIAY)["checkoutPreview"]
    assert seen["placeable"]
    return {
        "idempotencyKey": f"order of {len(listings)}",
        "lines": lines,
        "choices": [choice_in(part) for part in seen["parts"]],
        "payment": "CASH",
        "name": "Trần Thị Mai",
        "telephone": "0900000777",
        "confirmation": confirmation_of(),
        "communeCode": CAU_GIAY,
        "address": "12 ngõ 34 Nguyễn Khánh Toàn",
    } | changes


def choice_in(part: dict[str, Any]) -> dict[str, Any]:
    offer = part["offers"][0]
    return {
        "householdKey": part["householdKey"],
        "serviceCode": offer["serviceCode"],
        "goods": part["goods"],
        "postage": offer["price"],
        "arrivesOn": offer["arrivesOn"],
    }
