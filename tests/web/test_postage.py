"""Postage never surprises: what a card says is what checkout shows and what is charged."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from kernel.audit.models import AuditRecord
from logistics.carriers.card import forget
from logistics.carriers.enums import Zone
from logistics.carriers.models import ClosedZone, FlatPostage
from logistics.carriers.operations import FlatRow, set_flats
from logistics.carriers.quotes import Offer
from marketplace.catalogue.models import Listing, Lot
from marketplace.households.models import Household
from marketplace.households.queries import farm_reference
from marketplace.orders.baskets import Choice
from marketplace.orders.operations import preview
from marketplace.orders.refusals import CheckoutChanged
from tests.factories.catalogue import LotFactory
from tests.factories.households import HouseholdFactory, owner_of, stranger
from tests.factories.orders import (
    CAU_GIAY,
    NOW,
    TODAY,
    basket_of,
    on_sale,
    placed_order,
)
from tests.factories.places import LUC_NGAN, SAI_GON
from tests.support.carrier import open_accounts, running
from tests.web.test_household import signed_in
from web.cards import cards_by_ids

pytestmark = pytest.mark.usefixtures("shop")
Queries = Callable[[int], AbstractContextManager[object]]
ALL_ZONES = [FlatRow(zone, 10_000, 20_000) for zone in Zone.values]

flats = some.lists(
    some.builds(
        FlatRow,
        zone=some.sampled_from(Zone.values),
        dong=some.integers(0, 60_000),
        up_to_g=some.sampled_from([1_000, 3_000, 20_000]),
    ),
    max_size=4,
    unique_by=lambda row: row.zone,
)


def ask(household: Household, rows: list[FlatRow]) -> None:
    set_flats(sender_reference=farm_reference(household.key), rows=rows, at=NOW)
    forget()


def with_lots(minimum: int, lots: list[tuple[int, int]]) -> Listing:
    """`lots`: days that each keeps, and its kilograms."""
    listing = on_sale(minimum=minimum)
    Lot.objects.filter(listing=listing).delete()
    for days, kilograms in lots:
        LotFactory.create(
            listing=listing, expires_on=TODAY + timedelta(days=days), quantity=kilograms * 1_000
        )
    return listing


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=flats,
    to=some.sampled_from([CAU_GIAY, LUC_NGAN, SAI_GON]),
    minimum=some.sampled_from([500, 1_000, 5_000, 12_000]),
    lots=some.lists(some.tuples(some.integers(0, 9), some.integers(1, 20)), min_size=1, max_size=3),
)
def test_the_card_says_what_checkout_charges(
    shop: None, asked: list[FlatRow], to: str, minimum: int, lots: list[tuple[int, int]]
) -> None:
    with transaction.atomic():
        listing = with_lots(minimum, lots)
        ask(listing.household, asked)
        [card] = cards_by_ids([listing.pk], place_code=to, at=NOW)
        if not card.sold_out:
            [part] = preview(basket=basket_of((listing, minimum)), commune_code=to, at=NOW).parts
            offer = part.cheapest
            assert card.postage == (offer.price_dong if offer else None)
            assert card.unreachable == (offer is None)
            if offer:
                order = placed_order((listing, minimum), commune_code=to)
                assert order.postage_dong == card.postage
                assert order.postage_dong + order.farm_postage_dong == (
                    offer.price_dong if offer.carrier_dong is None else offer.carrier_dong
                )
        transaction.set_rollback(True)
    forget()


@pytest.mark.parametrize("number", [1, 3])
def test_cards_with_postage_take_one_statement(number: int, django_assert_num_queries: Queries) -> None:
    listings = [on_sale() for _one in range(number)]
    for listing in listings:
        ask(listing.household, ALL_ZONES)
    cards_by_ids([], place_code=CAU_GIAY, at=NOW)
    preview(basket=basket_of((listings[0], 1_000)), commune_code=CAU_GIAY, at=NOW)

    with django_assert_num_queries(1):
        cards = cards_by_ids([one.pk for one in listings], place_code=CAU_GIAY, at=NOW)

    assert [card.postage for card in cards] == [10_000] * number


def test_who_has_not_said_where_sees_where_postage_begins(buyer: Client) -> None:
    listing = on_sale()
    [near] = cards_by_ids([listing.pk], place_code=listing.household.commune_code, at=NOW)

    [card] = cards_by_ids([listing.pk], place_code="", at=NOW)

    assert (card.postage, card.postage_from, near.postage_from) == (near.postage, True, False)
    assert "Phí gửi từ" in Client().get(f"/mua/{listing.slug}").content.decode()
    assert "Phí gửi từ" not in buyer.get(f"/mua/{listing.slug}").content.decode()


def test_a_closed_place_is_explained_where_nothing_goes(buyer: Client) -> None:
    listing = on_sale()
    ClosedZone.objects.create(
        commune_code=CAU_GIAY, reason="bão số 5", from_on=TODAY, to_on=date(2026, 6, 12)
    )
    forget()
    buyer.post("/gio/them", {"hang": listing.slug, "so_luong": "5"})

    for page in (f"/mua/{listing.slug}", "/gio", "/dat-hang"):
        html = buyer.get(page).content.decode()
        assert "Chưa gửi được đến chỗ bạn: Phường Cầu Giấy tạm ngừng nhận hàng (bão số 5" in html


def test_a_slower_road_is_said_beside_each_way(buyer: Client) -> None:
    listing = on_sale()
    ClosedZone.objects.create(
        commune_code=CAU_GIAY, kind="slow", extra_hours=5, reason="ngập đường", from_on=TODAY
    )
    forget()

    html = buyer.get(f"/mua/{listing.slug}").content.decode()

    assert "Phường Cầu Giấy giao chậm thêm 5 giờ (ngập đường)" in html


def test_a_service_that_comes_after_the_goods_have_spoiled_is_not_offered_and_says_why(
    buyer: Client,
) -> None:
    listing = with_lots(1_000, [(3, 20)])

    html = buyer.get(f"/mua/{listing.slug}").content.decode()

    assert "option-refused" in html
    assert "không còn tươi" in html


def test_a_live_price_that_was_shown_is_the_one_charged_and_placing_asks_nobody(tmp_path: Path) -> None:
    cache.clear()
    listing = on_sale()

    def seen() -> Offer:
        [part] = preview(basket=basket_of((listing, 5_000)), commune_code=CAU_GIAY, at=NOW).parts
        return next(offer for offer in part.offers if offer.service_code == "ghn:standard")

    by_card = seen()
    with running(tmp_path) as fake:
        open_accounts(fake, "ghn", live_rates=True)
        shown = seen()
    assert (by_card.live, shown.live) == (False, True)
    assert shown.price_dong != by_card.price_dong
    choices = {listing.household.key: Choice("ghn:standard", postage_dong=shown.price_dong)}

    order = placed_order((listing, 5_000), choices=choices)  # the carrier is no longer there
    assert order.postage_dong == shown.price_dong

    cache.clear()  # ten minutes later: nothing is ordered at a price that nobody stands by
    with pytest.raises(CheckoutChanged):
        placed_order((listing, 5_000), choices=choices, telephone="+84900000777")


def test_the_household_says_its_postage_and_the_books_of_the_house_keep_who_did() -> None:
    household = HouseholdFactory.create()
    owner = signed_in(owner_of(household))

    assert owner.get("/nha/cuoc").status_code == 200
    response = owner.post("/nha/cuoc", {"dong_same_region": "15 nghìn", "up_to_same_region": "6,5"})

    assert response.status_code == 302
    row = FlatPostage.objects.get()
    assert (row.sender_reference, row.zone, row.dong, row.up_to_g, row.valid_to) == (
        f"household:{household.key}", "same_region", 15_000, 6_500, None,
    )  # fmt: skip
    assert AuditRecord.objects.filter(action="household.flat_postage_set").count() == 1
    assert 'value="15.000"' in owner.get("/nha/cuoc").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"dong_national": "nhiều"},
        {"dong_national": "-5"},
        {"dong_national": "90 triệu"},
        {"dong_national": "1000", "up_to_national": "0"},
        {"dong_national": "1000", "up_to_national": "9999"},
    ],
)
def test_postage_that_cannot_be_meant_is_said_and_nothing_is_saved(wrong: dict[str, str]) -> None:
    household = HouseholdFactory.create()

    response = signed_in(owner_of(household)).post("/nha/cuoc", wrong)

    assert response.status_code == 422
    assert FlatPostage.objects.count() == 0


def test_a_stranger_has_no_house_whose_postage_to_set() -> None:
    response = signed_in(stranger()).post("/nha/cuoc", {"dong_national": "0"})
    assert (response.status_code, FlatPostage.objects.count()) == (302, 0)
