"""A trade through the API: preview, order, accept, pack; who reads what of it; what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from kernel.clock import standing_at
from marketplace.catalogue.models import Listing
from marketplace.orders.models import Checkout, Order
from marketplace.orders.operations import wake_orders
from tests.api.client import data, done, id_of, refusal, refused
from tests.api.conftest import Village
from tests.api.test_sql import PLACED, PREVIEW, order_of
from tests.factories.catalogue import NOW
from tests.factories.orders import CAU_GIAY, confirmation_of, on_sale, placed_order

BY_SECRET = """query S($secret: String!) { orderBySecret(secret: $secret) {
    canCancel toPay trackingCodes tracking { code } shortLines { id } steps { code text status }
    order { id code state payment agreed charged moneyBack lines { id quantity packed packedAmount } } } }"""


def place(listing: Listing, **changes: Any) -> dict[str, Any]:
    checkout: dict[str, Any] = done("orderPlace", PLACED, order_of([listing], **changes))["checkout"]
    return checkout


def test_a_guest_buys_and_follows_the_order_by_its_secret(village: Village) -> None:
    checkout = place(village.listing)
    [placed] = checkout["orders"]
    page = data(BY_SECRET, secret=placed["secret"])["orderBySecret"]
    assert (page["order"]["state"], page["canCancel"]) == ("placed", True)
    assert page["order"]["agreed"] == checkout["total"]
    again = data(
        "query C($secret: String!) { checkoutBySecret(secret: $secret) { id total orders { order { id } } } }",
        secret=checkout["secret"],
    )["checkoutBySecret"]
    assert again["orders"][0]["order"]["id"] == placed["order"]["id"]


def test_the_same_key_gives_the_same_checkout(village: Village) -> None:
    given = order_of([village.listing])
    one = done("orderPlace", PLACED, given)["checkout"]
    assert done("orderPlace", PLACED, given)["checkout"] == one
    assert Checkout.objects.count() == 1
    assert refused("orderPlace", given | {"name": "Người khác"}) == [("IDEMPOTENCY_KEY_REUSED", None)]


def test_the_household_accepts_and_packs_the_buyer_pays_for_what_was_weighed(village: Village) -> None:
    token = village.token("owner")
    [placed] = place(village.listing)["orders"]
    order = {"orderId": placed["order"]["id"]}
    [todo] = data(
        "query W($id: ID!) { workOfTheDay(householdId: $id) { kind order { id } } }",
        token=token, id=id_of("OwnHousehold", village.household),
    )["workOfTheDay"]  # fmt: skip
    assert (todo["kind"], todo["order"]["id"]) == ("ANSWER", order["orderId"])
    assert done("orderAccept", "order { state }", order, token=token)["order"]["state"] == "accepted"
    done("orderAccept", "order { state }", order, token=token)
    page = data(BY_SECRET, secret=placed["secret"])["orderBySecret"]
    weighed = [{"lineId": page["order"]["lines"][0]["id"], "net": 950}]
    box = {"grossG": 1_300, "lengthMm": 200, "widthMm": 200, "heightMm": 200}
    packed = done(
        "orderPack", "order { state goods lines { packed packedAmount moneyBack } }",
        order | {"lines": weighed, "boxes": [box]}, token=token,
    )["order"]  # fmt: skip
    assert (packed["state"], packed["goods"]) == ("priced", 28_500)
    assert packed["lines"] == [{"packed": 950, "packedAmount": 28_500, "moneyBack": 1_500}]
    assert refused("orderCancel", {"secret": placed["secret"]}) == [("NOT_CANCELLABLE", None)]


def test_a_short_line_is_asked_about_and_dropped(village: Village) -> None:
    token = village.token("owner")
    [placed] = place(village.listing)["orders"]
    order, secret = {"orderId": placed["order"]["id"]}, {"secret": placed["secret"]}
    done("orderAccept", "order { state }", order, token=token)
    line = data(BY_SECRET, **secret)["orderBySecret"]["order"]["lines"][0]["id"]
    box = {"grossG": 800, "lengthMm": 200, "widthMm": 200, "heightMm": 200}
    pack = order | {"lines": [{"lineId": line, "net": 500}], "boxes": [box]}
    assert done("orderPack", "order { state }", pack, token=token)["order"]["state"] == "asking_buyer"
    assert [each["id"] for each in data(BY_SECRET, **secret)["orderBySecret"]["shortLines"]] == [line]
    answer = secret | {"lines": [{"lineId": line, "keep": False}]}
    ended = done("orderAnswerShort", "order { state charged }", answer)["order"]
    assert ended["state"] == "cancelled"
    assert refused("orderAnswerShort", secret | {"lines": [{"lineId": "x", "keep": True}]}) == [
        ("NOT_FOUND", "lines")
    ]


@pytest.mark.parametrize(
    ("net", "box", "field"),
    [
        (10**9, {}, "lines.0.net"),
        (-1, {}, "lines.0.net"),
        (1_000, {"grossG": 0}, "boxes.0"),
        (1_000, {"lengthMm": -5}, "boxes.0"),
        (1_000, {"grossG": 500}, "boxes"),
    ],
)
def test_what_the_scales_cannot_have_shown(
    village: Village, net: int, box: dict[str, int], field: str
) -> None:
    order = placed_order((village.listing, 1_000))
    given = {"orderId": id_of("Order", order)}
    done("orderAccept", "order { state }", given, token=village.token("owner"))
    sizes = {"grossG": 1_300, "lengthMm": 200, "widthMm": 200, "heightMm": 200} | box
    lines = [{"lineId": id_of("OrderLine", order.lines.get()), "net": net}]
    pack = given | {"lines": lines, "boxes": [sizes]}
    assert refused("orderPack", pack, token=village.token("owner")) == [("PACKED_WRONG", field)]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"name": ""}, "FIELD_MISSING", "name"),
        ({"address": " "}, "FIELD_MISSING", "address"),
        ({"address": "x" * 5_000}, "ORDER_TEXT_TOO_LONG", "address"),
        ({"note": "x" * 5_000}, "ORDER_TEXT_TOO_LONG", "note"),
        ({"telephone": "12"}, "UNREADABLE_TELEPHONE", "telephone"),
        ({"telephone": "0900000778"}, "TELEPHONE_NOT_CONFIRMED", "telephone"),
        ({"confirmation": ""}, "TELEPHONE_NOT_CONFIRMED", "telephone"),
        ({"communeCode": "99999"}, "UNKNOWN_PLACE", "communeCode"),
        ({"lines": []}, "BASKET_EMPTY", "lines"),
        ({"choices": []}, "DELIVERY_NOT_CHOSEN", "choices"),
        ({"idempotencyKey": ""}, "IDEMPOTENCY_KEY_INVALID", "idempotencyKey"),
    ],
)
def test_what_an_order_may_not_be(village: Village, changes: dict[str, Any], code: str, field: str) -> None:
    assert refused("orderPlace", order_of([village.listing]) | changes) == [(code, field)]
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("quantity", "code", "field"),
    [
        (10**9, "LOT_SOLD_OUT", "lines.0"),
        (0, "BELOW_MINIMUM", "lines"),
        (-5, "BELOW_MINIMUM", "lines"),
        (1_001, "OFF_STEP", "lines"),
    ],
)
def test_how_much_one_may_order(village: Village, quantity: int, code: str, field: str) -> None:
    lines = [{"listingId": id_of("Listing", village.listing), "quantity": quantity}]
    assert refused("orderPlace", order_of([village.listing], lines=lines)) == [(code, field)]


def test_lines_that_went_off_sale_are_named(village: Village) -> None:
    other = on_sale()
    given = order_of([village.listing, other])
    Listing.objects.filter(pk=other.pk).update(state="paused")
    assert refused("orderPlace", given) == [("LISTINGS_GONE", "lines.1")]


def test_what_was_shown_is_what_is_charged_or_nothing_is(village: Village) -> None:
    given = order_of([village.listing])
    Listing.objects.filter(pk=village.listing.pk).update(unit_price=40_000)
    assert refused("orderPlace", given) == [("CHECKOUT_CHANGED", None)]


def test_the_fourth_open_cash_order_of_a_telephone_is_refused(village: Village) -> None:
    for number in range(3):
        place(village.listing, idempotencyKey=f"k{number}")
    given = order_of([village.listing], idempotencyKey="k3")
    assert refused("orderPlace", given) == [("TOO_MANY_OPEN_CASH_ORDERS", "payment")]


def test_the_household_answers_by_its_link_and_only_in_time(village: Village) -> None:
    order = placed_order((village.listing, 1_000))
    given = {"secret": order.answer_secret, "accepted": True}
    assert done("orderAnswer", "order { state }", given)["order"]["state"] == "accepted"
    late = placed_order((village.listing, 1_000))
    with standing_at(NOW + timedelta(hours=13)):
        wake_orders(at=NOW + timedelta(hours=13))
        answer = {"secret": late.answer_secret, "accepted": True}
        assert refused("orderAnswer", answer) == [("ANSWER_TOO_LATE", None)]


def test_neither_secret_opens_what_is_the_others(village: Village) -> None:
    order = placed_order((village.listing, 1_000))
    assert refusal(BY_SECRET, secret=order.answer_secret) == "NOT_FOUND"
    assert refused("orderAnswer", {"secret": order.secret, "accepted": True}) == [("NOT_FOUND", None)]
    assert refused("orderCancel", {"secret": order.answer_secret}) == [("NOT_FOUND", None)]


def test_the_household_reads_no_secret_and_no_telephone_of_the_buyer(village: Village) -> None:
    fields = data('{ __type(name: "Order") { fields { name } } }')["__type"]["fields"]
    names = {field["name"] for field in fields}
    assert not names & {"secret", "answerSecret", "telephone", "checkout", "address", "name"}


def test_a_buyer_cancels_for_nothing_until_it_is_accepted(village: Village) -> None:
    [placed] = place(village.listing)["orders"]
    assert refused("orderCancel", {}) == [("NOT_FOUND", "orderId")]
    assert refused("orderCancel", {"orderId": placed["order"]["id"]}) == [("NOT_FOUND", None)]
    assert (
        done("orderCancel", "order { state }", {"secret": placed["secret"]})["order"]["state"] == "cancelled"
    )
    assert village.listing.lots.get().available == 100_000


def test_a_card_is_opened_for_a_card_checkout_only(village: Village) -> None:
    checkout = place(village.listing)
    [(code, _field)] = refused("cardOpen", {"checkoutSecret": checkout["secret"]})
    assert code in {"NOT_FOUND", "CARD_ALREADY_CLOSED", "CARD_NOT_OFFERED"}
    assert refused("cardOpen", {"checkoutSecret": "x"}) == [("NOT_FOUND", None)]


def test_a_preview_says_what_stands_in_the_way(village: Village) -> None:
    query = """query P($lines: [BasketLineInput!]!, $to: String!) { checkoutPreview(lines: $lines, communeCode: $to) {
        placeable total parts { lines { trouble troubleText available } } } }"""
    lines = [{"listingId": id_of("Listing", village.listing), "quantity": 10**9}]
    seen = data(query, lines=lines, to=CAU_GIAY)["checkoutPreview"]
    assert not seen["placeable"]
    assert seen["parts"][0]["lines"][0]["trouble"] == "LOT_SOLD_OUT"
    assert refusal(PREVIEW, lines=[], to=CAU_GIAY) == "BASKET_EMPTY"
    assert refusal(PREVIEW, lines=lines, to="x") == "UNKNOWN_PLACE"


def test_an_account_finds_its_orders_and_their_secrets_again(village: Village) -> None:
    account = village.people["stranger"].account
    assert account is not None
    order = placed_order(
        (village.listing, 1_000),
        person=village.people["stranger"],
        telephone=account.telephone,
        confirmation=confirmation_of(account.telephone),
    )
    token = village.token("stranger")
    [mine] = data("{ myOrders { nodes { id } } }", token=token)["myOrders"]["nodes"]
    assert mine["id"] == id_of("Order", order)
    query = "query N($id: ID!) { node(id: $id) { ... on Checkout { secret orders { secret } } } }"
    checkout = id_of("Checkout", order.checkout)
    assert data(query, token=token, id=checkout)["node"]["orders"] == [{"secret": order.secret}]
    assert refusal(query, token=village.token("owner"), id=checkout) == "NOT_FOUND"
    assert refusal("{ myOrders { nodes { id } } }") == "NOT_ALLOWED"


def test_staff_call_off_and_say_why(village: Village) -> None:
    order = placed_order((village.listing, 1_000))
    token, given = village.token("staff"), {"orderId": id_of("Order", order), "reason": "Trùng đơn"}
    assert refused("staffOrderCancel", given | {"reason": ""}, token=token) == [("FIELD_MISSING", "reason")]
    assert done("staffOrderCancel", "order { state }", given, token=token)["order"]["state"] == "cancelled"
    refund = {"orderId": given["orderId"], "amount": 1, "reason": "x", "idempotencyKey": "r"}
    [(code, _field)] = refused("staffOrderRefund", refund, token=token)
    assert code == "REFUND_TOO_MUCH"
    book = {"orderId": given["orderId"], "serviceCode": "vnpost:fast", "idempotencyKey": "b"}
    assert refused("staffOrderBookAgain", book, token=token) == [("NOT_BOOKABLE", None)]


SHARED = """query P($lines: [BasketLineInput!]!, $to: String!) { checkoutPreview(lines: $lines, communeCode: $to) {
    shared { householdKeys goods apart offers { serviceCode price arrivesOn } } } }"""


def test_neighbours_goods_go_in_one_parcel(village: Village) -> None:
    listings = [village.listing, on_sale()]
    given = order_of(listings)
    [one] = data(SHARED, lines=given["lines"], to=CAU_GIAY)["checkoutPreview"]["shared"]
    offer = one["offers"][0]
    assert offer["price"] < one["apart"]
    choice = {
        "householdKeys": one["householdKeys"], "serviceCode": offer["serviceCode"], "goods": one["goods"],
        "postage": offer["price"], "arrivesOn": offer["arrivesOn"],
    }  # fmt: skip
    dearer = given | {"choices": [], "shared": [choice | {"postage": offer["price"] - 1}]}
    assert [code for code, _field in refused("orderPlace", dearer)] == ["CHECKOUT_CHANGED"]
    checkout = done("orderPlace", PLACED, given | {"choices": [], "shared": [choice]})["checkout"]
    assert checkout["total"] == one["goods"] + offer["price"]
    mine = Order.objects.get(household=village.household)
    box = {"grossG": 3_000, "lengthMm": 300, "widthMm": 200, "heightMm": 200}
    closing = {"orderId": id_of("Order", mine), "boxes": [box]}
    [(code, _field)] = refused("parcelClose", closing, token=village.token("owner"))
    assert code in {"SHARED_NOT_READY", "NOT_THE_HOST"}
