"""What a household reads of its money."""

from datetime import timedelta

from marketplace.payments.operations import draw_payouts
from tests.api.client import data, id_of
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
