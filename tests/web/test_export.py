"""Where goods can go abroad, as a page."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel.clock import now
from logistics.goods.models import LotRecord, Treatment
from logistics.paperwork.rulebook import fresh_rulebook
from marketplace.catalogue.models import Lot
from tests.factories.goods import CommodityFactory, LotRecordFactory
from tests.factories.households import HouseholdFactory, owner_of
from tests.factories.orders import on_sale
from tests.factories.paperwork import load_rules, load_rules_of, sign
from tests.web.test_household import signed_in

pytestmark = pytest.mark.django_db


def text(path: str, **asked: str) -> str:
    response = Client().get(path, asked)
    assert response.status_code == 200
    return response.content.decode()


def test_the_table_has_every_pair_and_says_which_are_open() -> None:
    load_rules()
    sign("lychee/JP", "lychee/EU")

    page = text(reverse("web:export"), ngay="2026-06-10")

    assert page.count("/xuat-khau/") >= 23 * 11
    assert page.count("<b>được</b>") == 2


def test_the_demos_reviewers_are_named_wherever_something_rests_on_them(settings: object) -> None:
    settings.EXPORT_DEMO_REVIEWS = True  # type: ignore[attr-defined]
    load_rules_of("JP")
    sign("lychee/JP", demo=True)

    table = text(reverse("web:export"), ngay="2026-06-10")
    pair = text(reverse("web:export_pair", args=["lychee", "JP"]), ngay="2026-06-10")

    assert "người duyệt giả" in table
    assert "người duyệt giả" in pair


def test_a_pair_says_what_is_needed_from_whom_and_where_it_was_read() -> None:
    load_rules_of("JP")
    sign("lychee/JP")

    page = text(reverse("web:export_pair", args=["vai-thieu", "JP"]), ngay="2026-06-10")

    for words in ("Giấy kiểm dịch thực vật", "Cục Trồng trọt và Bảo vệ thực vật", "24", "lychee/JP v1"):
        assert words in page
    assert "không cấp bất cứ giấy tờ nào" in page


def test_what_a_treatment_shuts_is_said_before_it_is_done() -> None:
    load_rules_of("JP", "US")
    sign("lychee/JP", "lychee/US")

    page = text(reverse("web:export_pair", args=["vai-thieu", "US"]), ngay="2026-06-10")

    assert "Chiếu xạ làm lô này không đi được nữa sang Nhật Bản" in page


def test_k_by_post_it_says_why_not() -> None:
    load_rules_of("JP")
    sign("lychee/JP")
    path = reverse("web:export_pair", args=["lychee", "JP"])

    assert "Không gửi bưu điện cho người mua được" in text(path, ngay="2026-06-10", duong="buu-dien")


@pytest.mark.parametrize("path", ["moon-cheese/JP", "lychee/MOON"])
def test_unknown_pairs_are_not_found(path: str) -> None:
    load_rules_of("JP")

    assert Client().get(f"/xuat-khau/{path}").status_code == 404


@pytest.mark.parametrize("day", ["", "yesterday", "0000-00-00", "9999-12-31", "1000-01-01"])
def test_any_day_gives_a_page(day: str) -> None:
    load_rules_of("JP")
    sign("lychee/JP")

    assert text(reverse("web:export_pair", args=["lychee", "JP"]), ngay=day)


def test_a_listing_says_where_its_lot_can_go_for_one_statement_more(
    buyer: Client, django_assert_max_num_queries: Any
) -> None:
    listing = on_sale(commodity=CommodityFactory.create(code="vai-thieu"))
    path = f"/mua/{listing.slug}"
    buyer.get(path)
    with CaptureQueriesContext(connection) as before:
        plain = buyer.get(path).content.decode()
    load_rules_of("JP", "US")
    sign("lychee/JP", "lychee/US")
    fresh_rulebook()

    with django_assert_max_num_queries(len(before) + 1):
        said = buyer.get(path).content.decode()

    assert "Đi được, khi đủ giấy tờ" not in plain
    assert "Đi được, khi đủ giấy tờ: Nhật Bản, Mỹ." in said


def test_an_irradiated_lot_is_said_to_be_shut_for_japan(buyer: Client) -> None:
    listing = on_sale(commodity=CommodityFactory.create(code="vai-thieu"))
    lot = Lot.objects.filter(listing=listing).latest("harvested_on")
    load_rules_of("JP", "US")
    sign("lychee/JP", "lychee/US")
    record = LotRecord.objects.filter(reference=lot.reference).first() or LotRecordFactory.create(
        reference=lot.reference, commodity=CommodityFactory.create(code="vai-thieu")
    )
    Treatment.objects.create(lot=record, kind="IRRADIATION", dose_gray=400, done_at=now())
    fresh_rulebook()

    said = buyer.get(f"/mua/{listing.slug}").content.decode()

    assert "Đi được, khi đủ giấy tờ: Mỹ." in said
    assert "Nhật Bản: Lô" in said


def test_whoever_sells_reads_it_in_the_form(shop: None) -> None:
    household = HouseholdFactory.create()
    listing = on_sale(household=household, commodity=CommodityFactory.create(code="vai-thieu"))
    load_rules_of("JP")
    sign("lychee/JP")
    fresh_rulebook()

    page = signed_in(owner_of(household)).get(f"/nha/dang-ban/{listing.key}/xem-lai").content.decode()

    assert "Đi được, khi đủ giấy tờ: Nhật Bản." in page
