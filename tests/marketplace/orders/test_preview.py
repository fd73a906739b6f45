"""What a basket would cost, before anything is ordered."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.places.refusals import UnknownPlace
from marketplace.catalogue.models import Listing, Lot
from marketplace.orders.baskets import BasketLine
from marketplace.orders.models import Checkout
from marketplace.orders.operations import CheckoutPreview, preview
from marketplace.orders.refusals import BasketEmpty, BasketTooLarge
from tests.factories.catalogue import TierFactory
from tests.factories.orders import CAU_GIAY, NOW, TODAY, basket_of, on_sale
from tests.factories.places import SAI_GON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]


def shown(
    *lines: tuple[Listing, int], commune_code: str = CAU_GIAY, payment: str = "cash"
) -> CheckoutPreview:
    return preview(basket=basket_of(*lines), commune_code=commune_code, payment=payment, at=NOW)


def test_parcels_are_grouped_by_household_with_offers_cheapest_first() -> None:
    first, second = on_sale(), on_sale()

    seen = shown((first, 5_000), (second, 2_000))

    assert [part.household_key for part in seen.parts] == [first.household.key, second.household.key]
    prices = [offer.price_dong for offer in seen.parts[0].offers if not offer.refused]
    assert prices == sorted(prices)
    assert seen.total_dong == 210_000 + sum(part.cheapest.price_dong for part in seen.parts if part.cheapest)
    assert seen.placeable
    assert not Checkout.objects.exists()


def test_a_line_shows_the_price_of_its_tier_and_the_parcel_its_gross_weight() -> None:
    listing = on_sale()
    TierFactory.create(listing=listing, minimum=10_000, unit_price=27_000)

    [part] = shown((listing, 10_000)).parts

    assert part.lines[0].unit_price == 27_000
    assert part.goods_dong == 270_000
    assert part.gross_g == 11_000


def test_trouble_is_shown_beside_the_line_and_stops_the_order() -> None:
    listing, other = on_sale(quantity=3_000), on_sale()

    seen = shown((listing, 5_000), (other, 1_000))

    assert [part.lines[0].trouble for part in seen.parts] == ["LOT_SOLD_OUT", ""]
    assert seen.parts[0].lines[0].trouble_text
    assert not seen.placeable


def test_what_is_no_longer_for_sale_is_named() -> None:
    seen = preview(
        basket=[*basket_of((on_sale(), 1_000)), BasketLine("0" * 26, 1_000)], commune_code=CAU_GIAY, at=NOW
    )

    assert seen.missing == ["0" * 26]
    assert not seen.placeable


def test_a_lot_at_its_end_goes_nowhere_far_and_says_why() -> None:
    listing = on_sale()
    Lot.objects.filter(listing=listing).update(expires_on=TODAY)

    [part] = shown((listing, 1_000), commune_code=SAI_GON).parts

    assert part.cheapest is None
    assert "TOO_SLOW" in {offer.refused for offer in part.offers}
    assert all(offer.reason for offer in part.offers)


def test_an_empty_basket_a_huge_one_and_an_unknown_place_are_refused() -> None:
    listing = on_sale()
    with pytest.raises(BasketEmpty):
        shown()
    with pytest.raises(BasketTooLarge):
        shown(*[(listing, 1_000)] * 101)
    with pytest.raises(UnknownPlace):
        shown((listing, 1_000), commune_code="99999")


@pytest.mark.parametrize("lines", [1, 3])
def test_one_statement_for_any_number_of_lines(lines: int) -> None:
    listings = [(on_sale(), 1_000) for _ in range(lines)]
    shown(*listings)

    with CaptureQueriesContext(connection) as queries:
        shown(*listings)

    assert len(queries) == 1
