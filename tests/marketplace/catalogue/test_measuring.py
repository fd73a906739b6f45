from decimal import Decimal

import pytest

from kernel.errors import Refusal
from marketplace.catalogue.measuring import base_of, check_quantity, gross_estimate_g, units_of, words
from marketplace.catalogue.models import Listing

KILO = Listing(unit_factor=1_000, unit_label="1 kg", minimum=2_000, step=500)
DOZEN = Listing(unit_factor=12, unit_label="1 chục (12 trái)", minimum=12, step=6)


@pytest.mark.parametrize(("net_g", "gross_g"), [(1_000, 1_280), (5_000, 5_600), (1, 210), (0, 200)])
def test_a_parcel_weighs_more_than_what_is_in_it(net_g: int, gross_g: int) -> None:
    assert gross_estimate_g(net_g) == gross_g


def test_units_and_base_units() -> None:
    assert base_of(listing=KILO, quantity=Decimal("2.5")) == 2_500
    assert units_of(listing=DOZEN, quantity=18) == Decimal("1.5")
    assert (words(listing=KILO, quantity=2_500), words(listing=DOZEN, quantity=24)) == (
        "2,5 kg",
        "2 chục (12 trái)",
    )
    with pytest.raises(Refusal, match="QUANTITY_NOT_WHOLE"):
        base_of(listing=DOZEN, quantity=Decimal("0.3"))


@pytest.mark.parametrize(
    ("listing", "quantity", "code"),
    [
        (KILO, 1_500, "BELOW_MINIMUM"),
        (KILO, 2_200, "OFF_STEP"),
        (DOZEN, 6, "BELOW_MINIMUM"),
        (DOZEN, 13, "OFF_STEP"),
    ],
)
def test_a_quantity_that_is_not_offered(listing: Listing, quantity: int, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        check_quantity(listing=listing, quantity=quantity)

    assert refusal.value.code == code
    assert words(listing=listing, quantity=listing.minimum) in refusal.value.text


@pytest.mark.parametrize(("listing", "quantity"), [(KILO, 2_000), (KILO, 3_500), (DOZEN, 18)])
def test_a_quantity_that_is_offered(listing: Listing, quantity: int) -> None:
    check_quantity(listing=listing, quantity=quantity)
