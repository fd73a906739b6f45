"""Whatever is done to stock in whatever order, not a gram is lost or made."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import QuerySet, Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kernel.clock import local_day
from marketplace.catalogue import stock
from marketplace.catalogue.enums import LotState, ReservationState
from marketplace.catalogue.models import Lot, StockReservation
from marketplace.catalogue.refusals import LotSoldOut
from marketplace.catalogue.stock import Want
from tests.factories.catalogue import NOW, ListingFactory, LotFactory

grams = st.integers(min_value=1, max_value=6_000)
NEVER = date.max
some = st.integers(min_value=0, max_value=50)


def optional(most: int) -> st.SearchStrategy[int | None]:
    return st.one_of(st.none(), st.integers(0, most))


class Farm(RuleBasedStateMachine):
    """Two listings whose lots are filled, reserved, given back, sent away, closed and grow old, day by
    day.
    """

    @initialize()
    def begin(self) -> None:
        self.now = NOW
        self.listings = ListingFactory.create_batch(2)
        self.references: list[str] = []
        self.good_until: date | None = None

    @rule(which=st.integers(0, 1), quantity=grams, days=optional(3))
    def harvest(self, which: int, quantity: int, days: int | None) -> None:
        today = local_day(self.now)
        LotFactory.create(
            listing=self.listings[which],
            quantity=quantity,
            harvested_on=today,
            expires_on=None if days is None else today + timedelta(days=days),
        )

    @rule(first=grams, second=grams, both=st.booleans(), minutes=optional(600), days=optional(3))
    def reserve(self, first: int, second: int, both: bool, minutes: int | None, days: int | None) -> None:
        number = len(self.references)
        self.good_until = None if days is None else local_day(self.now) + timedelta(days=days)
        wants = [Want(f"line:{number}a", self.listings[0].pk, first, self.good_until)]
        wants += [Want(f"line:{number}b", self.listings[1].pk, second, self.good_until)] if both else []
        possible = all(want.quantity <= self.sellable(want.listing_id) for want in wants)
        expires_at = self.now + timedelta(minutes=minutes) if minutes else None
        try:
            with transaction.atomic():
                taken = stock.reserve(wants=wants, expires_at=expires_at, at=self.now)
        except LotSoldOut:
            assert not possible
            return
        assert possible
        self.references += [want.reference for want in wants]
        for want in wants:
            assert sum(part.quantity for part in taken if part.reference == want.reference) == want.quantity
        self.assert_first_expiring_first()

    @precondition(lambda self: self.references)
    @rule(which=some, to_stock=st.booleans())
    def release(self, which: int, to_stock: bool) -> None:
        reference = self.references[which % len(self.references)]
        back = stock.release(references=[reference], at=self.now, to_stock=to_stock)
        assert back == 0 or to_stock
        assert stock.release(references=[reference], at=self.now) == 0

    @precondition(lambda self: self.references)
    @rule(which=some)
    def take(self, which: int) -> None:
        reference = self.references[which % len(self.references)]
        held = self.held_by(reference)
        assert stock.take(references=[reference], at=self.now) == held

    @precondition(lambda self: self.references)
    @rule(which=some, missing=grams)
    def pack_less(self, which: int, missing: int) -> None:
        reference = self.references[which % len(self.references)]
        held = self.held_by(reference)
        assert stock.write_off_missing(missing={reference: missing}, at=self.now) == min(missing, held)
        assert self.held_by(reference) == held - min(missing, held)

    @rule(hours=st.integers(1, 30))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        stock.release_run_out(at=self.now)
        stock.expire_lots(at=self.now)

    @rule(which=st.integers(0, 1))
    def close(self, which: int) -> None:
        stock.close_lots(listing_id=self.listings[which].pk)

    @rule(which=some, left=grams)
    def lower(self, which: int, left: int) -> None:
        if lots := list(Lot.objects.filter(state=LotState.OPEN).order_by("pk")):
            lot = lots[which % len(lots)]
            assert stock.lower_lot(lot_id=lot.pk, available=left) == (left <= lot.available)

    @invariant()
    def nothing_is_lost_or_made(self) -> None:
        assert stock.imbalances() == []

    def held_by(self, reference: str) -> int:
        held = StockReservation.objects.filter(reference=reference, state=ReservationState.HELD)
        return held.aggregate(sum=Sum("quantity"))["sum"] or 0

    def sellable(self, listing_id: int) -> int:
        lots = self.sellable_lots(listing_id, self.good_until)
        return lots.aggregate(sum=Sum("available"))["sum"] or 0

    def assert_first_expiring_first(self) -> None:
        """Where the newest order drew on a lot, no lot of that listing that goes earlier has anything
        left.
        """
        newest = StockReservation.objects.filter(reference__startswith=self.references[-1][:-1])
        for part in newest.select_related("lot"):
            mine = part.lot
            for other in self.sellable_lots(mine.listing_id, self.good_until):
                assert goes_before(mine, other) or other.pk == mine.pk

    def sellable_lots(self, listing_id: int, until: date | None) -> QuerySet[Lot]:
        lots = Lot.objects.filter(listing=listing_id, state=LotState.OPEN, available__gt=0)
        return lots.exclude(expires_on__lt=until or local_day(self.now)).exclude(
            expires_on__lt=local_day(self.now)
        )


def goes_before(one: Lot, other: Lot) -> bool:
    return (one.expires_on or NEVER, one.pk) < (other.expires_on or NEVER, other.pk)


@pytest.mark.django_db
def test_not_a_gram_is_lost_or_made() -> None:
    class FarmInATransaction(Farm):
        """Each run of the machine is rolled back."""

        def __init__(self) -> None:
            super().__init__()
            self.undo = transaction.atomic()
            self.undo.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    run_state_machine_as_test(
        FarmInATransaction,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
