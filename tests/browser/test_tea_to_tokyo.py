"""Two kilograms of tea by post to Tokyo: bought from abroad, paid, packed, declared on CN 23 with the number
that the post gave, cleared, handed over and delivered. In a browser and over the API; the card provider and
the carrier are reached over HTTP.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from api.node import global_id
from kernel.clock import local_day, now
from kernel.ids import new_key
from kernel.outbox.testing import run_relay
from logistics.carriers import calling, keys
from logistics.carriers.models import CarrierBooking, RateCardVersion
from logistics.carriers.operations import call_carrier
from logistics.dispatch.models import Shipment
from logistics.dispatch.operations import hand_over, label_pdf, record_events
from logistics.dispatch.values import IncomingEvent
from logistics.documents.operations import draw_wanted
from logistics.documents.queries import content_of, newest_set
from logistics.goods.numbers import read_s10
from logistics.paperwork.models import Consignment, IssuedPaper
from logistics.paperwork.operations.papers import PaperSpec
from marketplace.catalogue.models import Listing
from marketplace.exporters.operations import (
    clear_export,
    confirm_export_paper,
    enter_drawn_papers,
    receive_export_paper,
)
from marketplace.payments.checking import faults
from marketplace.payments.enums import AccountKind
from marketplace.payments.ledger import balance
from marketplace.people.operations import issue_token
from marketplace.people.rules import Person
from marketplace.postal.models import PostalOrder
from tests.api.client import data, done
from tests.factories.catalogue import PhotoFactory
from tests.factories.households import member_of, owner_of
from tests.factories.places import LUC_NGAN
from tests.factories.postal import HANAKO, rules_for_tea, tea_on_sale
from tests.logistics.documents.test_papers import PDF
from tests.support import stripe as fake_stripe
from tests.support.carrier import Fake, name_places, open_accounts
from tests.support.carrier import running as fake_carrier
from tests.web.test_household import signed_in

pytestmark = pytest.mark.browser
GIVEN = ("transport_document", "vn_export_declaration")


@dataclass
class Trade:
    """The tea, its people, and the two fakes at the other end of the line."""

    tea: Listing
    owner: Person
    second: Person
    stripe: fake_stripe.Stripe
    carrier: Fake

    @property
    def order(self) -> PostalOrder:
        return PostalOrder.objects.get()

    @property
    def consignment(self) -> Consignment:
        return Consignment.objects.get(key=self.order.consignment_key)

    def hear(self) -> None:
        """Until no webhook is on the road and no event waits."""
        for _round in range(3):
            self.stripe.wait_until_silent()
            run_relay()

    def work(self) -> None:
        """The workers: the carrier is called, the news handled, papers drawn."""
        self.hear()
        at = now()
        call_carrier(carrier_code="ems", at=at, clock=lambda: at)
        run_relay()
        draw_wanted(at=now())

    def drawn(self, kind: str) -> bytes:
        newest = newest_set(consignment=self.consignment)
        assert newest is not None
        return content_of(document=newest.documents.get(kind=kind))


@pytest.fixture
def trade(
    transactional_db: None,
    live_server: LiveServer,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Trade]:
    settings.EXPORT_DEMO_REVIEWS = settings.CARD_PAYMENTS = True
    backend = "django.core.files.storage.FileSystemStorage"
    papers = {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path / "papers"), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "papers": papers}
    monkeypatch.setattr(calling, "PAUSES", (0.01, 0.02))
    keys._kept.clear()
    RateCardVersion.objects.get_or_create(id=1, defaults={"changed_at": now()})
    rules_for_tea()
    tea = tea_on_sale()
    PhotoFactory.create(listing=tea, base="shared/lychee-1")
    webhook = f"{live_server.url}/payments/stripe/webhook"
    with fake_stripe.running(tmp_path, webhook=webhook) as stripe, fake_carrier(tmp_path) as carrier:
        settings.STRIPE_API_BASE = stripe.url
        settings.STRIPE_WEBHOOK_SECRET = fake_stripe.SECRET
        open_accounts(carrier, "ems")
        name_places("ems", communes=(LUC_NGAN,))
        yield Trade(tea, owner_of(tea.household), member_of(tea.household), stripe, carrier)


def papers_come_in(trade: Trade) -> None:
    """The post's receipt and the customs declaration as files, the own papers as drawn; each seen by two."""
    key, at = trade.consignment.key, now()
    for kind in GIVEN:
        spec = PaperSpec(
            kind=kind, number=f"DEMO-{kind}", issuer="Demo", issued_on=local_day(at), says={"net_g": 2_000}
        )
        receive_export_paper(person=trade.owner, key=key, paper=spec, content=PDF, at=at)
    enter_drawn_papers(person=trade.owner, key=key, at=at)
    for paper in IssuedPaper.objects.filter(consignment__key=key, confirmed_at=None):
        confirm_export_paper(person=trade.second, key=key, paper_key=paper.key, at=now())


def on_the_road(trade: Trade) -> None:
    """The courier scans it; at the other end it is delivered."""
    box = Shipment.objects.get().parcels.get()
    hand_over(carrier_code="ems", tracking_code=box.tracking_code, actor="carrier:ems", at=now())
    run_relay()
    arrived = IncomingEvent(
        tracking_code=box.tracking_code, code="delivered", occurred_at=now(), dedupe_key="at the door"
    )
    record_events(carrier_code="ems", events=[arrived], at=now())
    run_relay()


def check_papers(trade: Trade) -> None:
    """The post's number, from its booking alone, is on CN 23 and in the data sent ahead."""
    number = CarrierBooking.objects.get().waybill
    assert read_s10(number) is not None
    assert trade.carrier.orders("ems")[0]["waybill"] == number
    cn23 = PdfReader(BytesIO(trade.drawn("CN23"))).pages[0].extract_text()
    for words in (number, "Demo Hanako", "Green tea", "090210", "CN 23"):
        assert words in cn23
    ahead = json.loads(trade.drawn("ITMATT"))
    assert (ahead["item"], ahead["declaration"]) == (number, "CN23")


def check_books(trade: Trade) -> None:
    """To the dong: the card paid all of it, nobody is owed by the buyer, the ledger agrees with itself."""
    order = trade.order
    [charge] = trade.stripe.held("charge")
    assert charge["amount_captured"] == order.total_dong
    assert balance(kind=AccountKind.BUYER, owner=order.reference) == 0
    assert balance(kind=AccountKind.STRIPE) == order.total_dong
    assert -balance(kind=AccountKind.HOUSEHOLD, owner=order.household.key) <= order.goods_dong
    assert faults() == []


def test_in_a_browser(trade: Trade, page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/mua/{trade.tea.slug}/nuoc-ngoai?nuoc=JP&so_luong=2")
    expect(page.get_by_text("Thuế là ước tính")).to_be_visible()
    expect(page.get_by_text("người duyệt giả")).to_be_visible()
    page.get_by_role("radio", name="Trả thuế trước (DDP)").check(force=True)
    for label, text in (
        ("Họ tên người nhận", HANAKO.name),
        ("Thư điện tử", HANAKO.email),
        ("Số điện thoại có mã nước", HANAKO.telephone),
        ("Số nhà, đường", HANAKO.address),
        ("Thành phố", HANAKO.city),
        ("Mã bưu chính", HANAKO.postal_code),
    ):
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Đặt và sang trang trả thẻ").click()
    page.wait_for_url("**/tra")
    secret = trade.order.secret
    trade.stripe.pay(data_of(page))
    trade.hear()
    page.goto(f"{live_server.url}/goi/{secret}")
    expect(page.get_by_text("Đã trả, chờ đóng gói")).to_be_visible()

    pack_in_browser(trade, page, live_server)
    trade.work()
    check_papers(trade)
    papers_come_in(trade)
    page.goto(f"{live_server.url}/nha/xuat-khau/{trade.order.consignment_key}")
    page.get_by_role("button", name="Xin duyệt đi").click()
    run_relay()
    assert label_pdf(reference=trade.order.shipment_reference, actor="x", at=now()).startswith(b"%PDF")
    on_the_road(trade)

    page.goto(f"{live_server.url}/goi/{secret}")
    expect(page.get_by_text(trade.order.waybill)).to_be_visible()
    expect(page.get_by_text("Đã giao").first).to_be_visible()
    assert trade.consignment.state == "DELIVERED"
    check_books(trade)


def data_of(page: Page) -> str:
    """The secret that the page gives to the provider's script; the card is typed at the provider."""
    return str(page.locator("#the").get_attribute("data-secret"))


def pack_in_browser(trade: Trade, page: Page, live_server: LiveServer) -> None:
    client = signed_in(trade.owner)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}/nha/gui-di")
    page.get_by_role("link", name=trade.tea.title).click()
    page.get_by_label("Cả thùng nặng").fill("2,3")
    page.get_by_label("Số túi bên trong").fill("4")
    page.get_by_label("Tên hàng bằng tiếng Anh").fill("Green tea, dried leaves")
    page.get_by_role("button", name="Đã đóng gói").click()
    page.wait_for_url("**/nha/xuat-khau/*")


QUOTE = """query Q($listing: ID!, $quantity: Quantity!, $country: String!) {
  postalQuote(listingId: $listing, quantity: $quantity, country: $country) {
    why postageDong goodsDong restsOnDemo
    terms { incoterm leviesDong totalDong
      estimate { verified buyerPays taken { levy minor source verified } } }
  } }"""


def test_over_the_api(trade: Trade) -> None:
    assert trade.owner.account is not None
    token = issue_token(account=trade.owner.account, at=now())
    listing = global_id("Listing", trade.tea.key)
    quote = data(QUOTE, listing=listing, quantity=2_000, country="JP")["postalQuote"]
    terms = {one["incoterm"]: one for one in quote["terms"]}
    assert (quote["why"], quote["restsOnDemo"]) == ([], True)
    assert terms["DAP"]["estimate"]["buyerPays"]
    assert not terms["DDP"]["estimate"]["verified"]
    given = {
        "listingId": listing,
        "quantity": 2_000,
        "country": "JP",
        "incoterm": "DDP",
        "totalDong": terms["DDP"]["totalDong"],
        "recipient": {
            "name": HANAKO.name,
            "email": HANAKO.email,
            "telephone": HANAKO.telephone,
            "address": HANAKO.address,
            "city": HANAKO.city,
            "postalCode": HANAKO.postal_code,
        },
        "idempotencyKey": new_key(),
    }
    secret = done("postalOrderPlace", "secret", given)["secret"]
    assert done("postalOrderPlace", "secret", given)["secret"] == secret
    opened = done("postalCardOpen", "clientSecret", {"secret": secret})
    trade.stripe.pay(opened["clientSecret"])
    trade.hear()

    box = {"grossG": 2_300, "lengthMm": 300, "widthMm": 200, "heightMm": 150, "pieces": 4}
    packing = {
        "orderId": global_id("PostalOrder", trade.order.key),
        "descriptionEn": "Green tea, dried leaves",
    }
    packed = done("postalOrderPack", "consignmentKey order { state }", packing | box, token=token)
    assert packed["order"]["state"] == "PACKED"
    trade.work()
    check_papers(trade)
    papers_come_in(trade)
    clear_export(person=trade.owner, key=packed["consignmentKey"], at=now())
    run_relay()
    on_the_road(trade)

    told = data("query Q($s: String!) { postalOrder(secret: $s) { state waybill } }", s=secret)["postalOrder"]
    assert told == {"state": "DELIVERED", "waybill": CarrierBooking.objects.get().waybill}
    check_books(trade)


def test_fresh_fruit_by_post_is_refused_on_the_page_and_over_the_api_with_the_reason(trade: Trade) -> None:
    fruit = tea_on_sale(commodity="vai-thieu")
    page = Client().get(f"/mua/{fruit.slug}/nuoc-ngoai?nuoc=JP&so_luong=2").content.decode()
    told = data(QUOTE, listing=global_id("Listing", fruit.key), quantity=2_000, country="JP")["postalQuote"]

    assert told["terms"] == []
    assert "bưu điện" in told["why"][0]
    assert told["why"][0] in page
    assert 'name="incoterm"' not in page
