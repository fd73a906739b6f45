"""The household's pages: who may see them, the answer by link, packing, selling, money."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from marketplace.catalogue.models import Listing
from marketplace.households.models import Household
from marketplace.orders.operations import accept
from marketplace.people.rules import Person
from tests.factories.catalogue import upload
from tests.factories.goods import load_commodities
from tests.factories.households import HouseholdFactory, manager_for, owner_of, stranger
from tests.factories.orders import NOW, on_sale, placed_order, seller_of, weigh
from tests.factories.people import AccountFactory

pytestmark = pytest.mark.usefixtures("shop")

PAGES = (
    "/nha",
    "/nha/don",
    "/nha/tien",
    "/nha/hang",
    "/nha/cua-toi",
    "/nha/cuoc",
    "/nha/ngan-hang",
    "/nha/dang-ban",
    "/nha/doi",
)


def signed_in(person: Person) -> Client:
    client = Client()
    assert person.account
    client.force_login(person.account)
    return client


@pytest.mark.parametrize("page", PAGES)
def test_a_guest_signs_in_first_and_comes_back(client: Client, page: str) -> None:
    response = client.get(page)

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/dang-nhap?tiep=%2Fnha")


@pytest.mark.parametrize("page", PAGES)
def test_its_owner_sees_every_page(page: str) -> None:
    order = placed_order()
    response = signed_in(seller_of(order)).get(page)

    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


@pytest.mark.parametrize("page", PAGES)
def test_who_has_no_household_is_asked_to_open_one(page: str) -> None:
    assert signed_in(stranger()).get(page).headers["Location"] == "/nha/mo"


@pytest.mark.parametrize("page", ["", "/dong-goi", "/tem.pdf"])
def test_a_stranger_does_not_learn_that_an_order_exists(page: str) -> None:
    order = placed_order()
    other = owner_of(HouseholdFactory.create())

    assert signed_in(other).get(f"/nha/don/{order.key}{page}").status_code == 404


def test_a_stranger_cannot_answer_it() -> None:
    order = placed_order()
    other = owner_of(HouseholdFactory.create())

    assert signed_in(other).post(f"/nha/don/{order.key}/tra-loi", {"tra_loi": "het"}).status_code == 404
    order.refresh_from_db()
    assert order.state == "placed"


def test_a_cooperative_with_consent_works_for_it_and_every_page_says_so() -> None:
    order = placed_order()
    client = signed_in(manager_for(order.household))

    html = client.get("/nha").content.decode()

    assert f"Đang làm thay cho <b>{order.household.name}</b>" in html
    assert "Việc hôm nay: 1" in html


def test_opening_the_link_changes_nothing(client: Client) -> None:
    order = placed_order()

    for _ in range(3):
        html = client.get(f"/tra-loi/{order.answer_secret}").content.decode()

    order.refresh_from_db()
    assert order.state == "placed"
    assert "Có hàng" in html
    assert "Hết hàng" in html


@pytest.mark.parametrize(
    ("answer", "state"), [("co", "accepted"), ("het", "declined"), ("", "placed"), ("x", "placed")]
)
def test_only_its_buttons_answer(client: Client, answer: str, state: str) -> None:
    order = placed_order()

    client.post(f"/tra-loi/{order.answer_secret}", {"tra_loi": answer})

    order.refresh_from_db()
    assert order.state == state


def test_a_second_answer_is_told_what_was_answered(client: Client) -> None:
    order = placed_order()
    client.post(f"/tra-loi/{order.answer_secret}", {"tra_loi": "co"})

    response = client.post(f"/tra-loi/{order.answer_secret}", {"tra_loi": "het"}, follow=True)

    order.refresh_from_db()
    assert order.state == "accepted"
    assert 'role="alert"' in response.content.decode()


def test_an_order_is_answered_and_packed_from_today() -> None:
    order = placed_order()
    client = signed_in(seller_of(order))
    line = order.lines.get()

    client.post(f"/nha/don/{order.key}/tra-loi", {"tra_loi": "co"})
    assert "Cân được bao nhiêu?" in client.get("/nha").content.decode()
    client.post(
        f"/nha/don/{order.key}/dong-goi",
        {f"net_{line.key}": "4,8", "gross_1": "5,3", "size_1": "400x300x250", "so_thung": "1"},
    )

    order.refresh_from_db()
    assert order.packed_dong == 144_000
    assert order.boxes.get().gross_g == 5_300


def test_wrong_scales_are_said_at_their_field_and_kept() -> None:
    order = placed_order()
    client = signed_in(seller_of(order))
    line = order.lines.get()
    client.post(f"/nha/don/{order.key}/tra-loi", {"tra_loi": "co"})

    html = client.post(
        f"/nha/don/{order.key}/dong-goi",
        {f"net_{line.key}": "năm", "gross_1": "5,3", "size_1": "400x300x250"},
    ).content.decode()

    assert "Không đọc được số lượng “năm”" in html
    assert 'value="5,3"' in html


def test_another_box_keeps_what_was_typed() -> None:
    order = placed_order()
    client = signed_in(seller_of(order))
    client.post(f"/nha/don/{order.key}/tra-loi", {"tra_loi": "co"})

    html = client.post(
        f"/nha/don/{order.key}/dong-goi", {"gross_1": "5,3", "size_1": "400x300x250", "them": "2"}
    ).content.decode()

    assert 'name="gross_2"' in html
    assert 'value="5,3"' in html


@pytest.mark.parametrize("count", [1, 3])
def test_today_takes_the_same_statements_for_one_task_and_for_three(
    count: int, django_assert_num_queries: Any
) -> None:
    household = HouseholdFactory.create()
    for number in range(count):
        placed_order((on_sale(household=household), 5_000), telephone=f"+8490000066{number}")
    client = signed_in(owner_of(household))
    client.get("/nha")

    with django_assert_num_queries(11):
        client.get("/nha")


def test_while_the_buyer_is_asked_about_a_short_line_the_sums_go_by_the_scales() -> None:
    order = placed_order()
    client = signed_in(seller_of(order))
    page = f"/nha/don/{order.key}"
    assert "150.000" in client.get(page).content.decode()
    accept(person=seller_of(order), order_key=order.key, at=NOW)
    weigh(order, net={0: 4_000})

    html = client.get(page).content.decode()

    assert "Cân thiếu, đang hỏi khách" in html
    assert "120.000" in html
    assert "150.000" not in html


def sell(client: Client) -> Listing:
    client.post(
        "/nha/dang-ban",
        {"commodity": "vai-thieu", "photos": SimpleUploadedFile("a.jpg", upload().read(), "image/jpeg")},
    )
    return Listing.objects.get()


def test_something_is_sold_in_three_screens_and_kept_at_each() -> None:
    load_commodities()
    client = signed_in(owner_of(HouseholdFactory.create()))

    listing = sell(client)
    assert listing.state == "draft"
    page = client.get(f"/nha/dang-ban/{listing.key}/gia").content.decode()
    assert "Giá tham khảo" in page
    client.post(
        f"/nha/dang-ban/{listing.key}/gia",
        {"unit": "kg:1000", "unit_price": "45k", "quantity": "120", "harvested_on": "2026-06-10"},
    )
    listing.refresh_from_db()
    assert (listing.unit_price, listing.state, listing.lots.get().available) == (45_000, "draft", 120_000)
    client.post(f"/nha/dang-ban/{listing.key}/xem-lai", {"title": "Vải thiều Lục Ngạn, hái sáng"})

    listing.refresh_from_db()
    assert listing.state == "published"


def test_the_second_screen_says_what_comes_home_for_the_price_being_typed() -> None:
    load_commodities()
    client = signed_in(owner_of(HouseholdFactory.create()))
    listing = sell(client)

    html = client.get(f"/nha/dang-ban/{listing.key}/gia?unit_price=45.000").content.decode()

    assert "Bán 1 kg, tay cầm 45.000\u00a0₫" in html


def test_a_price_that_cannot_be_read_loses_nothing() -> None:
    load_commodities()
    client = signed_in(owner_of(HouseholdFactory.create()))
    listing = sell(client)

    html = client.post(
        f"/nha/dang-ban/{listing.key}/gia",
        {"unit": "kg:1000", "unit_price": "rẻ", "quantity": "120", "harvested_on": "2026-06-10"},
    ).content.decode()

    assert "Không đọc được số tiền “rẻ”" in html
    assert 'value="120"' in html


def test_a_file_that_is_no_photo_is_said_and_the_choice_kept() -> None:
    load_commodities()
    client = signed_in(owner_of(HouseholdFactory.create()))

    html = client.post(
        "/nha/dang-ban",
        {"commodity": "vai-thieu", "photos": SimpleUploadedFile("a.jpg", BytesIO(b"x").read())},
    ).content.decode()

    assert 'role="alert"' in html
    assert re.search(r'value="vai-thieu" required checked', html)


def test_what_is_searched_for_is_offered() -> None:
    load_commodities()
    client = signed_in(owner_of(HouseholdFactory.create()))

    html = client.get("/nha/dang-ban?tim=sau rieng").content.decode()

    assert "Sầu riêng" in html
    assert "Vải thiều" not in html


def test_pause_price_and_stock_are_two_taps() -> None:
    listing = on_sale()
    client = signed_in(owner_of(listing.household))

    client.post(f"/nha/hang/{listing.key}/nghi")
    listing.refresh_from_db()
    assert listing.state == "paused"
    client.post(f"/nha/hang/{listing.key}/gia", {"unit_price": "52 nghìn"})
    client.post(f"/nha/hang/{listing.key}/them", {"quantity": "10", "harvested_on": "2026-06-10"})

    listing.refresh_from_db()
    assert listing.unit_price == 52_000
    assert sorted(listing.lots.values_list("available", flat=True)) == [10_000, 100_000]


def test_a_stranger_cannot_touch_a_listing() -> None:
    listing = on_sale()
    client = signed_in(owner_of(HouseholdFactory.create()))

    for page in ("nghi", "gia", "them", "het", "ket-thuc"):
        assert client.post(f"/nha/hang/{listing.key}/{page}", {"unit_price": "1"}).status_code == 404


def test_a_household_is_opened_with_four_lines() -> None:
    account = AccountFactory.create()
    client = signed_in(Person(account=account))

    response = client.post(
        "/nha/mo",
        {
            "name": "Vườn bác Tư",
            "commune": "Xã Lục Ngạn, Bắc Ninh",
            "address": "Thôn 3",
            "telephone": "0900000001",
        },
    )

    household = Household.objects.get()
    assert response.headers["Location"] == "/nha/dang-ban"
    assert (household.name, household.commune_code) == ("Vườn bác Tư", "07582")


def test_the_bank_account_is_the_owners_alone() -> None:
    household = HouseholdFactory.create()
    account = {"bank_code": "970405", "bank_account": "0123456789", "bank_holder": "NGUYEN VAN A"}

    assert signed_in(manager_for(household)).post("/nha/ngan-hang", account).status_code == 404
    assert signed_in(owner_of(household)).post("/nha/ngan-hang", account).headers["Location"] == "/nha/tien"
