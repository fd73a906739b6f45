"""What may be reserved, from which lots, and how a reservation ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from marketplace.catalogue import stock
from marketplace.catalogue.enums import ListingState, LotState, ReservationState
from marketplace.catalogue.models import Listing, Lot, StockReservation
from marketplace.catalogue.refusals import LotSoldOut, QuantityInvalid, ReservationGone
from marketplace.catalogue.stock import Taken, Want
from tests.factories.catalogue import NOW, TODAY, ListingFactory, LotFactory

pytestmark = pytest.mark.django_db


def reserve(*wants: tuple[str, Listing, int], minutes: int | None = None) -> list[Taken]:
    expires_at = NOW + timedelta(minutes=minutes) if minutes else None
    return stock.reserve(
        wants=[Want(reference, listing.pk, quantity) for reference, listing, quantity in wants],
        expires_at=expires_at,
        at=NOW,
    )


def left_in(lot: Lot) -> int:
    lot.refresh_from_db()
    return lot.available


def state_of(reference: str) -> str:
    return StockReservation.objects.get(reference=reference).state


def test_the_lot_that_expires_first_goes_first() -> None:
    listing = ListingFactory.create()
    fresh = LotFactory.create(listing=listing, quantity=5_000, expires_on=TODAY + timedelta(days=5))
    older = LotFactory.create(listing=listing, quantity=3_000, expires_on=TODAY + timedelta(days=2))
    keeps = LotFactory.create(listing=listing, quantity=9_000, expires_on=None)

    taken = reserve(("line:a", listing, 4_000))

    assert {(part.lot_id, part.quantity) for part in taken} == {(older.pk, 3_000), (fresh.pk, 1_000)}
    assert [left_in(lot) for lot in (older, fresh, keeps)] == [0, 4_000, 9_000]


def test_everything_of_an_order_is_reserved_in_one_statement() -> None:
    first, second = ListingFactory.create_batch(2)
    for listing in (first, second):
        LotFactory.create_batch(2, listing=listing, quantity=2_000)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        taken = reserve(("line:a", first, 3_000), ("line:b", second, 1_000))

    assert len(queries) == 1
    assert sorted((part.reference, part.quantity) for part in taken) == [
        ("line:a", 1_000),
        ("line:a", 2_000),
        ("line:b", 1_000),
    ]


def test_two_lines_of_one_listing_share_its_lots() -> None:
    listing = ListingFactory.create()
    lots = LotFactory.create_batch(2, listing=listing, quantity=3_000)

    taken = reserve(("line:a", listing, 2_000), ("line:b", listing, 2_000))

    assert [(part.reference, part.lot_id, part.quantity) for part in sorted(taken, key=str)] == [
        ("line:a", lots[0].pk, 2_000),
        ("line:b", lots[0].pk, 1_000),
        ("line:b", lots[1].pk, 1_000),
    ]


def test_when_one_line_is_short_nothing_is_reserved_and_what_is_left_is_said() -> None:
    plenty, short = ListingFactory.create_batch(2)
    full = LotFactory.create(listing=plenty, quantity=9_000)
    LotFactory.create(listing=short, quantity=2_000)

    with pytest.raises(LotSoldOut) as refusal:
        reserve(("line:a", plenty, 1_000), ("line:b", short, 2_500))

    assert refusal.value.left == {short.key: 2_000}
    assert left_in(full) == 9_000
    assert not StockReservation.objects.exists()


@pytest.mark.parametrize(
    "lot",
    [
        {"state": LotState.CLOSED, "available": 0},
        {"expires_on": TODAY - timedelta(days=1), "harvested_on": TODAY - timedelta(days=6)},
        {"available": 0},
    ],
    ids=["closed", "past its day", "sold out"],
)
def test_a_lot_that_does_not_sell_gives_nothing(lot: dict[str, object]) -> None:
    listing = ListingFactory.create()
    LotFactory.create(listing=listing, **lot)

    with pytest.raises(LotSoldOut) as refusal:
        reserve(("line:a", listing, 1_000))

    assert refusal.value.left == {listing.key: 0}


def test_on_its_last_good_day_a_lot_still_sells() -> None:
    lot = LotFactory.create(expires_on=TODAY)

    assert reserve(("line:a", lot.listing, 1_000))[0].lot_id == lot.pk


@pytest.mark.parametrize("state", sorted(set(ListingState) - {ListingState.PUBLISHED}))
def test_only_what_is_on_sale_sells(state: ListingState) -> None:
    lot = LotFactory.create(listing__state=state)

    with pytest.raises(LotSoldOut):
        reserve(("line:a", lot.listing, 1_000))


def test_an_unknown_listing_is_never_passed_over_in_silence() -> None:
    with pytest.raises(LotSoldOut) as refusal:
        stock.reserve(wants=[Want("line:a", 987_654_321, 1)], expires_at=None, at=NOW)

    assert refusal.value.left == {"987654321": 0}


@pytest.mark.parametrize("quantity", [0, -1])
def test_nothing_and_less_than_nothing_are_refused(quantity: int) -> None:
    lot = LotFactory.create()

    with pytest.raises(QuantityInvalid):
        reserve(("line:a", lot.listing, quantity))


def test_a_release_gives_back_once() -> None:
    lot = LotFactory.create(quantity=5_000)
    reserve(("line:a", lot.listing, 3_000))

    assert [stock.release(references=["line:a"], at=NOW) for _ in range(2)] == [3_000, 0]
    assert left_in(lot) == 5_000
    assert state_of("line:a") == ReservationState.RELEASED


def test_what_comes_back_too_late_is_written_off() -> None:
    lot = LotFactory.create(quantity=5_000)
    reserve(("line:a", lot.listing, 3_000))

    assert stock.release(references=["line:a"], at=NOW + timedelta(days=6)) == 0
    assert left_in(lot) == 2_000
    assert lot.written_off == 3_000
    assert not stock.imbalances()


def test_what_the_household_has_not_got_does_not_come_back() -> None:
    lot = LotFactory.create(quantity=5_000)
    reserve(("line:a", lot.listing, 3_000))

    assert stock.release(references=["line:a"], at=NOW, to_stock=False) == 0
    assert (left_in(lot), lot.written_off) == (2_000, 3_000)


def test_what_has_left_the_farm_does_not_come_back() -> None:
    lot = LotFactory.create(quantity=5_000)
    reserve(("line:a", lot.listing, 3_000))

    assert [stock.take(references=["line:a"], at=NOW) for _ in range(2)] == [3_000, 0]
    assert stock.release(references=["line:a"], at=NOW) == 0
    assert left_in(lot) == 2_000
    assert not stock.imbalances()


def test_an_unpaid_reservation_runs_out_by_itself() -> None:
    lot = LotFactory.create(quantity=5_000)
    reserve(("line:paid", lot.listing, 1_000), minutes=15)
    reserve(("line:unpaid", lot.listing, 2_000), minutes=15)
    reserve(("line:cash", lot.listing, 1_000))
    stock.confirm(references=["line:paid"])

    assert stock.release_run_out(at=NOW + timedelta(minutes=14)) == 0
    assert stock.release_run_out(at=NOW + timedelta(minutes=15)) == 2_000
    assert left_in(lot) == 3_000
    assert [state_of(name) for name in ("line:paid", "line:unpaid", "line:cash")] == [
        "held",
        "released",
        "held",
    ]


def test_what_ran_out_cannot_be_confirmed() -> None:
    lot = LotFactory.create()
    reserve(("line:a", lot.listing, 1_000), minutes=15)
    stock.release_run_out(at=NOW + timedelta(minutes=15))

    with pytest.raises(ReservationGone):
        stock.confirm(references=["line:a"])


def test_more_time_to_pay() -> None:
    lot = LotFactory.create()
    reserve(("line:a", lot.listing, 1_000), minutes=15)
    stock.confirm(references=["line:a"], expires_at=NOW + timedelta(hours=1))

    assert stock.release_run_out(at=NOW + timedelta(minutes=59)) == 0
    assert stock.release_run_out(at=NOW + timedelta(minutes=60)) == 1_000


def test_lots_expire_the_day_after_their_last_good_day_and_what_is_left_is_written_off() -> None:
    over = LotFactory.create(harvested_on=TODAY - timedelta(days=6), expires_on=TODAY - timedelta(days=1))
    last_day = LotFactory.create(expires_on=TODAY)
    keeps = LotFactory.create(expires_on=None)

    assert [stock.expire_lots(at=NOW) for _ in range(2)] == [1, 0]
    assert [left_in(lot) for lot in (over, last_day, keeps)] == [0, 10_000, 10_000]
    assert (over.state, over.written_off) == (LotState.EXPIRED, 10_000)
    assert not stock.imbalances()


def test_a_sale_does_not_write_to_the_listing() -> None:
    lot = LotFactory.create()
    before = row_version(lot.listing)
    reserve(("line:a", lot.listing, 1_000))

    assert row_version(lot.listing) == before


def row_version(listing: Listing) -> object:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid, xmin FROM catalogue_listing WHERE id = %s", [listing.pk])
        return cursor.fetchone()


def test_the_database_itself_refuses_to_oversell() -> None:
    lot = LotFactory.create(quantity=1_000)

    for wrong in ({"available": -1}, {"available": 1_001}, {"written_off": 1}):
        with pytest.raises(IntegrityError, match="lot_never_oversold"), transaction.atomic():
            Lot.objects.filter(pk=lot.pk).update(**wrong)


def test_an_imbalance_would_be_seen() -> None:
    lot = LotFactory.create(quantity=1_000, available=900)

    assert [(found.lot_key, found.reserved) for found in stock.imbalances()] == [(lot.key, 0)]


def test_only_lots_that_live_long_enough_are_taken() -> None:
    listing = ListingFactory.create()
    soon = LotFactory.create(listing=listing, expires_on=TODAY + timedelta(days=1))
    later = LotFactory.create(listing=listing, expires_on=TODAY + timedelta(days=4))
    until = TODAY + timedelta(days=3)

    [taken] = stock.reserve(wants=[Want("line:a", listing.pk, 4_000, until)], expires_at=None, at=NOW)

    assert (taken.lot_id, left_in(soon), left_in(later)) == (later.pk, 10_000, 6_000)


def test_what_was_missing_when_packed_is_written_off() -> None:
    listing = ListingFactory.create()
    first, second = LotFactory.create_batch(2, listing=listing, quantity=3_000)
    reserve(("line:a", listing, 5_000))

    assert stock.write_off_missing(missing={"line:a": 2_500}, at=NOW) == 2_500
    assert stock.take(references=["line:a"], at=NOW) == 2_500
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.written_off, second.written_off, second.available) == (500, 2_000, 1_000)
    assert not stock.imbalances()
