"""Every question that is one household's business, asked by each of the people around it: its own, its
cooperative with consent and staff get an answer; for all others there is no such thing.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from marketplace.payments.operations import draw_payouts
from tests.api.client import ask, id_of, mutate
from tests.api.conftest import OTHERS, OWN_PEOPLE, Village
from tests.factories.catalogue import NOW, ListingFactory, LotFactory, PhotoFactory
from tests.factories.households import PlotFactory
from tests.factories.orders import OrderFactory, OrderLineFactory
from tests.factories.payments import sold

QUERIES = {
    "node": "query Q($id: ID!) { node(id: $id) { ... on OwnHousehold { telephone address } } }",
    "myListings": "query Q($id: ID!) { myListings(householdId: $id) { nodes { id } } }",
    "householdOrders": "query Q($id: ID!) { householdOrders(householdId: $id) { nodes { id } } }",
    "workOfTheDay": "query Q($id: ID!) { workOfTheDay(householdId: $id) { kind } }",
    "householdMoney": "query Q($id: ID!) { householdMoney(householdId: $id) { payable } }",
}
NODE = "query N($id: ID!) { node(id: $id) { id } }"


def seen(answer: dict[str, Any]) -> bool:
    """Whether there was an answer; a refusal must not tell that the thing exists."""
    if "errors" not in answer:
        return True
    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    return False


@pytest.mark.parametrize("name", QUERIES)
def test_questions_about_a_household(village: Village, name: str) -> None:
    household = id_of("OwnHousehold", village.household)
    answers = {part: ask(QUERIES[name], token=village.token(part), id=household) for part in village.people}
    assert {part for part, answer in answers.items() if seen(answer)} == set(OWN_PEOPLE)


def private_rows(village: Village) -> dict[str, str]:
    household = village.household
    draft = ListingFactory.create(household=household, state="draft", published_at=None)
    order = OrderFactory.create(household=household)
    return {
        "a draft": id_of("Listing", draft),
        "a draft's lot": id_of("Lot", LotFactory.create(listing=draft)),
        "a draft's photo": id_of("Photo", PhotoFactory.create(listing=draft)),
        "a loose photo": id_of("Photo", PhotoFactory.create(listing=None, household=household)),
        "a plot": id_of("Plot", PlotFactory.create(household=household)),
        "an order": id_of("Order", order),
        "a line": id_of("OrderLine", OrderLineFactory.create(order=order)),
    }


def test_what_is_not_on_sale_is_reached_through_node_by_its_own_people_only(village: Village) -> None:
    for what, given in private_rows(village).items():
        answers = {part: ask(NODE, token=village.token(part), id=given) for part in village.people}
        assert {part for part, answer in answers.items() if seen(answer)} == set(OWN_PEOPLE), what


def test_what_is_on_sale_is_everybodys_to_see(village: Village) -> None:
    listing = village.listing
    rows: list[tuple[str, Any]] = [
        ("Listing", listing),
        ("Lot", listing.lots.get()),
        ("Photo", listing.photos.get()),
        ("Household", village.household),
        ("Cooperative", village.cooperative),
    ]
    for name, row in rows:
        given = id_of(name, row)
        assert ask(NODE, id=given) == {"data": {"node": {"id": given}}}


def test_a_buyer_reaches_only_their_own_orders(village: Village) -> None:
    buyer, other = village.people["stranger"].account, village.people["member"].account
    order = OrderFactory.create(checkout__account=buyer)
    line = OrderLineFactory.create(order=order)
    rows: list[tuple[str, Any]] = [("Order", order), ("OrderLine", line), ("Checkout", order.checkout)]
    for name, row in rows:
        given = id_of(name, row)
        assert ask(NODE, token=village.token("stranger"), id=given)["data"]["node"]["id"] == given
        assert other is not None
        assert not seen(ask(NODE, token=village.token("member"), id=given))
        assert not seen(ask(NODE, id=given))


WRITES: dict[str, dict[str, Any]] = {
    "listingDraft": {"householdId": "", "fields": {"commodityCode": "vai-thieu"}},
    "listingPause": {"listingId": ""},
    "listingEnd": {"listingId": ""},
    "listingSellOut": {"listingId": ""},
    "listingChangePrice": {"listingId": "", "price": 25_000},
    "listingUpdate": {"listingId": "", "fields": {"title": "Vải thiều sớm"}},
    "listingPublish": {"listingId": ""},
    "stockAdd": {"listingId": "", "quantity": 1_000, "harvestedOn": "2026-06-10"},
    "stockCorrect": {"lotId": "", "available": 1},
    "photoRemove": {"photoId": ""},
    "householdUpdate": {"householdId": "", "story": "x"},
    "householdSubmit": {"householdId": "", "identityNumber": "024099000001"},
    "plotAdd": {"householdId": "", "name": "Đồi sau", "areaM2": 100},
    "orderAccept": {"orderId": ""},
    "orderDecline": {"orderId": ""},
    "orderPack": {"orderId": "", "lines": [], "boxes": []},
}
OWNERS_ALONE: dict[str, dict[str, Any]] = {
    "householdSetBankAccount": {
        "householdId": "", "bankCode": "970405", "bankAccount": "0123456789", "bankHolder": "NGUYEN VAN A",
    },
    "consentGive": {"householdId": "", "cooperativeId": ""},
    "consentWithdraw": {"householdId": ""},
    "memberAdd": {"householdId": "", "telephone": "0900000001"},
    "memberRemove": {"householdId": "", "telephone": "0900000001"},
}  # fmt: skip
STAFFS_ALONE: dict[str, dict[str, Any]] = {
    "staffHouseholdVerify": {"householdId": ""},
    "staffHouseholdReject": {"householdId": "", "reason": "x"},
    "staffHouseholdSuspend": {"householdId": "", "reason": "x"},
    "staffHouseholdReinstate": {"householdId": ""},
    "staffListingApprove": {"listingId": ""},
    "staffListingUnpublish": {"listingId": "", "reason": "x"},
    "staffOrderCancel": {"orderId": "", "reason": "x"},
    "staffOrderRefund": {"orderId": "", "amount": 1, "reason": "x", "idempotencyKey": "k"},
    "staffOrderBookAgain": {"orderId": "", "serviceCode": "vnpost:fast"},
    "staffPayoutsDraw": {"idempotencyKey": "k"},
    "staffPayoutBatchSend": {"batchId": ""},
    "staffPayoutConfirm": {"payoutId": ""},
    "staffPayoutReturn": {"payoutId": "", "reason": "x"},
    "staffConsignmentClear": {"number": "NX000000"},
    "staffConsignmentHandOver": {"number": "NX000000"},
}


@pytest.fixture
def ids(village: Village) -> dict[str, str]:
    order = OrderFactory.create(household=village.household)
    sold(village.household)
    batch = draw_payouts(actor="system:test", at=NOW + timedelta(days=3))
    return {
        "batchId": id_of("PayoutBatch", batch),
        "payoutId": id_of("Payout", batch.payouts.get()),
        "householdId": id_of("OwnHousehold", village.household),
        "listingId": id_of("Listing", village.listing),
        "lotId": id_of("Lot", village.listing.lots.get()),
        "photoId": id_of("Photo", PhotoFactory.create(listing=village.listing)),
        "orderId": id_of("Order", order),
        "cooperativeId": id_of("Cooperative", village.cooperative),
    }


def shut_out(village: Village, ids: dict[str, str], name: str, given: dict[str, Any]) -> set[str]:
    """Who is told that there is no such thing, or that they may not."""
    filled = {key: value or ids.get(key, value) for key, value in given.items()}
    parts = (*OTHERS, *OWN_PEOPLE)
    return {part for part in parts if tried(name, filled, village.token(part)) & {"NOT_FOUND", "NOT_ALLOWED"}}


def tried(name: str, given: dict[str, Any], token: str) -> set[str]:
    """The codes of the refusal; whatever was done is undone for whoever tries next."""
    with transaction.atomic():
        codes = {error["code"] for error in mutate(name, "", given, token=token)["userErrors"]}
        transaction.set_rollback(True)
    return codes


@pytest.mark.parametrize("name", WRITES)
def test_writes_of_a_household(village: Village, ids: dict[str, str], name: str) -> None:
    assert shut_out(village, ids, name, WRITES[name]) == set(OTHERS)


@pytest.mark.parametrize("name", ["householdSetBankAccount", "consentGive"])
def test_writes_of_the_owner(village: Village, ids: dict[str, str], name: str) -> None:
    assert shut_out(village, ids, name, OWNERS_ALONE[name]) == {*OTHERS, "member", "manager"}


@pytest.mark.parametrize("name", OWNERS_ALONE)
def test_nobody_but_the_owner_decides_who_acts_for_a_household(
    village: Village, ids: dict[str, str], name: str
) -> None:
    given = {key: value or ids.get(key, value) for key, value in OWNERS_ALONE[name].items()}
    for part in (*OTHERS, "member", "manager"):
        [error] = mutate(name, "", given, token=village.token(part))["userErrors"]
        assert error["code"] == "NOT_FOUND", part


@pytest.mark.parametrize("name", STAFFS_ALONE)
def test_writes_of_staff(village: Village, ids: dict[str, str], name: str) -> None:
    everybody = {*OTHERS, *OWN_PEOPLE}
    assert shut_out(village, ids, name, STAFFS_ALONE[name]) == everybody - {"staff"}
