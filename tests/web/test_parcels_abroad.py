"""The pages of a parcel abroad: bad input stands where it was typed; lists cost a literal number."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from marketplace.catalogue.models import Listing
from marketplace.postal.models import PostalOrder
from marketplace.postal.queries import orders_sold
from tests.factories.households import HouseholdFactory, owner_of
from tests.factories.postal import ordered, paid, rules_for_tea, tea_on_sale
from tests.web.test_household import signed_in


@pytest.fixture(autouse=True)
def ways(settings: LazySettings, shop: None) -> None:
    settings.EXPORT_DEMO_REVIEWS = settings.CARD_PAYMENTS = True
    rules_for_tea()
    cache.clear()


@pytest.fixture
def tea() -> Listing:
    return tea_on_sale()


TYPED = {
    "incoterm": "DDP",
    "name": "Demo Hanako",
    "email": "hanako@example.com",
    "telephone": "+81 3 0000 0000",
    "address": "1-1 Demo-cho",
    "city": "Tokyo",
    "postal_code": "100-0000",
    "shown_DAP": "1980000",
    "shown_DDP": "1980000",
}


def asked(tea: Listing, query: str = "nuoc=JP&so_luong=2") -> str:
    return f"/mua/{tea.slug}/nuoc-ngoai?{query}"


def test_what_was_shown_is_ordered_and_the_card_page_comes_next(tea: Listing) -> None:
    answer = Client().post(asked(tea), TYPED)

    order = PostalOrder.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/goi/{order.secret}/tra"
    assert (order.total_dong, order.incoterm, order.country) == (1_980_000, "DDP", "JP")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "花子"}, "name"),
        ({"telephone": "0900000123"}, "telephone"),
        ({"email": "nobody"}, "email"),
        ({"city": ""}, "city"),
        ({"incoterm": "FOB"}, ""),
        ({"shown_DDP": "1"}, ""),
        ({"shown_DDP": "<script>"}, ""),
    ],
)
def test_what_cannot_be_stands_at_its_field_and_orders_nothing(
    tea: Listing, changes: dict[str, str], field: str
) -> None:
    answer = Client().post(asked(tea), TYPED | changes)

    assert answer.status_code == 422
    assert not PostalOrder.objects.exists()
    if field:
        assert f'id="id_{field}_error"' in answer.content.decode()
    assert "<script>" not in answer.content.decode().replace("<script src", "").replace("<script type", "")


@pytest.mark.parametrize(
    "query",
    ["nuoc=JP&so_luong=abc", "nuoc=JP&so_luong=0,001", "nuoc=JP&so_luong=999999", "nuoc=JP&so_luong=-1"],
)
def test_an_amount_that_cannot_be_says_why(tea: Listing, query: str) -> None:
    answer = Client().get(asked(tea, query))

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("query", ["", "nuoc=BR&so_luong=2", "nuoc=<script>", "nuoc=VN&so_luong=2"])
def test_any_country_gives_a_page(tea: Listing, query: str) -> None:
    assert Client().get(asked(tea, query)).status_code == 200


def test_a_parcel_is_its_households_alone(tea: Listing) -> None:
    order = paid(tea)
    stranger = signed_in(owner_of(HouseholdFactory.create()))
    owner = signed_in(owner_of(order.household))

    assert owner.get(f"/nha/gui-di/{order.key}").status_code == 200
    for reach in (stranger.get, stranger.post):
        assert reach(f"/nha/gui-di/{order.key}").status_code == 404
    assert stranger.post(f"/nha/gui-di/{order.key}/huy", {"reason": "x"}).status_code == 404
    assert Client().get("/goi/nothing").status_code == 404


def test_a_page_that_is_no_ones_is_not_indexed_and_tells_no_address(tea: Listing) -> None:
    order = ordered(tea)
    answer = Client().get(f"/goi/{order.secret}")

    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Demo-cho" not in answer.content.decode()


def test_three_parcels_cost_no_more_statements_than_one(
    tea: Listing, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    owner = owner_of(tea.household)
    look: Callable[[], object] = lambda: orders_sold(person=owner, household_key=tea.household.key)  # noqa: E731
    paid(tea)
    with django_assert_num_queries(1):
        look()
    for _each in range(2):
        paid(tea)
    with django_assert_num_queries(1):
        look()
