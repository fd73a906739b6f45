"""The whole trade over HTTP only, through every process of the shop: by cash, and by card."""

from typing import Any

import pytest

from kernel.ids import new_secret
from marketplace.catalogue.models import Photo
from tests.journeys.support.books import checked_by_command, posted, row_of, told_by_trace
from tests.journeys.support.people import (
    KILO,
    Bought,
    Farm,
    Goods,
    Guest,
    Post,
    new_guest,
    open_farm,
    staff_speaker,
)
from tests.journeys.support.shop import Shop
from tests.journeys.support.speaking import Speaker, last_message, wait_for
from tests.journeys.support.time import let_payables_ripen

pytestmark = [pytest.mark.usefixtures("agreed"), pytest.mark.xdist_group("shop")]
SEARCH = """query Find($text: String!) { listings(text: $text, first: 5) {
  totalCount nodes { id slug title price available seller { name } photo { url } } } }"""
LISTING = "query See($id: ID!) { listing(id: $id) { available lots { available } } }"
BATCH = "batch { id payouts { id householdId } }"
MONEY = """query Money($id: ID!) { householdMoney(householdId: $id) { payable comingAmount
  payouts { amount state references } } }"""


def available(guest: Guest, goods: Goods) -> int:
    return int(guest.speaker.ask(LISTING, id=goods.id)["listing"]["available"])


def carried(post: Post, order: Bought, *, cash: bool) -> str:
    """From the pickup to the door; the tracking code."""
    code = post.fetch(order)
    events = ["picked_up", "in_transit", "at_delivery_office", "out_for_delivery", "delivered"]
    post.tell(code, *events, *(["cod_collected"] if cash else []), amount=order.charged)
    order.wait("delivered")
    return code


def found(guest: Guest, slug: str) -> Any:
    """The listing among the hits; other trades of this shop may sell the like."""
    hits = guest.speaker.ask(SEARCH, text="gao nuong dinh hoa")["listings"]["nodes"]
    return next((hit for hit in hits if hit["slug"] == slug), None)


def test_cash_from_the_first_sign_in_to_the_bank(shop: Shop, post: Post) -> None:
    staff = staff_speaker(shop)
    farm = open_farm(shop, "Nhà bác Bốn", staff=staff)
    goods = farm.list_goods(quantity=100 * KILO, title="Gạo nương Định Hóa", price=25_000)
    wait_for(lambda: Photo.objects.filter(listing__slug=goods.slug, state="ready").exists(), what="the photo")

    guest = new_guest(shop)
    hit = wait_for(lambda: found(guest, goods.slug), what="the indexer")
    assert (hit["slug"], hit["available"], hit["seller"]["name"]) == (goods.slug, 100 * KILO, farm.name)
    assert guest.speaker.link.get(hit["photo"]["url"]).headers["Content-Type"] == "image/jpeg"

    (order,) = guest.order((goods, 5 * KILO))
    assert available(guest, goods) == 95 * KILO
    assert wait_for(lambda: last_message(farm.telephone, "OrderPlaced"), what="word to the household").link
    farm.accept(order.id)
    farm.pack(order, net={0: 4_700})
    postage = row_of(order).postage_dong
    assert order.charged == 117_500 + postage

    code = post.fetch(order)
    assert post.label(code).startswith(b"%PDF")
    post.tell(
        code,
        "picked_up",
        "in_transit",
        "out_for_delivery",
        "delivered",
        "cod_collected",
        amount=order.charged,
    )
    order.wait("delivered")
    assert post.remit((code, order.charged))["lines"][0]["state"] == "matched"

    money = wait_for(lambda: paid(farm), what="the household's money")
    assert money["payable"] == 117_500
    pay_out(staff, farm)
    (row,) = farm.speaker.ask(MONEY, id=farm.id)["householdMoney"]["payouts"]
    assert (row["amount"], row["state"]) == (117_500, "confirmed")
    the_books_say_who_got_what(order, goods_dong=117_500, postage=postage)
    assert available(guest, goods) == 95 * KILO


def pay_out(staff: Speaker, *farms: Farm) -> None:
    """Drawn, sent to the bank, found on the bank's statement."""
    drawn = staff.do(
        "staffPayoutsDraw", "batch { id payouts { id householdId } }", idempotencyKey=new_secret()
    )
    staff.do("staffPayoutBatchSend", "batch { sentAt }", batchId=drawn["batch"]["id"])
    payouts = {each["householdId"]: each["id"] for each in drawn["batch"]["payouts"]}
    for farm in farms:
        staff.do("staffPayoutConfirm", "payout { state }", payoutId=payouts[farm.id])


def paid(farm: Farm) -> dict[str, int] | None:
    money = farm.speaker.ask(MONEY, id=farm.id)["householdMoney"]
    return money if money["payable"] else None


def the_books_say_who_got_what(order: Bought, *, goods_dong: int, postage: int) -> None:
    books, all_of_it = posted(order), goods_dong + postage
    assert books["sale"] == {"buyer": all_of_it, "household": -goods_dong, "postage": -postage}
    assert books["cash_collected"] == {"carrier_cash": all_of_it, "buyer": -all_of_it}
    assert books["cash_remitted"] == {"bank": all_of_it, "carrier_cash": -all_of_it}
    billed = books["carrier_bill"]["postage"]
    assert books["carrier_bill"]["carrier"] == -billed
    assert books.get("postage_settled", {"postage": 0})["postage"] == postage - billed
    assert "Nhà vườn" in told_by_trace(order)
    assert "the ledger agrees" in checked_by_command()


@pytest.mark.parametrize("count", [1, 3], ids=["one household", "three households"])
def test_a_card_is_captured_once_and_the_rest_given_back(
    shop: Shop, farms: list[Farm], post: Post, count: int
) -> None:
    """The second household's missing weight comes back as a partial refund."""
    sellers, guest = farms[:count], new_guest(shop)
    before = [available(guest, farm.goods[0]) for farm in sellers]
    orders = guest.order(*((farm.goods[0], 4 * KILO) for farm in sellers), payment="CARD")
    by_name = {order.household: order for order in orders}
    mine = [by_name[farm.name] for farm in sellers]
    assert shop.stripe.pay(guest.open_card(mine[0]))["status"] == "requires_capture"
    for order in mine:
        order.wait("placed")
    for place, (farm, order) in enumerate(zip(sellers, mine, strict=True)):
        farm.accept(order.id)
        farm.pack(order, net={0: 4 * KILO - 100 * place})
    for order in mine:
        carried(post, order, cash=False)

    agreed = sum(row_of(order).agreed_dong for order in mine)
    back = {1: 0, 3: 2_000 + 4_000}[count]
    charge = wait_for(lambda: charge_of(shop, mine[0], back), what="the charge and its refunds")
    assert sum(order.charged for order in mine) == agreed - back
    assert charge["amount_captured"] - charge["amount_refunded"] == agreed - back
    assert [available(guest, farm.goods[0]) for farm in sellers] == [one - 4 * KILO for one in before]
    assert {posted(order)["sale"]["household"] for order in mine} <= {-80_000, -78_000, -76_000}
    let_payables_ripen()
    pay_out(staff_speaker(shop), *sellers)


def charge_of(shop: Shop, order: Bought, back: int) -> dict[str, int] | None:
    """The charge of the order's checkout once what is left of it has arrived at its final sum."""
    key = row_of(order).checkout.key
    (intent,) = [
        intent for intent in shop.stripe.held("payment_intent") if intent["metadata"]["checkout"] == key
    ]
    (charge,) = [charge for charge in shop.stripe.held("charge") if charge["payment_intent"] == intent["id"]]
    due = sum(each.charged_dong for each in row_of(order).checkout.orders.all())
    kept = charge["amount_captured"] - charge["amount_refunded"]
    return charge if charge["captured"] and kept == due else None
