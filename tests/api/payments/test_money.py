"""What a household reads of its money, and how staff pay it."""

from datetime import timedelta
from typing import Any

import pytest

from kernel.clock import standing_at
from marketplace.payments.operations import draw_payouts
from marketplace.payments.payout_desk import latest_batches
from tests.api.client import data, id_of, mutate
from tests.api.conftest import Village
from tests.factories.catalogue import NOW
from tests.factories.payments import sold

MONEY = """query M($id: ID!) { householdMoney(householdId: $id) { payable comingAmount
    coming { reference amount payableFrom held } payouts { id amount state references drawnAt } } }"""


def test_a_sum_on_its_way_and_then_transferred(village: Village) -> None:
    sale, token = sold(village.household), village.token("owner")
    given = id_of("OwnHousehold", village.household)
    money = data(MONEY, token=token, id=given)["householdMoney"]
    assert (money["payable"], money["comingAmount"]) == (0, 200_000)
    assert [each["amount"] for each in money["coming"]] == [200_000]
    draw_payouts(actor="account:x", at=NOW + timedelta(days=3))
    money = data(MONEY, token=token, id=given)["householdMoney"]
    [payout] = money["payouts"]
    assert (payout["amount"], payout["state"]) == (200_000, "drawn")
    assert payout["references"] == [sale.reference]
    assert money["coming"] == []


BATCH = "batch { id sentAt leftOut payouts { id householdId amount state } }"
BATCHES = "{ staffPayoutBatches { id leftOut payouts { id amount state references } } }"
PAYOUT = "payout { state returnReason }"


def due(village: Village, *, orders: int = 1) -> str:
    """The token of staff, when the card's 48 hours are over for so many orders of 200,000 dong."""
    for _ in range(orders):
        sold(village.household)
    return village.token("staff")


def test_staff_draw_send_and_confirm(village: Village) -> None:
    token = due(village, orders=2)
    with standing_at(NOW + timedelta(days=3)):
        batch = mutate("staffPayoutsDraw", BATCH, {"idempotencyKey": "a"}, token=token)["batch"]
        [payout] = batch["payouts"]
        assert (payout["amount"], payout["state"], batch["sentAt"]) == (400_000, "drawn", None)
        assert payout["householdId"] == id_of("OwnHousehold", village.household)
        again = mutate("staffPayoutsDraw", BATCH, {"idempotencyKey": "a"}, token=token)["batch"]
        assert again["id"] == batch["id"]
        sent = mutate("staffPayoutBatchSend", BATCH, {"batchId": batch["id"]}, token=token)["batch"]
        assert [each["state"] for each in sent["payouts"]] == ["sent"]
        given = {"payoutId": payout["id"]}
        assert mutate("staffPayoutConfirm", PAYOUT, given, token=token)["payout"]["state"] == "confirmed"


def test_a_step_that_is_none_is_refused_and_moves_nothing(village: Village) -> None:
    token = due(village)
    with standing_at(NOW + timedelta(days=3)):
        batch = mutate("staffPayoutsDraw", BATCH, {"idempotencyKey": "a"}, token=token)["batch"]
        nothing = mutate("staffPayoutsDraw", BATCH, {"idempotencyKey": "b"}, token=token)
        assert [error["code"] for error in nothing["userErrors"]] == ["NOTHING_TO_PAY"]
        early = mutate("staffPayoutConfirm", PAYOUT, {"payoutId": batch["payouts"][0]["id"]}, token=token)
        assert [error["code"] for error in early["userErrors"]] == ["FORBIDDEN_MOVE"]
        mutate("staffPayoutBatchSend", BATCH, {"batchId": batch["id"]}, token=token)
        twice = mutate("staffPayoutBatchSend", BATCH, {"batchId": batch["id"]}, token=token)
        assert [error["code"] for error in twice["userErrors"]] == ["PAYOUT_MOVED"]


def test_what_the_bank_returns_is_payable_again(village: Village) -> None:
    token = due(village)
    with standing_at(NOW + timedelta(days=3)):
        first = mutate("staffPayoutsDraw", BATCH, {"idempotencyKey": "a"}, token=token)["batch"]
        given = {"payoutId": first["payouts"][0]["id"], "reason": "Sai số tài khoản"}
        blank = mutate("staffPayoutReturn", PAYOUT, {**given, "reason": " "}, token=token)
        assert [error["field"] for error in blank["userErrors"]] == ["reason"]
        payout = mutate("staffPayoutReturn", PAYOUT, given, token=token)["payout"]
        assert payout == {"state": "returned", "returnReason": "Sai số tài khoản"}
        second = mutate("staffPayoutsDraw", BATCH, {"idempotencyKey": "b"}, token=token)["batch"]
        assert [each["amount"] for each in second["payouts"]] == [200_000]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_batches_takes_three_statements(
    village: Village, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        sold(village.household)
        draw_payouts(actor="system:test", at=NOW + timedelta(days=3 + number))
    person = village.people["staff"]
    assert person.is_staff  # its roles are read once
    with django_assert_num_queries(3):
        batches = latest_batches(person=person, limit=20)
    assert [len(batch.payouts) for batch in batches] == [1] * count
    told = data(BATCHES, token=village.token("staff"))["staffPayoutBatches"]
    assert [len(batch["payouts"][0]["references"]) for batch in told] == [1] * count
