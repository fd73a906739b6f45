"""A household's morning in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from kernel.clock import now
from kernel.messages.models import Message
from kernel.outbox.testing import run_relay
from marketplace.catalogue.models import Listing
from marketplace.orders.models import Order
from tests.factories.goods import load_commodities
from tests.factories.households import owner_of
from tests.factories.orders import placed_order

pytestmark = pytest.mark.browser


def sign_in(page: Page, address: str, telephone: str) -> None:
    page.goto(f"{address}/dang-nhap")
    page.get_by_label("Số điện thoại").fill(telephone)
    page.get_by_role("button", name="Gửi mã cho tôi").click()
    run_relay()
    found = re.search(r"\d{6}", Message.objects.filter(to=telephone).latest("id").text)
    assert found
    page.get_by_label("Mã 6 số").fill(found.group())
    page.get_by_role("button", name="Đăng nhập").click()


def test_an_order_is_answered_and_weighed_on_the_spot(page: Page, address: str, goods: list[Listing]) -> None:
    placed_order((goods[0], 5_000), at=now())
    account = owner_of(goods[0].household).account
    assert account
    sign_in(page, address, account.telephone)
    expect(page.locator("h1")).to_have_text("Việc hôm nay: 1")

    page.get_by_role("button", name="Có hàng").click()
    page.get_by_label("Cân được bao nhiêu?").fill("4,8")
    expect(page.get_by_text("Thiếu 0,2 kg: bớt cho khách 6.000 ₫.")).to_be_visible()
    page.get_by_label("Cả thùng nặng").fill("5,4")
    page.get_by_role("button", name="Xong").click()

    expect(page.get_by_text("Đã cân xong")).to_be_visible()
    assert Order.objects.get().packed_dong == 144_000


def test_something_is_sold_in_three_screens(page: Page, address: str, goods: list[Listing]) -> None:
    load_commodities()
    account = owner_of(goods[0].household).account
    assert account
    sign_in(page, address, account.telephone)
    page.get_by_role("link", name="Đăng bán").first.click()
    page.locator("#photos").set_input_files("fixtures/pictures/lychee-1-640.jpg")
    expect(page.locator("[data-previews] img")).to_be_visible()
    page.locator(".kind").first.click()
    page.get_by_role("button", name="Tiếp: giá và số lượng").click()
    page.get_by_label("Giá", exact=True).fill("45k")
    page.get_by_label("Có bao nhiêu để bán?").fill("120")
    expect(page.get_by_text(re.compile("tay cầm 45.000"))).to_be_visible()
    page.get_by_role("button", name="Tiếp: xem lại rồi đăng").click()
    page.get_by_role("button", name="Đăng bán").click()

    expect(page.get_by_text("Đang bán. Có đơn là máy bạn nhận tin nhắn.")).to_be_visible()
