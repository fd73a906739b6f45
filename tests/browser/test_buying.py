"""Buying in a real browser: with a finger, with a keyboard, and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from kernel.messages.models import Message
from kernel.outbox.testing import run_relay
from marketplace.catalogue.models import Listing
from marketplace.orders.models import Order
from search.vocabulary import count_words

pytestmark = pytest.mark.browser

PLACE = "Phường Cầu Giấy, Hà Nội"


def code_sent() -> str:
    run_relay()
    found = re.search(r"\d{6}", Message.objects.filter(to="+84900000555").latest("id").text)
    assert found
    return found.group()


def choose_place(page: Page, address: str) -> None:
    page.goto(f"{address}/giao-den")
    page.locator("#id_commune").fill(PLACE)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đang mùa tháng").first).to_be_visible()


def fill_in(page: Page) -> None:
    page.get_by_label("Họ tên người nhận").fill("Trần Thị Mai")
    page.get_by_label("Số điện thoại").fill("0900 000 555")
    page.get_by_label("Số nhà, đường, thôn xóm").fill("Số 1, ngõ Demo")


def test_without_scripts_everything_but_the_card_works(
    plain_page: Page, address: str, goods: list[Listing]
) -> None:
    page = plain_page
    choose_place(page, address)
    page.goto(f"{address}/mua/{goods[0].slug}")
    page.get_by_label("Bạn lấy bao nhiêu?").fill("12,5")
    page.get_by_role("button", name="Bỏ vào giỏ").last.click()
    expect(page.locator("h1")).to_have_text("Giỏ")
    page.get_by_role("link", name=re.compile("Đặt hàng")).click()
    fill_in(page)
    page.get_by_role("button", name=re.compile("Đặt hàng")).click()
    page.get_by_label("Mã 6 số trong tin nhắn").fill(code_sent())
    page.get_by_role("button", name=re.compile("Đặt hàng")).click()

    expect(page.locator("h1")).to_have_text("Đã đặt 1 kiện")
    assert Order.objects.get().lines.get().quantity == 12_500
    page.locator("main .lines a").click()
    page.get_by_text("Hủy đơn này").click()
    page.get_by_role("button", name="Hủy đơn, không lấy nữa").click()

    expect(page.locator("h1")).to_have_text("Đã hủy")


def test_the_sum_follows_the_stepper(page: Page, address: str, goods: list[Listing]) -> None:
    choose_place(page, address)
    page.goto(f"{address}/mua/{goods[0].slug}")
    before = page.locator("#mua-bar b").inner_text()

    page.get_by_role("button", name="Thêm").click()

    expect(page.locator("#mua-bar b")).not_to_have_text(before)
    expect(page.get_by_label("Bạn lấy bao nhiêu?")).to_have_value("1,5")


def test_the_tier_that_is_reached_is_marked(page: Page, address: str, goods: list[Listing]) -> None:
    page.goto(f"{address}/mua/{goods[0].slug}")

    page.get_by_label("Bạn lấy bao nhiêu?").fill("10")
    page.keyboard.press("Tab")

    expect(page.locator(".tiers-on")).to_contain_text("27.000")


def test_a_place_is_found_with_the_keyboard_alone(page: Page, address: str) -> None:
    page.goto(f"{address}/giao-den")
    page.get_by_role("combobox", name="Xã, phường").press_sequentially("cau giay")
    expect(page.locator("[role=option]").first).to_be_visible()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Xã, phường")).to_have_value(PLACE)
    page.keyboard.press("Enter")

    expect(page.get_by_text("Cầu Giấy, Hà Nội").first).to_be_visible()


def test_errors_take_the_focus_and_lead_to_their_field(
    page: Page, address: str, goods: list[Listing]
) -> None:
    choose_place(page, address)
    page.goto(f"{address}/mua/{goods[0].slug}")
    page.locator("#mua-bar button").click()
    page.goto(f"{address}/dat-hang")
    page.get_by_role("button", name=re.compile("Đặt hàng")).click()

    summary = page.locator(".errors")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Họ tên người nhận")).to_be_focused()


def test_two_quick_taps_make_one_order(page: Page, address: str, goods: list[Listing]) -> None:
    choose_place(page, address)
    page.goto(f"{address}/mua/{goods[0].slug}")
    page.locator("#mua-bar button").click()
    page.goto(f"{address}/dat-hang")
    fill_in(page)
    page.get_by_role("button", name=re.compile("Đặt hàng")).click()
    page.get_by_label("Mã 6 số trong tin nhắn").fill(code_sent())

    page.get_by_role("button", name=re.compile("Đặt hàng")).dblclick()

    expect(page.locator("h1")).to_have_text("Đã đặt 1 kiện")
    assert Order.objects.count() == 1


def test_see_more_and_filters_are_links(page: Page, address: str) -> None:
    page.goto(f"{address}/tim?q=vai")
    page.get_by_text("Lọc", exact=True).first.click()
    page.get_by_label("Bắc Ninh").check()
    page.get_by_role("button", name="Xem kết quả").click()

    expect(page.locator(".pill-on")).to_contain_text("Bắc Ninh")
    page.locator(".pill-on").click()
    expect(page).to_have_url(f"{address}/tim?q=vai")


def test_the_search_box_suggests_and_is_used_with_the_keyboard_alone(page: Page, address: str) -> None:
    count_words()
    page.goto(f"{address}/tim")
    box = page.get_by_role("combobox", name="Tìm nông sản")
    box.press_sequentially("vai thieu")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("mặt hàng")
    assert (option.bounding_box() or {})["height"] >= 48
    expect(box).to_have_attribute("aria-expanded", "true")

    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "q-list-0")
    page.keyboard.press("Escape")
    expect(option).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/tim\?hang=vai-thieu$"))


def test_enter_without_a_choice_searches_for_what_was_typed(page: Page, address: str) -> None:
    page.goto(f"{address}/tim")
    page.get_by_role("combobox", name="Tìm nông sản").press_sequentially("vai")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/tim\?q=vai$"))
