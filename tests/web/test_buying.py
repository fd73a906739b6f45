"""A guest's purchase by plain forms, as a browser without scripts sends them."""

import re
from typing import Any

import pytest
from django.test import Client

from kernel.messages.models import Message
from kernel.outbox.testing import run_relay
from marketplace.catalogue.models import Listing, Lot
from marketplace.orders.models import Checkout, Order
from tests.factories.catalogue import PhotoFactory, TierFactory
from tests.factories.orders import on_sale, placed_order, seller_of, weigh

pytestmark = pytest.mark.usefixtures("shop")


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found.group(1)


def put(buyer: Client, listing: Listing, amount: str = "5") -> None:
    assert buyer.post("/gio/them", {"hang": listing.slug, "so_luong": amount}).status_code == 302


def form_of(html: str, **changes: str) -> dict[str, str]:
    return {
        "once": hidden(html, "once"),
        "shown": hidden(html, "shown"),
        "name": "Trần Thị Mai",
        "telephone": "0900 000 555",
        "commune": "Phường Cầu Giấy, Hà Nội",
        "address": "Số 1, ngõ Demo",
        "note": "",
        "payment": "cash",
    } | changes


def code_sent_to(telephone: str) -> str:
    run_relay()
    text = Message.objects.filter(to=telephone, kind__contains="code").latest("id").text
    found = re.search(r"\d{6}", text)
    assert found
    return found.group()


def test_the_listing_says_tiers_stock_and_options(buyer: Client) -> None:
    listing = on_sale(quantity=120_000)
    TierFactory.create(listing=listing)

    html = buyer.get(f"/mua/{listing.slug}?so_luong=10").content.decode()

    assert "27.000\u00a0₫" in html
    assert "Còn <b>120\u00a0kg</b>" in html
    assert "nên ăn trước" in html
    assert html.count('name="goi"') >= 2
    assert "270.000\u00a0₫" in html  # ten kilograms at the tier's price
    assert "Cách giao" not in html


def test_a_quantity_that_cannot_be_read_is_said_and_nothing_is_lost(buyer: Client) -> None:
    listing = on_sale()

    html = buyer.get(f"/mua/{listing.slug}?so_luong=nhiều").content.decode()

    assert "Không đọc được số lượng “nhiều”" in html


def test_a_listing_off_sale_is_gone_with_a_way_on(buyer: Client) -> None:
    listing = on_sale(state="paused")

    response = buyer.get(f"/mua/{listing.slug}")

    assert response.status_code == 410
    assert "Món này không còn bán" in response.content.decode()


def test_the_basket_groups_by_household_and_reserves_nothing(buyer: Client) -> None:
    first, second = on_sale(), on_sale()
    put(buyer, first)
    put(buyer, second, "2")

    html = buyer.get("/gio").content.decode()

    assert "Kiện 1" in html
    assert "Kiện 2" in html
    assert html.count("phí gửi") == 2
    assert Lot.objects.filter(listing=first).get().available == 100_000


@pytest.mark.parametrize("count", [1, 3])
def test_the_basket_takes_two_statements(buyer: Client, count: int, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        put(buyer, on_sale())
    buyer.get("/gio")

    with django_assert_num_queries(2):
        buyer.get("/gio")


def test_the_steppers_change_amounts_and_nought_takes_out(buyer: Client) -> None:
    first, second = on_sale(), on_sale()
    put(buyer, first)
    put(buyer, second)

    buyer.post("/gio/doi", {f"q_{first.key}": "7,5", f"q_{second.key}": "0"})

    assert buyer.session["basket"] == {first.key: 7_500}


def test_nobody_puts_a_listing_in_by_the_form_that_changes_amounts(buyer: Client) -> None:
    listing, other = on_sale(), on_sale()
    put(buyer, listing)

    buyer.post("/gio/doi", {f"q_{other.key}": "7"})

    assert list(buyer.session["basket"]) == [listing.key]


def test_a_guest_orders_with_a_code_and_typed_words_stay(buyer: Client) -> None:
    listing = on_sale()
    put(buyer, listing)
    page = buyer.get("/dat-hang").content.decode()

    asked = buyer.post("/dat-hang", form_of(page))
    assert asked.status_code == 200
    html = asked.content.decode()
    assert "Nhập mã vừa gửi tới máy bạn." in html
    assert 'class="errors"' not in html
    assert 'value="Trần Thị Mai"' in html
    assert 'value="Số 1, ngõ Demo"' in html
    assert 'name="code"' in html

    done = buyer.post("/dat-hang", form_of(html, code=code_sent_to("+84900000555")))

    checkout = Checkout.objects.get()
    assert done.status_code == 302
    assert done.headers["Location"] == f"/dat-hang/{checkout.secret}"
    assert checkout.telephone == "+84900000555"
    assert "basket" not in buyer.session
    assert "Đã đặt 1 kiện" in buyer.get(done.headers["Location"]).content.decode()


def test_a_second_tap_makes_one_order(buyer: Client) -> None:
    listing = on_sale()
    put(buyer, listing)
    sent = form_of(buyer.get("/dat-hang").content.decode())
    buyer.post("/dat-hang", sent)
    sent["code"] = code_sent_to("+84900000555")

    buyer.post("/dat-hang", sent)
    put(buyer, listing)
    again = buyer.post("/dat-hang", sent | {"code": ""})

    assert Order.objects.count() == 1
    assert again.headers["Location"] == f"/dat-hang/{Checkout.objects.get().secret}"


def test_a_wrong_code_is_said_at_its_field(buyer: Client) -> None:
    put(buyer, on_sale())
    sent = form_of(buyer.get("/dat-hang").content.decode())
    buyer.post("/dat-hang", sent)
    code = code_sent_to("+84900000555")
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    html = buyer.post("/dat-hang", sent | {"code": wrong}).content.decode()

    assert "Mã chưa đúng" in html
    assert 'href="#id_code"' in html
    assert not Order.objects.exists()


def test_another_place_is_priced_anew_before_anything_is_ordered(buyer: Client) -> None:
    put(buyer, on_sale())
    page = buyer.get("/dat-hang").content.decode()

    html = buyer.post("/dat-hang", form_of(page, commune="Phường Sài Gòn, Hồ Chí Minh")).content.decode()

    assert "đã tính lại" in html
    assert hidden(html, "shown") != hidden(page, "shown")
    assert not Order.objects.exists()


def test_an_old_name_that_became_several_is_asked(buyer: Client) -> None:
    put(buyer, on_sale())
    page = buyer.get("/dat-hang").content.decode()

    html = buyer.post("/dat-hang", form_of(page, commune="cau giay")).content.decode()

    assert "Bạn ở đâu?" in html
    assert 'type="radio" name="commune_code"' in html


def test_an_empty_form_names_every_field_that_is_missing(buyer: Client) -> None:
    put(buyer, on_sale())

    html = buyer.post("/dat-hang", {"payment": "cash", "once": "a" * 26}).content.decode()

    assert 'role="alert"' in html
    for name in ("name", "telephone", "commune", "address"):
        assert f'href="#id_{name}"' in html


def test_no_total_is_promised_before_the_postage_is_known(client: Client) -> None:
    put(client, on_sale())

    assert client.get("/gio").content.decode().count("button-main") == 1
    html = client.get("/dat-hang").content.decode()
    assert "Chưa có phí gửi" in html
    assert "Bạn không trả quá" not in html


def test_with_an_empty_basket_there_is_nothing_to_check_out(buyer: Client) -> None:
    assert buyer.get("/dat-hang").headers["Location"] == "/gio"
    assert "Giỏ đang trống" in buyer.get("/gio").content.decode()


def test_the_order_is_read_by_its_secret_link_alone(client: Client) -> None:
    order = placed_order()

    response = client.get(f"/don/{order.secret}")

    html = response.content.decode()
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert order.code in html
    assert "Hàng đang ở đâu" in html
    assert client.get(f"/don/{order.key}").status_code == 404


def test_the_buyer_cancels_until_the_household_accepts(client: Client) -> None:
    order = placed_order()

    client.get(f"/don/{order.secret}/huy")
    order.refresh_from_db()
    assert order.state == "placed"
    client.post(f"/don/{order.secret}/huy")

    order.refresh_from_db()
    assert order.state == "cancelled"


def test_a_short_weight_is_answered_on_the_order_page(client: Client) -> None:
    order = placed_order()
    client.post(f"/tra-loi/{order.answer_secret}", {"tra_loi": "co"})
    weigh(order, net={0: 3_000, 1: 3_000})
    order.refresh_from_db()
    assert order.state == "asking_buyer"
    line = order.lines.get()

    html = client.get(f"/don/{order.secret}").content.decode()
    assert "Hàng cân được ít hơn bạn đặt" in html
    client.post(f"/don/{order.secret}/thieu-can", {line.key: "keep"})

    order.refresh_from_db()
    assert order.state == "priced"
    assert order.packed_dong == 90_000
    assert "Bạn được bớt" in client.get(f"/don/{order.secret}").content.decode()


def test_ordering_again_fills_the_basket(buyer: Client) -> None:
    order = placed_order()

    buyer.post(f"/don/{order.secret}/dat-lai")

    assert buyer.session["basket"] == {order.lines.get().listing.key: 5_000}


def test_my_orders_of_an_account_are_newest_first(client: Client) -> None:
    order = placed_order()
    account = seller_of(order).account
    assert account
    order.checkout.account = account
    order.checkout.save()
    client.force_login(account)

    assert order.code in client.get("/don-cua-toi").content.decode()


def test_a_photo_beside_its_title_says_nothing_and_the_pages_own_are_told_apart(buyer: Client) -> None:
    listing = on_sale(title="Vải thiều Lục Ngạn")
    PhotoFactory.create_batch(2, listing=listing, alt="Vải thiều Lục Ngạn")

    page = buyer.get(f"/mua/{listing.slug}").content.decode()
    assert set(re.findall(r'<img[^>]* alt="([^"]*)"', page)) == {
        "",
        "Vải thiều Lục Ngạn, ảnh 1",
        "Vải thiều Lục Ngạn, ảnh 2",
    }
    household = buyer.get(f"/nha-vuon/{listing.household.key}").content.decode()
    assert set(re.findall(r'<img[^>]* alt="([^"]*)"', household)) == {""}
