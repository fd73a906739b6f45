"""Every road that is not the good one, over HTTP; at the end of each, everything agrees."""

from collections.abc import Callable

import pytest

from api.node import global_id
from kernel.clock import now
from kernel.ids import new_key
from marketplace.catalogue.models import Listing
from marketplace.households.operations import appoint_manager, open_cooperative
from marketplace.people.operations.sign_in import open_account
from tests.factories.places import LUC_NGAN
from tests.journeys.support.books import posted, row_of
from tests.journeys.support.people import (
    KILO,
    Bought,
    Farm,
    Guest,
    Post,
    new_guest,
    new_telephone,
    open_farm,
    staff_member,
    staff_speaker,
)
from tests.journeys.support.shop import Shop
from tests.journeys.support.speaking import Refused, last_message, link_sent_to, wait_for
from tests.journeys.support.time import let_hours_pass, sweep_now
from tests.journeys.test_trade_over_http import available, carried

pytestmark = [pytest.mark.usefixtures("agreed"), pytest.mark.xdist_group("shop")]
DECLINED, TOO_LITTLE, ASKS_BANK = "4000000000000002", "4000000000009995", "4000002500003155"
CAPTURE_DECLINED, ANSWER_LOST = "4000000000001042", "4000000000001018"


@pytest.fixture
def farm(farms: list[Farm]) -> Farm:
    return farms[0]


@pytest.fixture
def guest(shop: Shop) -> Guest:
    return new_guest(shop)


@pytest.fixture
def bought(farm: Farm, guest: Guest) -> Bought:
    """Three kilograms for cash."""
    return guest.order((farm.goods[0], 3 * KILO))[0]


@pytest.fixture
def booked(farm: Farm, bought: Bought, post: Post) -> str:
    """Accepted, packed to the gram, fetched: its tracking code."""
    return ready(farm, bought, post)


def ready(farm: Farm, order: Bought, post: Post) -> str:
    farm.accept(order.id)
    farm.pack(order)
    return post.fetch(order)


def by_card(shop: Shop, farm: Farm, guest: Guest, card: str = "4242424242424242") -> Bought:
    (order,) = guest.order((farm.goods[0], 3 * KILO), payment="CARD")
    shop.stripe.pay(guest.open_card(order), card)
    return order


def stock_of(farm: Farm, guest: Guest, work: Callable[[], None]) -> int:
    """How much of its goods the work gives back."""
    before = available(guest, farm.goods[0])
    work()
    return available(guest, farm.goods[0]) - before


def stock_returns(guest: Guest, farm: Farm, work: Callable[[], None]) -> bool:
    return stock_of(farm, guest, work) == 3 * KILO


def test_declined(farm: Farm, guest: Guest, bought: Bought) -> None:
    assert stock_returns(guest, farm, lambda: farm.decline(bought.id))
    assert bought.state == "declined"
    assert wait_for(lambda: last_message(guest.telephone, "OrderDeclined"), what="word to the buyer")
    assert posted(bought) == {}


def test_declined_by_the_link_in_the_message(shop: Shop, farm: Farm, guest: Guest, bought: Bought) -> None:
    code = bought.look("order { code }")["order"]["code"]
    wait_for(lambda: told_of(code, farm.telephone), what="the household's message")
    secret = link_sent_to(farm.telephone, "OrderPlaced")
    assert guest.speaker.link.get(f"/tra-loi/{secret}").status_code == 200
    assert bought.state == "placed"  # opening the page answers nothing
    guest.speaker.do("orderAnswer", "order { state }", secret=secret, accepted=False)
    assert bought.state == "declined"


def told_of(code: str, telephone: str) -> bool:
    message = last_message(telephone, "OrderPlaced")
    return message is not None and code in message.text


def test_silence_reminds_asks_the_cooperative_and_cancels(shop: Shop, guest: Guest) -> None:
    """The last step waits for beat itself; the second miss puts the listing to rest."""
    staff, manager = staff_member(), new_telephone()  # appoints at the console
    farm = open_farm(shop, "Nhà im lặng", staff=staff_speaker(shop))
    goods = farm.list_goods(quantity=20 * KILO)
    cooperative = open_cooperative(
        person=staff, name="Hợp tác xã Lục Ngạn", commune_code=LUC_NGAN, telephone=manager, at=now()
    )
    account = open_account(telephone=f"+84{manager[1:]}", at=now())
    appoint_manager(person=staff, cooperative_key=cooperative.key, account=account, at=now())
    farm.speaker.do(
        "consentGive", "givenAt", householdId=farm.id, cooperativeId=global_id("Cooperative", cooperative.key)
    )
    first, second = guest.order((goods, 3 * KILO))[0], guest.order((goods, 3 * KILO))[0]
    for hours, told, kind in ((2.1, farm.telephone, "OrderUnanswered"), (4.1, manager, "OrderUnanswered")):
        let_hours_pass(first, hours)
        sweep_now(shop)
        wait_for(lambda told=told, kind=kind: last_message(told, kind), what=f"{kind} after {hours} h")
    for order in (first, second):
        let_hours_pass(order, 13)
    first.wait("timed_out")  # beat's own sweep, within a minute
    second.wait("timed_out")
    assert Listing.objects.get(slug=goods.slug).state == "paused"
    farm.speaker.do("listingResume", "listing { state }", listingId=goods.id)
    assert available(guest, goods) == 20 * KILO


def test_cancelled_by_the_buyer_for_nothing(farm: Farm, guest: Guest, bought: Bought) -> None:
    assert stock_returns(guest, farm, lambda: guest.cancel(bought))
    assert bought.state == "cancelled"
    assert posted(bought) == {}


def test_no_cancelling_once_it_was_accepted(farm: Farm, guest: Guest, bought: Bought) -> None:
    farm.accept(bought.id)
    with pytest.raises(Refused) as refused:
        guest.cancel(bought)
    assert refused.value.codes == ["NOT_CANCELLABLE"]


def test_a_short_line_is_asked_about_and_dropped(shop: Shop, farm: Farm, guest: Guest, post: Post) -> None:
    """What was packed of the dropped line goes back on sale, what was missing does not."""
    second = farm.list_goods(quantity=50 * KILO)
    (order,) = guest.order((farm.goods[0], 3 * KILO), (second, 10 * KILO))
    farm.accept(order.id)
    lines = order.look("order { lines { id title } }")["order"]["lines"]
    place = next(number for number, line in enumerate(lines) if line["title"] == second.title)
    farm.pack(order, net={place: 8 * KILO})
    assert order.state == "asking_buyer"
    (short,) = order.look("shortLines { id }")["shortLines"]
    guest.speaker.do(
        "orderAnswerShort",
        "order { state }",
        secret=order.secret,
        lines=[{"lineId": short["id"], "keep": False}],
    )
    assert available(guest, second) == 48 * KILO
    carried(post, order, cash=True)
    assert posted(order)["sale"]["household"] == -60_000


def test_silence_about_a_short_line_keeps_it(shop: Shop, farm: Farm, bought: Bought) -> None:
    farm.accept(bought.id)
    farm.pack(bought, net={0: 2 * KILO})
    let_hours_pass(bought, 2.1)
    sweep_now(shop)
    bought.wait("booked")
    assert bought.charged == 40_000 + row_of(bought).postage_dong


def test_refused_at_the_door_and_returned(bought: Bought, booked: str, post: Post) -> None:
    post.tell(
        booked, "picked_up", "out_for_delivery", "refused", "returning", "returned", reason="changed_mind"
    )
    bought.wait("returned")
    wait_for(lambda: "postage_settled" in posted(bought), what="the postage to be settled")
    loss = posted(bought)["postage_settled"]
    assert loss["loss"] == -loss["postage"] == row_of_bill(bought)


def row_of_bill(order: Bought) -> int:
    return posted(order)["carrier_bill"]["postage"]


def test_refused_at_the_door_and_destroyed(shop: Shop, farm: Farm, guest: Guest, post: Post) -> None:
    """A card keeps the postage of the way that was made for its buyer."""
    goods = farm.list_goods(quantity=50 * KILO, undelivered="DESTROY")
    (order,) = guest.order((goods, 3 * KILO), payment="CARD")
    shop.stripe.pay(guest.open_card(order))
    order.wait("placed")
    code = ready(farm, order, post)
    post.tell(code, "picked_up", "refused", "destroyed", reason="quality")
    order.wait("destroyed")
    refunded = wait_for(lambda: posted(order).get("card_refunded"), what="the refund")
    assert refunded["stripe"] == -60_000


def test_a_second_attempt_succeeds(bought: Bought, booked: str, post: Post) -> None:
    post.tell(booked, "picked_up", "out_for_delivery", "delivery_failed", reason="not_home")
    bought.wait("delivery_failed")
    post.tell(booked, "out_for_delivery", "delivered", "cod_collected", amount=bought.charged)
    bought.wait("delivered")
    assert posted(bought)["sale"]["household"] == -60_000


@pytest.mark.parametrize("end", ["lost", "damaged"])
def test_the_carrier_pays_for_what_it_lost_or_damaged(
    shop: Shop, bought: Bought, booked: str, post: Post, end: str
) -> None:
    post.tell(booked, "picked_up", "in_transit", end)
    bought.wait(end)
    kind = next(kind for kind in posted(bought) if "household" in posted(bought)[kind])
    assert posted(bought)[kind] == {"carrier": 60_000, "household": -60_000}


def test_a_declined_card_may_be_followed_by_a_good_one(shop: Shop, farm: Farm, guest: Guest) -> None:
    (order,) = guest.order((farm.goods[0], 3 * KILO), payment="CARD")
    intent = guest.open_card(order)
    for card in (DECLINED, TOO_LITTLE):
        assert shop.stripe.pay(intent, card)["error"]["code"] == "card_declined"
    assert order.state == "awaiting_card"
    assert guest.open_card(order) == intent
    shop.stripe.pay(intent)
    order.wait("placed")


def test_a_card_that_never_pays_gives_the_goods_back(shop: Shop, farm: Farm, guest: Guest) -> None:
    order = by_card(shop, farm, guest, DECLINED)
    before = available(guest, farm.goods[0])
    let_hours_pass(order, 0.3)
    sweep_now(shop)
    order.wait("expired_card")
    assert available(guest, farm.goods[0]) == before + 3 * KILO


@pytest.mark.parametrize("passed", [True, False], ids=["passed", "failed"])
def test_three_d_secure(shop: Shop, farm: Farm, guest: Guest, passed: bool) -> None:
    (order,) = guest.order((farm.goods[0], 3 * KILO), payment="CARD")
    secret = guest.open_card(order)
    assert shop.stripe.pay(secret, ASKS_BANK)["status"] == "requires_action"
    assert order.state == "awaiting_card"
    shop.stripe.turn(authenticate=secret.partition("_secret_")[0], passed=passed)
    if not passed:
        shop.stripe.wait_until_silent()
        assert order.state == "awaiting_card"
        shop.stripe.pay(secret)
    order.wait("placed")


def test_a_refused_capture_cancels_and_gives_the_stock_back(
    shop: Shop, farm: Farm, guest: Guest, post: Post
) -> None:
    order = by_card(shop, farm, guest, CAPTURE_DECLINED)
    order.wait("placed")
    before = available(guest, farm.goods[0])
    farm.accept(order.id)
    farm.pack(order)
    order.wait("cancelled")
    assert available(guest, farm.goods[0]) == before + 3 * KILO
    assert row_of(order).cancel_reason == "card_refused"


def test_a_capture_whose_answer_was_lost_is_one_capture(
    shop: Shop, farm: Farm, guest: Guest, post: Post
) -> None:
    order = by_card(shop, farm, guest, ANSWER_LOST)
    order.wait("placed")
    farm.accept(order.id)
    farm.pack(order)
    carried(post, order, cash=False)
    assert posted(order)["card_captured"]["stripe"] == order.charged


def test_a_household_that_declines_after_the_capture_costs_nothing(
    shop: Shop, farms: list[Farm], guest: Guest, post: Post
) -> None:
    first, second = farms[:2]
    orders = guest.order((first.goods[0], 3 * KILO), (second.goods[0], 3 * KILO), payment="CARD")
    mine, other = sorted(orders, key=lambda order: order.household != first.name)
    shop.stripe.pay(guest.open_card(mine))
    for order in orders:
        order.wait("placed")
    ready(first, mine, post)
    assert stock_of(second, guest, lambda: second.decline(other.id)) == 3 * KILO
    refunded = wait_for(lambda: posted(other).get("card_refunded"), what="the refund")
    assert refunded["buyer"] == row_of(other).agreed_dong
    post.tell(mine.tracking_codes()[0], "picked_up", "delivered")
    mine.wait("delivered")


def test_staff_give_a_part_back(shop: Shop, farm: Farm, guest: Guest, post: Post) -> None:
    """The same request twice is one refund."""
    order = by_card(shop, farm, guest)
    order.wait("placed")
    ready(farm, order, post)
    post.tell(order.tracking_codes()[0], "picked_up", "delivered")
    order.wait("delivered")
    staff, key = staff_speaker(shop), new_key()
    for _twice in range(2):
        staff.do(
            "staffOrderRefund", "order { moneyBack }", orderId=order.id, amount=15_000,
            reason="Gạo bị ẩm", idempotencyKey=key,
        )  # fmt: skip
    refunded = wait_for(lambda: posted(order).get("card_refunded"), what="the refund")
    assert refunded == {"buyer": 15_000, "stripe": -15_000}
    with pytest.raises(Refused) as refused:
        guest.speaker.do(
            "staffOrderRefund",
            "order { moneyBack }",
            orderId=order.id,
            amount=1,
            reason="x",
            idempotencyKey="x",
        )
    assert refused.value.codes == ["NOT_ALLOWED"]


def test_staff_cancel_what_is_booked(
    shop: Shop, farm: Farm, guest: Guest, bought: Bought, booked: str
) -> None:
    staff = staff_speaker(shop)
    assert stock_returns(
        guest,
        farm,
        lambda: staff.do("staffOrderCancel", "order { state }", orderId=bought.id, reason="Bão lớn") and None,
    )
    assert bought.state == "cancelled"
