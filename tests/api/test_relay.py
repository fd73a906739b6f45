"""Relay: every id can be asked for again; lists read the same both ways and do not slip under inserts."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.connection import decode_cursor, encode_cursor
from api.node import global_id, key_of
from api.refusals import BadCursor
from api.schema import schema
from kernel.errors import NotFound
from marketplace.payments.models import Payout
from marketplace.payments.operations import draw_payouts
from search.operations import index_dirty
from tests.api.client import ask, data, id_of, refusal
from tests.api.conftest import Village
from tests.factories.catalogue import NOW, PhotoFactory
from tests.factories.households import PlotFactory
from tests.factories.orders import OrderFactory, OrderLineFactory, on_sale
from tests.factories.payments import sold

PAGE = """query P($first: Int, $after: String, $last: Int, $before: String) {
  myOrders(first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }"""
LISTINGS = """query L($first: Int, $after: String) { listings(first: $first, after: $after) {
    nodes { id } edges { cursor } pageInfo { hasNextPage endCursor } } }"""


def test_every_node_type_can_be_asked_for_again(village: Village) -> None:
    order = OrderFactory.create(household=village.household)
    sold(village.household)
    batch = draw_payouts(actor="account:x", at=NOW + timedelta(days=3))
    rows: dict[str, Any] = {
        "Listing": village.listing,
        "Lot": village.listing.lots.get(),
        "Photo": PhotoFactory.create(listing=village.listing),
        "Household": village.household,
        "OwnHousehold": village.household,
        "Cooperative": village.cooperative,
        "Plot": PlotFactory.create(household=village.household),
        "Order": order,
        "OrderLine": OrderLineFactory.create(order=order),
        "Checkout": OrderFactory.create(checkout__account=village.people["owner"].account).checkout,
        "Payout": Payout.objects.get(),
        "PayoutBatch": batch,
    }
    node = schema.graphql_schema.type_map["Node"]
    assert {kind.name for kind in schema.graphql_schema.get_possible_types(node)} == set(rows)
    for kind, row in rows.items():
        query = "query N($id: ID!) { node(id: $id) { __typename id } }"
        given, token = id_of(kind, row), village.token("staff" if kind == "PayoutBatch" else "owner")
        assert data(query, token=token, id=given)["node"] == {"__typename": kind, "id": given}


@given(st.text(max_size=60))
def test_an_id_that_is_not_ours_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        key_of(text, "Listing")


def test_an_id_of_another_type_is_not_found() -> None:
    assert key_of(global_id("Listing", "abc"), "Listing") == "abc"
    for other in (global_id("Order", "abc"), global_id("Listing", ""), global_id("Listing", "a'b"), "", None):
        with pytest.raises(NotFound):
            key_of(other, "Listing")


@pytest.fixture
def bought(village: Village) -> list[str]:
    """Seven orders of the stranger, newest first, some of the same moment."""
    account = village.people["stranger"].account
    moments = [NOW, NOW, NOW, NOW - timedelta(days=1), NOW - timedelta(days=2), NOW - timedelta(days=2), NOW]
    orders = [OrderFactory.create(checkout__account=account, placed_at=moment) for moment in moments]
    newest = sorted(orders, key=lambda order: (order.placed_at, order.key), reverse=True)
    return [id_of("Order", order) for order in newest]


def read(token: str, **window: Any) -> dict[str, Any]:
    return data(PAGE, token=token, **window)["myOrders"]  # type: ignore[no-any-return]


def ids(page: dict[str, Any]) -> list[str]:
    return [edge["node"]["id"] for edge in page["edges"]]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_backward_is_the_reverse_of_forward(village: Village, bought: list[str], size: int) -> None:
    token, forward, backward = village.token("stranger"), [], []
    page = read(token, first=size)
    forward += ids(page)
    while page["pageInfo"]["hasNextPage"]:
        page = read(token, first=size, after=page["pageInfo"]["endCursor"])
        assert page["pageInfo"]["hasPreviousPage"]
        forward += ids(page)
    page = read(token, last=size)
    backward = ids(page)
    while page["pageInfo"]["hasPreviousPage"]:
        page = read(token, last=size, before=page["pageInfo"]["startCursor"])
        assert page["pageInfo"]["hasNextPage"]
        backward = ids(page) + backward
    assert forward == backward == bought
    assert page["totalCount"] == 7


def test_an_order_placed_meanwhile_neither_skips_nor_repeats_one(village: Village, bought: list[str]) -> None:
    token = village.token("stranger")
    page = read(token, first=3)
    account = village.people["stranger"].account
    OrderFactory.create(checkout__account=account, placed_at=NOW + timedelta(hours=1))
    rest = read(token, first=10, after=page["pageInfo"]["endCursor"])
    assert ids(page) + ids(rest) == bought


def test_listings_read_forward_to_the_end_without_repeating(village: Village) -> None:
    expected = {id_of("Listing", listing) for listing in [village.listing, *(on_sale() for _ in range(6))]}
    index_dirty()
    page, found = data(LISTINGS, first=2)["listings"], []
    found += [row["id"] for row in page["nodes"]]
    on_sale()
    while page["pageInfo"]["hasNextPage"]:
        page = data(LISTINGS, first=2, after=page["pageInfo"]["endCursor"])["listings"]
        found += [row["id"] for row in page["nodes"]]
    assert len(found) == len(set(found)) == 7
    assert set(found) == expected


@pytest.mark.parametrize(
    "window",
    [
        {"first": 0},
        {"first": -1},
        {"first": 101},
        {"last": 0},
        {"first": 1, "last": 1},
        {"first": 1, "before": "x"},
        {"last": 1, "after": "x"},
    ],
)
def test_a_window_that_makes_no_sense_is_refused(village: Village, window: dict[str, Any]) -> None:
    assert refusal(PAGE, token=village.token("stranger"), **window) == "PAGE_SIZE_INVALID"


CURSORS = [
    "", "x", "W10", "bnVsbA", encode_cursor([1, 2]), encode_cursor(["2026-06-10", "x'"]),
    encode_cursor(["0001-01-01T00:00:00+14:00", "a"]), encode_cursor([None, "a"]), encode_cursor([["a"], {}]),
    encode_cursor(["2026-06-10T00:00:00Z", "a\x00"]), base64.urlsafe_b64encode(b'["\\ud800","a"]').decode(),
]  # fmt: skip


@pytest.mark.parametrize("cursor", CURSORS[1:])
def test_a_tampered_cursor_is_refused(village: Village, cursor: str) -> None:
    assert refusal(PAGE, token=village.token("stranger"), after=cursor) == "CURSOR_INVALID"
    assert refusal(LISTINGS, after=cursor) == "CURSOR_INVALID"


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    st.one_of(
        st.text(st.characters(exclude_characters="\0"), max_size=30),  # refused before anybody looks at it
        st.lists(
            st.one_of(st.integers(-(2**63), 2**63 - 1), st.text(max_size=9), st.booleans(), st.none()),
            max_size=4,
        ).map(encode_cursor),
    )
)
def test_no_cursor_is_a_fault_of_ours(village: Village, cursor: str) -> None:
    token = village.token("stranger")
    for answer in (ask(PAGE, token=token, after=cursor), ask(LISTINGS, after=cursor)):
        for error in answer.get("errors", []):
            assert error["extensions"]["code"] in {"CURSOR_INVALID", "GRAPHQL_INVALID"}


@given(st.lists(st.one_of(st.integers(-(2**53), 2**53), st.text(st.characters(exclude_categories=["Cs"])))))
def test_a_cursor_holds_what_was_put_in(values: list[Any]) -> None:
    assert decode_cursor(encode_cursor(values), len(values)) == values
    with pytest.raises(BadCursor):
        decode_cursor(encode_cursor(values), len(values) + 1)
