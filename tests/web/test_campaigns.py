"""A buyer abroad: the list, one campaign, the order, its page by the secret link."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from kernel.clock import standing_at
from kernel.ids import new_key
from logistics.paperwork.rulebook import fresh_rulebook
from marketplace.campaigns.enums import AbroadState, RefundReason
from marketplace.campaigns.links import order_abroad_link
from marketplace.campaigns.models import Campaign, OrderAbroad
from marketplace.campaigns.notice import NOTICE_VERSION
from marketplace.campaigns.operations import call_off, pool_campaign
from marketplace.people.rules import Person
from tests.factories.campaigns import (
    CUT_OFF,
    a_lot,
    a_rate,
    an_exporter,
    captured,
    closed,
    house_of,
    opened,
    ordered,
    paid_order,
    the_rules,
)
from tests.factories.consignments import AT
from tests.factories.households import HouseholdFactory

TYPED = {
    "boxes": "2",
    "name": "Erika Muster",
    "email": "erika@example.com",
    "address": "Musterweg 2\r\n60549 Frankfurt",
    "telephone": "",
    "notice": "on",
    "notice_version": NOTICE_VERSION,
    "once": "a-tap",
}


@pytest.fixture(autouse=True)
def trade(db: None, settings: LazySettings) -> Iterator[None]:
    settings.CARD_PAYMENTS = True
    the_rules()
    a_rate()
    fresh_rulebook()
    cache.clear()
    with standing_at(AT):
        yield


@pytest.fixture
def exporter() -> Person:
    return an_exporter()


@pytest.fixture
def campaign(exporter: Person) -> Campaign:
    return opened(exporter)


def page_of(campaign: Campaign) -> str:
    return f"/abroad/{campaign.key}"


def english() -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_from_the_list_to_the_card_page(campaign: Campaign) -> None:
    buyer = english()
    listed = buyer.get("/abroad").content.decode()
    assert f'href="{page_of(campaign)}"' in listed
    assert "Lychees to Germany" in listed
    told = buyer.get(page_of(campaign)).content.decode()
    for fact in ("36.00\u00a0EUR", "DAP Frankfurt am Main", "Muster Früchte GmbH, DE", "10 of 10 boxes"):
        assert fact in told

    answer = buyer.post(page_of(campaign), TYPED)

    order = OrderAbroad.objects.get()
    assert answer.headers["Location"] == f"/abroad/order/{order.link_secret}/pay"
    assert (order.boxes, order.amount, order.language) == (2, 7_200, "en")
    assert order.address == "Musterweg 2\n60549 Frankfurt"
    mine = buyer.get(f"/abroad/order/{order.link_secret}")
    assert order.code in mine.content.decode()
    assert f"/abroad/order/{order.link_secret}/pay" in mine.content.decode()


def test_the_link_of_messages_opens_the_order(campaign: Campaign) -> None:
    secret = ordered(campaign).link_secret

    assert order_abroad_link(secret) == f"{settings.PUBLIC_URL}/abroad/order/{secret}"


def test_two_taps_are_one_order(campaign: Campaign) -> None:
    first, second = (Client().post(page_of(campaign), TYPED) for _tap in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert OrderAbroad.objects.count() == 1


def test_other_words_under_the_same_key_are_asked_once_more(campaign: Campaign) -> None:
    Client().post(page_of(campaign), TYPED)
    again = Client().post(page_of(campaign), TYPED | {"boxes": "3"})

    assert again.status_code == 422
    assert 'value="a-tap"' not in again.content.decode()
    assert OrderAbroad.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"boxes": ""}, "boxes"),
        ({"boxes": "0"}, "boxes"),
        ({"boxes": "²"}, "boxes"),
        ({"boxes": "9" * 5_000}, "boxes"),
        ({"boxes": "51"}, "boxes"),
        ({"boxes": "11"}, "boxes"),
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"email": "nobody"}, "email"),
        ({"email": "erika@example.com\r\nBcc: x@example.com"}, "email"),
        ({"address": ""}, "address"),
        ({"address": "x" * 501}, "address"),
        ({"telephone": "0" * 31}, "telephone"),
        ({"notice": ""}, "notice"),
        ({"notice_version": "1999-01"}, "notice"),
        ({"notice_version": ""}, "notice"),
    ],
)
def test_what_cannot_be_stands_at_its_field_with_what_was_typed(
    campaign: Campaign, changes: dict[str, str], field: str
) -> None:
    answer = Client().post(page_of(campaign), TYPED | {"telephone": "<script>x"} | changes)
    said = answer.content.decode()

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in said
    assert "&lt;script&gt;x" in said or field == "telephone"
    assert "<script>x" not in said
    assert f'name="notice_version" value="{NOTICE_VERSION}"' in said
    assert not OrderAbroad.objects.exists()


def test_of_too_few_boxes_it_says_how_many_are_left(campaign: Campaign) -> None:
    ordered(campaign, 7)

    said = Client().post(page_of(campaign), TYPED | {"boxes": "4"}).content.decode()

    assert "Chỉ còn 3 thùng." in said
    assert "Erika Muster" in said


def test_sold_out_takes_nobodys_words(campaign: Campaign) -> None:
    ordered(campaign, 10)
    said = Client().get(page_of(campaign)).content.decode()

    assert "Hết thùng." in said
    assert 'name="email"' not in said
    assert Client().post(page_of(campaign), TYPED).status_code == 422


def test_after_the_cut_off_nobody_orders(campaign: Campaign) -> None:
    with standing_at(CUT_OFF):
        assert "Lychees" not in english().get("/abroad").content.decode()
        answer = Client().post(page_of(campaign), TYPED)

    assert answer.status_code == 422
    assert "không nhận đặt nữa" in answer.content.decode()
    assert not OrderAbroad.objects.exists()


def test_without_cards_nobody_orders(campaign: Campaign, settings: LazySettings) -> None:
    settings.CARD_PAYMENTS = False

    assert 'name="email"' not in Client().post(page_of(campaign), TYPED).content.decode()
    assert not OrderAbroad.objects.exists()


def test_one_address_may_not_hold_boxes_without_end(campaign: Campaign) -> None:
    for _each in range(20):
        Client().post(page_of(campaign), TYPED)

    answer = Client().post(page_of(campaign), TYPED)

    assert answer.status_code == 429
    assert "Erika Muster" in answer.content.decode()
    assert Client(REMOTE_ADDR="192.0.2.7").post(page_of(campaign), TYPED).status_code == 302


def test_called_off_everybody_reads_that_all_comes_back(campaign: Campaign, exporter: Person) -> None:
    order = paid_order(campaign, 2)
    captured(order)
    call_off(key=campaign.key, person=exporter, at=AT)

    told = Client().get(page_of(campaign)).content.decode()
    mine = Client().get(f"/abroad/order/{order.link_secret}").content.decode()

    order.refresh_from_db()
    assert order.state == AbroadState.REFUNDING
    assert "Đợt này đã hủy." in told
    assert "72.00\u00a0EUR" in mine
    with translation.override("en"):
        assert str(RefundReason.CALLED_OFF.label) in mine
    assert Client().get(f"/abroad/order/{order.link_secret}/pay").status_code == 302


def test_a_packed_order_says_in_which_consignment_and_where_it_is(campaign: Campaign) -> None:
    order = paid_order(campaign, 4)
    closed(campaign)
    [made] = pool_campaign(key=campaign.key, at=CUT_OFF)

    said = Client().get(f"/abroad/order/{order.link_secret}").content.decode()

    assert made.number in said
    assert "Papers being prepared" in said


@pytest.mark.parametrize("end", ["", "/pay", "?tra=xong"])
@pytest.mark.parametrize("secret", ["nothing", "x" * 3_000, "-", "null"])
def test_a_wrong_secret_is_not_found(campaign: Campaign, secret: str, end: str) -> None:
    ordered(campaign)

    assert Client().get(f"/abroad/order/{secret}{end}").status_code == 404


@pytest.mark.parametrize("key", ["nothing", "order", "x" * 3_000])
def test_no_campaign_is_not_found(key: str) -> None:
    assert Client().get(f"/abroad/{key}").status_code == 404
    assert Client().post(f"/abroad/{key}", TYPED).status_code == 404


def test_the_orders_page_is_kept_from_others(campaign: Campaign) -> None:
    order = ordered(campaign)
    answer = Client().get(f"/abroad/order/{order.link_secret}")

    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    for private in ("Musterweg", "demo@example.com", "Erika"):
        assert private not in answer.content.decode()


def test_an_order_that_expired_is_not_paid(campaign: Campaign) -> None:
    order = ordered(campaign)

    with standing_at(order.expires_at):
        answer = Client().get(f"/abroad/order/{order.link_secret}/pay")
        said = Client().get(f"/abroad/order/{order.link_secret}").content.decode()

    assert answer.status_code == 302
    assert "/pay" not in said


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_one_statement(
    exporter: Person, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(count):
        opened(exporter, lots=[a_lot(house_of(exporter))])
    client = Client()
    client.get("/abroad")

    with django_assert_num_queries(1):
        said = client.get("/abroad").content.decode()

    assert said.count("/abroad/") == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_campaign_with_its_farms_takes_two_statements(
    exporter: Person, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lots = [a_lot(HouseholdFactory.create(), area=place + 1) for place in range(count)]
    campaign = opened(exporter, lots=lots)
    client = Client()
    client.get(page_of(campaign))

    with django_assert_num_queries(2):
        said = client.get(page_of(campaign)).content.decode()

    assert said.count("/nha-vuon/") == count


@pytest.mark.parametrize("count", [1, 3])
def test_an_order_takes_as_many_statements_among_many(
    campaign: Campaign, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    orders = [ordered(campaign, email=f"{place}@example.com") for place in range(count)]
    client = Client()
    client.get(f"/abroad/order/{orders[0].link_secret}")

    with django_assert_num_queries(2):
        client.get(f"/abroad/order/{orders[0].link_secret}")


def test_where_goods_go_abroad_leads_to_open_campaigns(exporter: Person) -> None:
    before = Client().get("/xuat-khau").content.decode()
    opened(exporter)

    assert 'href="/abroad"' not in before
    assert 'href="/abroad"' in Client().get("/xuat-khau").content.decode()


def test_a_nul_is_refused(campaign: Campaign) -> None:
    sent: dict[str, Any] = TYPED | {"name": "\0", "once": new_key()}

    assert Client().post(page_of(campaign), sent).status_code == 409


def test_the_link_speaks_as_it_was_ordered_until_the_reader_chooses(campaign: Campaign) -> None:
    path = f"/abroad/order/{ordered(campaign).link_secret}"
    chosen = Client()
    chosen.cookies[settings.LANGUAGE_COOKIE_NAME] = "vi"
    odd = Client()
    odd.cookies[settings.LANGUAGE_COOKIE_NAME] = "../xx"

    assert '<html lang="en">' in Client().get(path).content.decode()
    assert Client().get(path).headers["Content-Language"] == "en"
    assert '<html lang="vi">' in chosen.get(path).content.decode()
    assert '<html lang="en">' in odd.get(path).content.decode()
