"""Part of one lot held for a purpose of its own, and what of it was not needed given back."""

from datetime import timedelta

import pytest

from marketplace.catalogue import stock
from marketplace.catalogue.enums import LotState
from marketplace.catalogue.models import Lot, StockReservation
from marketplace.catalogue.refusals import QuantityInvalid
from tests.factories.catalogue import NOW, LotFactory

pytestmark = pytest.mark.django_db
NEXT_WEEK = NOW + timedelta(days=7)


@pytest.fixture
def lot() -> Lot:
    found: Lot = LotFactory.create(quantity=10_000)
    return found


def hold(lot: Lot, quantity: int, reference: str = "offer:one") -> bool:
    return stock.hold_lot(lot_id=lot.pk, reference=reference, quantity=quantity, at=NOW)


def figures(lot: Lot) -> tuple[int, int, int]:
    """Available, written off and held; the lot must add up."""
    lot.refresh_from_db()
    held = sum(StockReservation.objects.filter(lot=lot, state="held").values_list("quantity", flat=True))
    assert stock.imbalances() == []
    return lot.available, lot.written_off, held


def test_what_is_held_cannot_be_sold(lot: Lot) -> None:
    assert hold(lot, 10_000)
    assert not hold(lot, 1, "offer:other")
    assert figures(lot) == (0, 0, 10_000)


def test_more_than_there_is_holds_nothing(lot: Lot) -> None:
    assert not hold(lot, 10_001)
    assert figures(lot) == (10_000, 0, 0)


@pytest.mark.parametrize("quantity", [0, -1])
def test_nothing_is_not_held(lot: Lot, quantity: int) -> None:
    with pytest.raises(QuantityInvalid):
        hold(lot, quantity)


def test_nothing_is_held_of_a_lot_past_its_day_or_closed(lot: Lot) -> None:
    assert not stock.hold_lot(lot_id=lot.pk, reference="offer:one", quantity=1, at=NEXT_WEEK)
    Lot.objects.update(state=LotState.CLOSED, available=0, written_off=10_000)
    assert not hold(lot, 1)


def test_what_was_not_needed_goes_back_on_sale(lot: Lot) -> None:
    hold(lot, 8_000)

    assert stock.give_back(less={"offer:one": 3_000}, at=NOW) == 3_000
    assert figures(lot) == (5_000, 0, 5_000)


def test_all_of_it_ends_the_reservation(lot: Lot) -> None:
    hold(lot, 8_000)

    stock.give_back(less={"offer:one": 8_000}, at=NOW)
    assert figures(lot) == (10_000, 0, 0)
    assert StockReservation.objects.get().state == "released"


def test_what_no_longer_sells_is_written_off(lot: Lot) -> None:
    hold(lot, 8_000)

    stock.give_back(less={"offer:one": 3_000}, at=NEXT_WEEK)
    assert figures(lot) == (2_000, 3_000, 5_000)


def test_giving_back_nothing_asks_nothing(lot: Lot) -> None:
    assert stock.give_back(less={"offer:one": 0}, at=NOW) == 0
