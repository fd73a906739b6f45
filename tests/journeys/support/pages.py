"""What people tap on the pages, found by what the pages say."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from kernel.places.queries import commune
from tests.factories.places import CAU_GIAY, LUC_NGAN
from tests.journeys.support.people import picture
from tests.journeys.support.shop import Shop
from tests.journeys.support.speaking import code_sent_to, wait_for

TELEPHONE = {"width": 360, "height": 740}
PATIENCE_MS = 60_000


def telephone_of(browser: Browser, *, scripts: bool) -> Page:
    """A browser of one's own, as wide as a small telephone."""
    context = browser.new_context(viewport=TELEPHONE, java_script_enabled=scripts, locale="vi-VN")  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


def tap(page: Page, words: str) -> None:
    """The button or link that begins with these words and can be seen."""
    name = re.compile(rf"^\s*{re.escape(words)}")
    found = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name))
    found.locator("visible=true").first.click()


def sign_in(page: Page, shop: Shop, telephone: str) -> None:
    page.goto(f"{shop.url}/dang-nhap")
    page.get_by_label("Số điện thoại").fill(telephone)
    tap(page, "Gửi mã cho tôi")
    expect(page.get_by_label("Mã 6 số")).to_be_visible()
    page.get_by_label("Mã 6 số").fill(code_sent_to(telephone))
    tap(page, "Đăng nhập")
    expect(page.get_by_label("Mã 6 số")).to_have_count(0)


def open_household(page: Page, shop: Shop, name: str) -> None:
    """Opened, papers handed in, bank account written down."""
    page.goto(f"{shop.url}/nha/mo")
    page.get_by_label("Tên nhà mình").fill(name)
    choose_commune(page, LUC_NGAN)
    page.get_by_label("Thôn, bản, số nhà").fill("Thôn Đồng Giao")
    tap(page, "Mở gian hàng")
    page.wait_for_url(re.compile(r"/nha(/(?!mo)|$|\?)"))
    page.goto(f"{shop.url}/nha/ngan-hang")
    page.get_by_label("Ngân hàng").select_option(label="Agribank")
    page.get_by_label("Số tài khoản").fill("0123456789")
    page.get_by_label("Tên chủ tài khoản").fill("NGUYEN VAN A")
    tap(page, "Lưu tài khoản")


def hand_papers_in(page: Page, shop: Shop, identity: str) -> None:
    page.goto(f"{shop.url}/nha/cua-toi")
    page.get_by_label("Số căn cước của chủ hộ").fill(identity)
    tap(page, "Lưu")
    tap(page, "Gửi xác minh")
    expect(page.get_by_text("Đang chờ Nhà Nông xác minh")).to_be_visible()


def choose_commune(page: Page, code: str) -> None:
    page.get_by_label("Xã, phường").first.fill(commune(code).label)
    page.keyboard.press("Tab")


def put_on_sale(page: Page, shop: Shop, folder: Path, *, title: str, price: str, kilos: int) -> None:
    """Three screens."""
    photo = folder / "anh.jpg"
    photo.write_bytes(picture())
    page.goto(f"{shop.url}/nha/dang-ban")
    page.locator("input[type=file]").set_input_files(photo)
    page.get_by_label("Tìm món theo tên").fill("gạo bao thai")
    page.locator("input[name=commodity]").first.check(force=True)
    tap(page, "Tiếp: giá và số lượng")
    page.get_by_label("Giá", exact=True).fill(price)
    page.get_by_label("Có bao nhiêu để bán?").fill(str(kilos))
    tap(page, "Tiếp: xem lại rồi đăng")
    page.get_by_label("Tên hàng khách thấy").fill(title)
    tap(page, "Đăng bán")
    expect(page.get_by_text("Đang bán.")).to_be_visible()


def find(page: Page, shop: Shop, title: str) -> None:
    """Say where it should go, then search until the indexer has it."""
    page.goto(f"{shop.url}/giao-den")
    choose_commune(page, CAU_GIAY)
    tap(page, "Giao đến đây")
    page.wait_for_url(re.compile(r"^(?!.*giao-den)"))

    def seen() -> bool:
        page.goto(f"{shop.url}/tim?q={title}")
        return page.get_by_role("link", name=re.compile(title)).count() > 0

    wait_for(seen, what=f"{title} among the results")
    page.get_by_role("link", name=re.compile(title)).first.click()
    expect(page.locator("h1")).to_have_text(title)


def fill_basket(page: Page, amount: str) -> None:
    page.get_by_label("Bạn lấy bao nhiêu?").fill(amount)
    page.keyboard.press("Tab")
    page.wait_for_load_state("networkidle")
    tap(page, "Bỏ vào giỏ")
    expect(page.locator("h1")).to_have_text("Giỏ")


def check_out(page: Page, telephone: str, *, card: bool) -> None:
    """A guest whose telephone is confirmed on the way."""
    tap(page, "Đặt hàng")
    page.get_by_label("Họ tên người nhận").fill("Trần Thị Mai")
    page.get_by_label("Số điện thoại").fill(telephone)
    page.get_by_label("Số nhà, đường, thôn xóm").fill("12 ngõ 34")
    if card:
        page.get_by_role("radio", name=re.compile("^Thẻ")).check()
        page.wait_for_load_state("networkidle")
    tap(page, "Đặt hàng")
    page.get_by_label("Mã 6 số trong tin nhắn").fill(code_sent_to(telephone))
    tap(page, "Đặt hàng")


def pay_by_card(page: Page, number: str = "4242424242424242") -> None:
    page.get_by_label("Số thẻ").fill(number)
    page.get_by_label("Hết hạn").fill("12/34")
    page.get_by_label("CVC").fill("123")
    tap(page, "Trả ")
    page.wait_for_url(re.compile(r"/dat-hang/"))


def answer_and_weigh(page: Page, shop: Shop, *, net: str, gross: str) -> None:
    """Việc hôm nay: yes, and on the scales."""
    wait_for(lambda: _has(page, f"{shop.url}/nha", "Có hàng"), what="the order among today's work")
    tap(page, "Có hàng")
    page.get_by_label("Cân được bao nhiêu?").fill(net)
    page.get_by_label("Cả thùng nặng").fill(gross)
    tap(page, "Xong")
    wait_for(lambda: _has(page, f"{shop.url}/nha", "Bưu tá đến lấy"), what="the booking")


def _has(page: Page, address: str, words: str) -> bool:
    page.goto(address)
    return page.get_by_text(words).count() > 0


def handover_code(page: Page, shop: Shop) -> str:
    """What the household writes on the box."""
    page.goto(f"{shop.url}/nha")
    return page.locator(".handover").first.inner_text()


def _take_the_round(page: Page, shop: Shop) -> None:
    """Today's, or past the cut-off tomorrow's; nothing where a courier before us has taken it."""
    page.goto(f"{shop.url}/buu-cuc")
    tomorrow = page.get_by_role("link", name="Chuyến của ").get_attribute("href")
    for address in (f"{shop.url}/buu-cuc", f"{shop.url}{tomorrow}"):
        page.goto(address)
        if page.get_by_role("button", name="Nhận chuyến này").count():
            tap(page, "Nhận chuyến này")
            return


def carry(page: Page, shop: Shop, code: str, *, cash: bool) -> None:
    """The courier: takes the round, finds the box by its short code, reports it to the door."""
    _take_the_round(page, shop)
    page.goto(f"{shop.url}/buu-cuc/kien")
    page.get_by_label("Gõ mã trên kiện").fill(code)
    tap(page, "Tìm kiện")
    for words in ("Đã lấy hàng", "Đi giao", "Đã giao và thu đủ tiền" if cash else "Đã giao"):
        tap(page, words)
    expect(page.get_by_text("Kiện này xong rồi")).to_be_visible()


def hand_cash_in(page: Page, shop: Shop, reference: str) -> None:
    page.goto(f"{shop.url}/buu-cuc/tien-mat")
    page.get_by_label("Số bảng kê").fill(reference)
    tap(page, "Nộp ")
    expect(page.get_by_text("Đã nộp. Tiền về các nhà vườn")).to_be_visible()
