"""The good road through the pages, as wide as a small telephone: cash without scripts, and card."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, expect, sync_playwright

from kernel.clock import now
from kernel.telephones import normalise
from marketplace.households.models import Household
from marketplace.households.operations import verify
from marketplace.orders.models import Order
from marketplace.people.enums import RoleKind
from marketplace.people.operations.roles import grant_role
from marketplace.people.operations.sign_in import open_account
from tests.journeys.support import pages
from tests.journeys.support.people import new_identity, new_telephone, staff_member
from tests.journeys.support.shop import Shop
from tests.journeys.support.speaking import link_sent_to, wait_for
from tests.support.needs import chromium

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("agreed"), pytest.mark.xdist_group("shop")]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in its thread
TITLE = "Gạo Bao thai nhà cô Ba"


def in_a_browser(walk: Callable[[Browser], None]) -> None:
    """In a thread of its own: another browser of the same run may hold this thread's event loop."""

    def run() -> None:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            try:
                walk(browser)
            finally:
                browser.close()
                connection.close()

    with ThreadPoolExecutor(1) as hand:
        hand.submit(run).result()


def operator_of(carrier_code: str) -> str:
    """The telephone of a courier, whom staff have appointed at the console."""
    telephone = new_telephone()
    account = open_account(telephone=normalise(telephone), at=now())
    grant_role(
        actor="system:test", account=account, kind=RoleKind.CARRIER_OPERATOR, subject=carrier_code, at=now()
    )
    return telephone


def seller(browser: Browser, shop: Shop, folder: Path, *, title: str, scripts: bool) -> Page:
    """From the first sign-in to the first listing."""
    page = pages.telephone_of(browser, scripts=scripts)
    telephone = new_telephone()
    pages.sign_in(page, shop, telephone)
    pages.open_household(page, shop, f"Nhà {title[-6:]}")
    pages.hand_papers_in(page, shop, new_identity())
    household = Household.objects.get(members__account__telephone=normalise(telephone))
    verify(person=staff_member(), household_key=household.key, at=now())
    pages.put_on_sale(page, shop, folder, title=title, price="20.000", kilos=50)
    return page


def trade(browser: Browser, shop: Shop, folder: Path, *, card: bool, scripts: bool) -> None:
    title = f"{TITLE} {new_telephone()[-3:]}"
    household = seller(browser, shop, folder, title=title, scripts=scripts)
    buyer, telephone = pages.telephone_of(browser, scripts=scripts), new_telephone()
    pages.find(buyer, shop, title)
    pages.fill_basket(buyer, "5")
    pages.check_out(buyer, telephone, card=card)
    if card:
        pages.pay_by_card(buyer)
    expect(buyer.locator("h1")).to_have_text("Đã đặt 1 kiện")

    pages.answer_and_weigh(household, shop, net="4,8", gross="5,2")
    order = Order.objects.get(telephone=normalise(telephone))
    if card:
        wait_for(lambda: Order.objects.get(pk=order.pk).checkout.captured_at, what="the capture")
    courier = pages.telephone_of(browser, scripts=scripts)
    pages.sign_in(courier, shop, operator_of(order.carrier_code))
    pages.carry(courier, shop, pages.handover_code(household, shop), cash=not card)
    if not card:
        wait_for(lambda: Order.objects.get(pk=order.pk).state == "delivered", what="the delivery")
        pages.hand_cash_in(courier, shop, f"BK-{order.code}")

    secret = link_sent_to(telephone, "OrderDelivered")
    buyer.goto(f"{shop.url}/don/{secret}")
    expect(buyer.locator("h1")).to_have_text("Hàng đã đến")
    expect(buyer.get_by_text("4.000 ₫").first).to_be_visible()
    household.goto(f"{shop.url}/nha/tien")
    expect(household.get_by_text("96.000 ₫").first).to_be_visible()


def test_cash_without_scripts(shop: Shop, tmp_path: Path) -> None:
    in_a_browser(lambda browser: trade(browser, shop, tmp_path, card=False, scripts=False))


def test_cash_with_scripts(shop: Shop, tmp_path: Path) -> None:
    in_a_browser(lambda browser: trade(browser, shop, tmp_path, card=False, scripts=True))


def test_card_with_the_providers_script(shop: Shop, tmp_path: Path) -> None:
    in_a_browser(lambda browser: trade(browser, shop, tmp_path, card=True, scripts=True))
