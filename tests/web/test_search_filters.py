"""The search page's filters: usable without a script, said in words, each taken away by a link."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from kernel.clock import local_day, now, standing_at
from kernel.places.queries import commune
from search.operations import index_dirty
from tests.factories.households import HouseholdFactory
from tests.factories.orders import on_sale
from tests.factories.places import LUC_NGAN, SAI_GON
from web.words import weekday_words

pytestmark = pytest.mark.usefixtures("shop")


@pytest.fixture
def stall(shop: None) -> None:
    """Lychee of Lục Ngạn, and rice of Sài Gòn in two grades."""
    far = {
        "commune_code": SAI_GON,
        "province_code": commune(SAI_GON).province_code,
        "household": HouseholdFactory.create(commune_code=SAI_GON),
    }
    on_sale()
    on_sale(title="Gạo ST25", grade="Loại 1", **far)
    on_sale(title="Gạo Nàng Thơm", grade="Loại 2", harvest_from=local_day(now()) + timedelta(days=5), **far)
    while index_dirty().count:
        pass


def page(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def choices(html: str, name: str) -> dict[str, str]:
    """Value → count, as the form shows them."""
    found = re.findall(
        rf'name="{name}" value="([^"]*)"[^>]*><span>[^<]*</span>(?:<small>([^<]*)</small>)?', html
    )
    return dict(found)


def titles(html: str) -> set[str]:
    return {title for title in ("Vải thiều Lục Ngạn", "Gạo ST25", "Gạo Nàng Thơm") if f">{title}<" in html}


@pytest.mark.usefixtures("stall")
def test_every_facet_has_its_counts(buyer: Client) -> None:
    html = page(buyer, "/tim")
    assert choices(html, "loai") == {"loại 1": "1", "loại 2": "1"}
    assert choices(html, "tinh") == {"24": "1", "79": "2"}
    days = choices(html, "den")
    assert next(iter(days)) == ""
    assert list(days.values())[-1] == "3"
    assert choices(html, "hai")[""] == ""
    assert "Chọn xã của bạn để lọc" not in html


@pytest.mark.usefixtures("stall")
def test_a_chosen_filter_leaves_its_own_facet_whole_and_is_a_link_to_drop(buyer: Client) -> None:
    html = page(buyer, "/tim?loai=Loại 1&tinh=79")
    assert titles(html) == {"Gạo ST25"}
    assert choices(html, "loai") == {"loại 1": "1", "loại 2": "1"}
    assert choices(html, "tinh") == {"79": "1"}
    assert re.search(r'<a class="pill pill-on" href="/tim\?tinh=79">Loại 1', html)
    assert "Lọc (2)" in html


@pytest.mark.usefixtures("stall")
def test_what_arrives_by_the_first_day(buyer: Client) -> None:
    day = list(choices(page(buyer, "/tim"), "den"))[1]
    html = page(buyer, f"/tim?den={day}")
    assert titles(html) == {"Vải thiều Lục Ngạn"}
    assert f"Đến {weekday_words(date.fromisoformat(day), today=local_day(now()))}" in html  # and its card
    assert re.search(r'<a class="pill pill-on" href="/tim">Đến kịp [^<]+', html)


@pytest.mark.usefixtures("stall")
def test_a_harvest_by_name_month_or_days(buyer: Client) -> None:
    first, last = local_day(now()) + timedelta(days=1), local_day(now()) + timedelta(days=400)
    assert "Hái trong 2 tuần tới" in page(buyer, "/tim?hai=14-days")
    html = page(buyer, f"/tim?hai={first}/{last}")
    assert f"Hái từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}" in html


@pytest.mark.usefixtures("stall")
def test_without_a_place_it_is_asked_for(client: Client) -> None:
    html = page(client, "/tim?q=gao")
    assert choices(html, "den") == {}
    assert '<a class="link" href="/giao-den?tiep=%2Ftim%3Fq%3Dgao">' in html
    html = page(client, "/tim?xep=nearest")
    assert "Chưa biết bạn ở đâu" in html
    assert "js/near.js" in html
    assert "js/near.js" not in page(client, "/tim")


@pytest.mark.usefixtures("stall")
def test_the_nearest_from_the_commune_or_from_the_telephone(buyer: Client) -> None:
    html = page(buyer, "/tim?xep=nearest")
    assert "Tính từ Cầu Giấy, Hà Nội" in html
    html = page(buyer, "/tim?xep=nearest&o=10.7769~106.7009&q=gao")
    assert "Tính từ vị trí máy của bạn" in html
    assert 'name="o" value="10.78~106.70"' in html
    assert 'href="/tim?q=gao&xep=nearest"' in html


@pytest.mark.usefixtures("stall")
@pytest.mark.parametrize(
    "query",
    [
        "den=2001-01-01",
        "den=x",
        "den=2026-02-30",
        "hai=2026-13",
        "hai=2026-06-10/2026-06-01",
        "loai=" + "x" * 41,
        "o=nan~1",
        "o=91.0~0",
        "o=1e3~0",
        "o=21.0",
        "o=" + "9" * 40 + "~1",
        "xep=nearest&sau=1~999999999999999999~1",
        "xep=nearest&sau=3~999999999999999999~999999999999999999",
        "tinh=" + "&tinh=".join(["24"] * 200),
        "&".join(f"loai=loai{number}" for number in range(60)),
    ],
)
def test_whatever_stands_in_the_address_the_page_answers(buyer: Client, query: str) -> None:
    assert buyer.get(f"/tim?{query}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_all_filters_at_once_take_no_more_statements(
    buyer: Client, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        on_sale(grade="Loại 1", commune_code=LUC_NGAN)
    index_dirty()
    day = list(choices(page(buyer, "/tim"), "den"))[-1]
    address = f"/tim?q=vai&loai=loại 1&tinh=24&hai=fresh&den={day}&gia=20-50&xep=nearest"
    buyer.get(address)

    with django_assert_num_queries(5):
        buyer.get(address)


def ways(html: str) -> list[tuple[str, str, str]]:
    """Address, words and count of each way on."""
    there = re.search(r'<div class="ways-on">.*?</div>', html, re.DOTALL)
    found = r'<a class="pill" href="([^"]*)">([^<]*) <small class="quiet">([^<]*)<'
    return re.findall(found, there[0]) if there else []


@pytest.mark.usefixtures("stall")
def test_where_nothing_is_found_each_filter_is_a_link_to_do_without(buyer: Client) -> None:
    html = page(buyer, "/tim?q=gạo&loai=Loại 1&tinh=24&xep=cheapest")
    assert ("/tim?loai=lo%E1%BA%A1i+1&q=g%E1%BA%A1o&xep=cheapest", "Bỏ “Bắc Ninh”", "1") in ways(html)
    assert ("/tim?q=g%E1%BA%A1o&xep=cheapest", "Bỏ hết điều kiện lọc", "2") in ways(html)
    assert not any("Loại 1" in word for _, word, _ in ways(html))
    for address, _word, count in ways(html):
        assert f"{count} nơi bán" in (there := page(buyer, address)) or f"{count} món" in there
    assert ways(page(buyer, "/tim?q=gạo")) == []


@pytest.mark.usefixtures("stall")
def test_where_a_day_was_the_cause_the_own_province_is_a_way_on(buyer: Client) -> None:
    today = local_day(now()).isoformat()
    on_sale(title="Cải ngọt", province_code="01")
    index_dirty()
    html = page(buyer, f"/tim?q=cải ngọt&den={today}")
    links = {address: count for address, _, count in ways(html)}
    assert links["/tim?q=c%E1%BA%A3i+ng%E1%BB%8Dt"] == "1"
    assert links["/tim?tinh=01&q=c%E1%BA%A3i+ng%E1%BB%8Dt"] == "1"


@pytest.mark.usefixtures("stall")
def test_out_of_season_the_season_is_said_and_the_shelf_shown(buyer: Client) -> None:
    later = now().replace(month=11)
    with standing_at(later):
        html = page(buyer, "/tim?q=vải thiều lục ngạn sấy khô&tinh=79")
    assert '<p class="note">Vải thiều: mùa tháng 5–7</p>' in html
    assert ("/tim?nhom=FRUIT", "Xem cả quầy Trái cây") in [way[:2] for way in ways(html)]
    assert "mùa tháng" not in page(buyer, "/tim?q=vải thiều lục ngạn sấy khô&tinh=79")  # in June
    buyer.post("/ngon-ngu", {"language": "en", "tiep": "/tim"})
    with standing_at(later):
        assert "season May–July" in page(buyer, "/tim?q=vải thiều lục ngạn sấy khô&tinh=79")


@pytest.mark.usefixtures("stall")
@pytest.mark.parametrize(("filters", "count"), [("", 3), ("&tinh=24", 4), ("&tinh=24&loai=x&gia=0-20", 4)])
def test_ways_on_take_one_statement_more(
    buyer: Client, filters: str, count: int, django_assert_num_queries: Any
) -> None:
    address = f"/tim?q=xyzzy{filters}"
    buyer.get(address)
    with django_assert_num_queries(count):
        buyer.get(address)


@pytest.mark.usefixtures("stall")
@pytest.mark.parametrize("text", ["<script>x</script>", "%(x)s %s", "'&#x27;", "🍋", "vải " * 99])
def test_hostile_text_has_ways_on_too(buyer: Client, text: str) -> None:
    response = buyer.get("/tim", {"q": text, "tinh": "24", "loai": ["<b>", "%s"], "hai": "2027-01"})
    assert response.status_code == 200
    assert "<script>x" not in response.content.decode()
    assert "“<b>" not in response.content.decode()
