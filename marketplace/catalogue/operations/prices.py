"""A new price: the two taps of every morning."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kernel.outbox import announce
from marketplace.catalogue.events import ListingPriceChanged
from marketplace.catalogue.models import Listing
from marketplace.catalogue.operations.drafts import set_tiers
from marketplace.catalogue.operations.writing import audit, listing_to_change, save
from marketplace.catalogue.prices import Tier, price_problem
from marketplace.catalogue.queries import tiers_by_listing
from marketplace.people.rules import Person


@transaction.atomic
def change_price(
    *, person: Person, listing_key: str, unit_price: int, at: datetime, tiers: Sequence[Tier] | None = None
) -> Listing:
    """Dong for one unit from now on; placed orders keep theirs. `tiers` None keeps the tiers that are
    there, so a price below one of them is refused (TiersInDisorder).
    """
    listing = listing_to_change(person=person, key=listing_key)
    before, listing.unit_price = listing.unit_price, unit_price
    if problem := price_problem(listing):
        raise problem
    kept = tiers_by_listing([listing.pk])[listing.pk]
    set_tiers(listing, [Tier(t.minimum, t.unit_price) for t in kept] if tiers is None else tiers)
    save(listing)
    announce(ListingPriceChanged(aggregate_key=listing.key, version=listing.version, unit_price=unit_price))
    audit(person=person, listing=listing, action="price_changed", at=at, before=before, after=unit_price)
    return listing
