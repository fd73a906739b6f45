"""What no browser of ours sends: it gets a page that says no, never an error of ours."""

from urllib.parse import quote

import pytest
from django.test import Client

from marketplace.orders.operations import accept
from tests.factories.catalogue import NOW
from tests.factories.households import HouseholdFactory, owner_of
from tests.factories.orders import placed_order, seller_of

SINCE = "2026-01-01T00:00:00%2B00:00"
LATER_THAN_TIME = "9999-12-31T23:59:59-14:00"


@pytest.fixture
def grower(buyer: Client) -> Client:
    buyer.force_login(owner_of(HouseholdFactory.create()).account)
    return buyer


@pytest.mark.parametrize(
    "after", ["9" * 30 + "~1~1", "1~" + "9" * 30 + "~1", "1~1~²", "1~-1~1", "2~1~1", "~~"]
)
@pytest.mark.parametrize("sort", ["best", "newest", "cheapest"])
def test_results_after_no_place_begin_at_the_beginning(buyer: Client, after: str, sort: str) -> None:
    assert buyer.get(f"/tim?xep={sort}&sau={quote(after)}").status_code == 200


@pytest.mark.parametrize(
    "after",
    [
        f"{SINCE}~²",
        f"{SINCE}~{'9' * 5_000}",
        f"{SINCE}~{'9' * 18}",
        f"{LATER_THAN_TIME}~1",
        "~",
        f"{SINCE}~-1",
    ],
)
@pytest.mark.parametrize("page", ["/don-cua-toi", "/nha/don"])
def test_orders_after_no_row_begin_at_the_beginning(grower: Client, page: str, after: str) -> None:
    assert grower.get(f"{page}?sau={after}").status_code == 200


@pytest.mark.parametrize("boxes", ["²", "9" * 5_000, "-1", "x"])
def test_a_number_of_boxes_that_is_none_is_one(buyer: Client, boxes: str) -> None:
    order = placed_order()
    accept(person=seller_of(order), order_key=order.key, at=NOW)
    buyer.force_login(seller_of(order).account)

    assert buyer.post(f"/nha/don/{order.key}/dong-goi", {"them": boxes}).status_code == 200


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("/gio/them", {"hang": "\0"}),
        ("/nha/doi", {"ho": "\0"}),
        ("/nha/cua-toi/hop-tac-xa", {"hop_tac_xa": "\0"}),
        ("/nha/dang-ban", {"tim": "\0", "commodity": "x"}),
    ],
)
def test_a_form_with_a_nul_is_refused(grower: Client, page: str, form: dict[str, str]) -> None:
    assert grower.post(page, form).status_code == 409


@pytest.mark.parametrize(
    "address", ["/tim?q=%00", "/giao-den/goi-y?q=a%00b", "/tin-nhan-demo?so=%00", "/tim?%00=1"]
)
def test_an_address_with_a_nul_is_refused(grower: Client, address: str) -> None:
    assert grower.get(address).status_code == 409
