"""New stock, stock set right, and "hết hàng"."""

from datetime import date, datetime, timedelta

from django.db import transaction

from kernel.clock import local_day
from logistics.goods.operations import record_lot
from logistics.goods.queries import commodity
from logistics.goods.shelf_life import expiry
from marketplace.catalogue import stock
from marketplace.catalogue.enums import LotState
from marketplace.catalogue.measuring import words
from marketplace.catalogue.models import Listing, Lot
from marketplace.catalogue.operations.writing import audit, listing_to_change
from marketplace.catalogue.queries import lot_for
from marketplace.catalogue.refusals import (
    ExpiryBeforeHarvest,
    ExpiryTooFar,
    HarvestNotYet,
    LotClosed,
    LotTooOld,
    QuantityInvalid,
    StockOnlyFalls,
)
from marketplace.households.models import Plot
from marketplace.households.queries import plot_of
from marketplace.people.rules import Person

LARGEST_LOT = 10**12
KEEPS_AT_MOST = timedelta(days=3_653)
"""Ten years after harvest: no food of ours says more."""


@transaction.atomic
def add_stock(
    *,
    person: Person,
    listing_key: str,
    quantity: int,
    harvested_on: date,
    at: datetime,
    plot_key: str = "",
    expires_on: date | None = None,
) -> Lot:
    """A new lot of `quantity` base units, known to logistics under "lot:<key>" in the same transaction.

    It is good until `expires_on`, by default the harvest day and the commodity's shelf life. Adding stock
    does not put a draft on sale, nor a paused listing.
    """
    listing = listing_to_change(person=person, key=listing_key)
    plot = plot_of(household_id=listing.household_id, key=plot_key) if plot_key else None
    lot = _new_lot(listing, quantity, harvested_on, expires_on, at)
    lot.plot = plot
    lot.save()
    _tell_logistics(listing, lot, plot, at)
    audit(
        person=person,
        listing=listing,
        action="stock_added",
        at=at,
        lot=lot.key,
        quantity=quantity,
        harvested_on=harvested_on.isoformat(),
    )
    return lot


def _new_lot(
    listing: Listing, quantity: int, harvested_on: date, expires_on: date | None, at: datetime
) -> Lot:
    if not 0 < quantity <= LARGEST_LOT:
        raise QuantityInvalid
    if harvested_on > local_day(at):
        raise HarvestNotYet
    shelf_life_days = commodity(listing.commodity_id).shelf_life_days
    last_day = expires_on or expiry(harvested_on=harvested_on, shelf_life_days=shelf_life_days)
    if last_day and last_day < harvested_on:
        raise ExpiryBeforeHarvest
    if last_day and last_day - harvested_on > KEEPS_AT_MOST:
        raise ExpiryTooFar
    if last_day and last_day < local_day(at):
        raise LotTooOld
    return Lot(
        listing=listing,
        household_id=listing.household_id,
        harvested_on=harvested_on,
        expires_on=last_day,
        quantity=quantity,
        available=quantity,
        created_at=at,
    )


def _tell_logistics(listing: Listing, lot: Lot, plot: Plot | None, at: datetime) -> None:
    record_lot(
        reference=lot.reference,
        commodity_code=listing.commodity_id,
        harvested_on=lot.harvested_on,
        growing_area_code=plot.growing_area_code if plot else "",
        at=at,
    )


@transaction.atomic
def correct_stock(*, person: Person, lot_key: str, available: int, at: datetime) -> Lot:
    """Only `available` base units are left to sell (some were sold at the gate, or spoiled); the rest is
    written off.

    StockOnlyFalls where the lot has less than that: buyers were quicker, or there is new fruit, which is a
    new lot.
    """
    lot = lot_for(person=person, key=lot_key)
    if available < 0:
        raise QuantityInvalid
    if not stock.lower_lot(lot_id=lot.pk, available=available):
        lot.refresh_from_db(fields=["available", "state"])
        if lot.state != LotState.OPEN:
            raise LotClosed
        raise StockOnlyFalls(left=words(listing=lot.listing, quantity=lot.available))
    audit(
        person=person, listing=lot.listing, action="stock_corrected", at=at, lot=lot.key, available=available
    )
    lot.refresh_from_db()
    return lot


@transaction.atomic
def sell_out(*, person: Person, listing_key: str, at: datetime) -> Listing:
    """ "Hết hàng": every open lot is closed, what was left is written off; the listing shows as sold out."""
    listing = listing_to_change(person=person, key=listing_key)
    written_off = stock.close_lots(listing_id=listing.pk)
    audit(person=person, listing=listing, action="sold_out", at=at, written_off=written_off)
    return listing
