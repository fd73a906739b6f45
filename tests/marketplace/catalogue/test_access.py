"""The same askers at every door of the catalogue: owner, manager with consent and without, stranger,
nobody, staff.
"""

from collections.abc import Callable
from typing import Any

import pytest

from kernel.audit.models import AuditRecord
from kernel.errors import NotFound
from marketplace.catalogue import operations
from marketplace.catalogue.models import Listing
from marketplace.catalogue.queries import listings_of_household, loose_photos_of
from marketplace.people.rules import GUEST, Person
from tests.factories.catalogue import NOW, TODAY, ListingFactory, LotFactory, PhotoFactory, upload
from tests.factories.households import manager_for, owner_of, staff, stranger

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commodities", "files")]

ASKERS: dict[str, Callable[[Listing], Person]] = {
    "owner": lambda listing: owner_of(listing.household),
    "manager with consent": lambda listing: manager_for(listing.household),
    "manager without consent": lambda listing: manager_for(listing.household, consent=False),
    "stranger": lambda _listing: stranger(),
    "nobody": lambda _listing: GUEST,
    "staff": lambda _listing: staff(),
}
ALLOWED = {"owner", "manager with consent", "staff"}


def on(operation: Callable[..., object], **given: Any) -> Callable[[Person, Listing], object]:
    """An operation on the listing, by its key."""
    return lambda person, listing: operation(person=person, listing_key=listing.key, at=NOW, **given)


DOORS: dict[str, Callable[[Person, Listing], object]] = {
    "draft": lambda person, listing: operations.draft_listing(
        person=person, household_key=listing.household.key, commodity_code="vai-thieu", at=NOW
    ),
    "add photo": lambda person, listing: operations.add_photo(
        person=person, household_key=listing.household.key, file=upload(), at=NOW
    ),
    "remove photo": lambda person, listing: operations.remove_photo(
        person=person, photo_key=PhotoFactory.create(listing=listing).key, at=NOW
    ),
    "correct stock": lambda person, listing: operations.correct_stock(
        person=person, lot_key=listing.lots.get().key, available=1_000, at=NOW
    ),
    "update": on(operations.update_listing, grade="Loại 1"),
    "publish": on(operations.publish),
    "pause": on(operations.pause),
    "resume": on(operations.resume),
    "end": on(operations.end),
    "change price": on(operations.change_price, unit_price=20_000),
    "add stock": on(operations.add_stock, quantity=1_000, harvested_on=TODAY),
    "sell out": on(operations.sell_out),
    "copy": on(operations.copy_listing, quantity=1_000, harvested_on=TODAY),
    "own listings": lambda person, listing: listings_of_household(
        person=person, household_key=listing.household.key
    ),
    "loose photos": lambda person, listing: loose_photos_of(
        person=person, household_key=listing.household.key
    ),
}


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("door", DOORS)
def test_who_may_act_for_a_household_and_nobody_else(door: str, asker: str) -> None:
    listing = ListingFactory.create()
    PhotoFactory.create(listing=listing)
    LotFactory.create(listing=listing)
    person = ASKERS[asker](listing)

    try:
        DOORS[door](person, listing)
    except NotFound:
        assert asker not in ALLOWED
    else:
        assert asker in ALLOWED


@pytest.mark.parametrize(
    ("asker", "acts_for"), [("owner", False), ("manager with consent", True), ("staff", True)]
)
def test_the_audit_says_who_did_it_and_for_whom(asker: str, acts_for: bool) -> None:
    listing = ListingFactory.create()
    person = ASKERS[asker](listing)
    DOORS["change price"](person, listing)

    row = AuditRecord.objects.get(action="listing.price_changed")
    assert (row.actor, row.subject) == (person.actor, listing.subject)
    assert row.acting_for == (listing.household.subject if acts_for else "")
    assert row.data == {"before": 30_000, "after": 20_000}


def test_nobodys_photo_goes_on_anothers_listing() -> None:
    listing, foreign = ListingFactory.create(), PhotoFactory.create()

    with pytest.raises(NotFound):
        operations.update_listing(
            person=owner_of(listing.household), listing_key=listing.key, photo_keys=[foreign.key], at=NOW
        )
