"""The market's front and the results: what the cards say, and how many statements it takes to say it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from marketplace.catalogue.models import Listing
from search.operations import index_dirty
from search.vocabulary import count_words
from tests.factories.catalogue import TODAY, LotFactory, PhotoFactory
from tests.factories.orders import on_sale

pytestmark = pytest.mark.usefixtures("shop")


def indexed(*listings: Listing) -> None:
    while index_dirty(limit=500).count:
        pass


def offer(count: int, **changes: Any) -> list[Listing]:
    made = [on_sale(**changes) for _ in range(count)]
    for listing in made:
        PhotoFactory.create(listing=listing)
    indexed()
    return made


def test_a_card_says_price_seller_postage_and_day(buyer: Client) -> None:
    (listing,) = offer(1)

    html = buyer.get("/").content.decode()

    assert listing.title in html
    assert "30.000\u00a0₫" in html
    assert listing.household.name in html
    assert "Lục Ngạn, Bắc Ninh" in html
    assert re.search(r"Phí gửi \d+\.000\u00a0₫", html)
    assert re.search(r"Đến thứ|Đến Chủ nhật", html)


def test_without_a_place_the_card_asks_for_nothing_and_says_no_postage(client: Client) -> None:
    offer(1)

    html = client.get("/").content.decode()

    assert "Giao đến đâu?" in html
    assert "Phí gửi </" not in html
    assert not re.search(r"Phí gửi \d", html)


@pytest.mark.parametrize("count", [1, 3])
def test_the_front_takes_four_statements(buyer: Client, count: int, django_assert_num_queries: Any) -> None:
    offer(count)
    buyer.get("/")

    with django_assert_num_queries(4):
        buyer.get("/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_results_take_five_statements(buyer: Client, count: int, django_assert_num_queries: Any) -> None:
    offer(count)
    buyer.get("/tim?q=vai")

    with django_assert_num_queries(5):  # what has the words, what is near, total, facets, cards
        buyer.get("/tim?q=vai")


def test_an_empty_market_says_so(client: Client) -> None:
    assert "Chợ đang dọn hàng" in client.get("/").content.decode()


def test_words_without_accents_find_it(buyer: Client) -> None:
    offer(2)

    html = buyer.get("/tim?q=vai thieu").content.decode()

    assert "2 nơi bán “vai thieu”" in html
    assert html.count('<li class="card"') == 2


def test_nothing_found_offers_a_way_on(buyer: Client) -> None:
    html = buyer.get("/tim?q=xyzzy").content.decode()

    assert "Chưa có “xyzzy”" in html
    assert "Không tìm thấy món nào" in html


def test_a_facet_is_chosen_by_the_address_and_taken_away_by_a_link(buyer: Client) -> None:
    offer(1)

    html = buyer.get("/tim?tinh=24").content.decode()

    assert re.search(r'<input type="checkbox" name="tinh" value="24" checked>', html)
    assert '<a class="pill pill-on" href="/tim">Bắc Ninh' in html


def test_unknown_values_in_the_address_are_left_out(buyer: Client) -> None:
    offer(1)

    response = buyer.get("/tim?tinh=99&xep=nope&sau=a~b~c&nhom=NONE&gia=1-2")

    assert response.status_code == 200
    assert "1 món đang bán" in response.content.decode()


def test_see_more_goes_on_where_the_page_ended(buyer: Client) -> None:
    offer(26)

    first = buyer.get("/tim").content.decode()
    more = re.search(r'<a class="button button-leaf" href="([^"]+)"', first)
    assert more
    second = buyer.get(more.group(1).replace("&amp;", "&")).content.decode()

    slugs = re.findall(r'href="/mua/([^"]+)"', first + second)
    assert first.count('<li class="card"') == 24
    assert second.count('<li class="card"') == 2
    assert len(set(slugs)) == 26


def test_sold_out_is_said_not_hidden(buyer: Client) -> None:
    (listing,) = offer(1)
    listing.lots.update(available=0, state="closed", written_off=100_000)
    indexed()

    html = buyer.get("/tim").content.decode()

    assert "card-sold" in html
    assert "Hết hàng" in html


def test_what_cannot_arrive_in_time_is_said_on_the_card(buyer: Client) -> None:
    listing = on_sale()
    listing.lots.all().delete()
    LotFactory.create(listing=listing, harvested_on=TODAY - timedelta(days=5), expires_on=TODAY)
    indexed()

    assert "Không gửi kịp đến chỗ bạn" in buyer.get("/tim").content.decode()


def test_a_slip_is_put_right_and_said(buyer: Client) -> None:
    offer(2)
    page = buyer.get("/tim", {"q": "vair thieeuf"}).content.decode()
    assert "Đang tìm “vải thiều”" in page
    assert "2 nơi bán" in page


def test_what_is_near_stands_below_what_was_found(buyer: Client) -> None:
    offer(1, title="Vải thiều trứng chín sớm")
    offer(1, title="Vải thiều Thanh Hà")
    page = buyer.get("/tim", {"q": "vải trứng"}).content.decode()
    assert page.index("Vải thiều trứng") < page.index("Gần giống") < page.index("Vải thiều Thanh Hà")


def test_suggestions_say_what_they_are_and_lead_there(client: Client, django_assert_num_queries: Any) -> None:
    offer(2)
    count_words()
    client.get("/tim/goi-y?q=vai")
    with django_assert_num_queries(1):
        page = client.get("/tim/goi-y?q=vai").content.decode()
    assert 'role="option" aria-selected="false" data-url="/tim?hang=vai-thieu"' in page
    assert "mặt hàng · 2 món" in page
    client.cookies["django_language"] = "en"
    assert "commodity · 2 listings" in client.get("/tim/goi-y?q=vai").content.decode()
    assert 'data-url="/tim?tinh=24"' in client.get("/tim/goi-y?q=bac+n").content.decode()


@pytest.mark.parametrize("text", ["", "%3Cscript%3E", "a" * 10_000, "%ED%A0%80", "'|!"])
def test_no_text_is_too_strange_to_suggest_for(client: Client, text: str) -> None:
    answer = client.get(f"/tim/goi-y?q={text}")
    assert answer.status_code == 200
    assert "<script" not in answer.content.decode()
