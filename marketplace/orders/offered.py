"""What the listings of a basket are now: one SQL statement, however many lines."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from kernel.clock import local_day
from kernel.database import fetch
from marketplace.catalogue.cards import keeps_until
from marketplace.catalogue.prices import Tier, tier_price

_OFFERED = """
SELECT listing.id, listing.key, listing.slug, listing.title, listing.unit, listing.unit_label, listing.base,
       listing.unit_factor, listing.unit_weight_g, listing.unit_price, listing.minimum, listing.step,
       listing.commodity_id, listing.on_undelivered, listing.self_produced,
       household.id, household.key, household.name, household.commune_code,
       ARRAY(SELECT ARRAY[minimum, unit_price] FROM catalogue_pricetier WHERE listing_id = listing.id),
       lots.expiries, lots.amounts
FROM catalogue_listing AS listing
JOIN households_household AS household ON household.id = listing.household_id
CROSS JOIN LATERAL (
    SELECT array_agg(expires_on ORDER BY expires_on DESC NULLS FIRST) AS expiries,
           array_agg(available ORDER BY expires_on DESC NULLS FIRST) AS amounts
    FROM catalogue_lot
    WHERE listing_id = listing.id AND state = 'open' AND available > 0
      AND (expires_on IS NULL OR expires_on >= %s)
) AS lots
WHERE {which} = ANY(%s) AND listing.state = 'published' AND household.state = 'verified'
"""


_BY_KEY, _BY_ID = _OFFERED.format(which="listing.key"), _OFFERED.format(which="listing.id")


class Offered(NamedTuple):
    """A listing that is for sale, with its price tiers and its lots, the longest living first."""

    id: int
    key: str
    slug: str
    title: str
    unit: str
    unit_label: str
    base: str
    unit_factor: int
    unit_weight_g: int
    unit_price: int
    minimum: int
    step: int
    commodity_code: str
    on_undelivered: str
    self_produced: bool
    household_id: int
    household_key: str
    household_name: str
    commune_code: str
    tiers: Sequence[Tier]
    expiries: Sequence[date | None] | None
    amounts: Sequence[int] | None

    @property
    def available(self) -> int:
        return sum(self.amounts or ())

    def price_for(self, quantity: int) -> int:
        """Dong a unit."""
        return tier_price(self, self.tiers, quantity)

    def keeps_until(self, quantity: int) -> date | None:
        """The last day on which all of `quantity` is good; None: it keeps."""
        return keeps_until(self.expiries or (), self.amounts or (), quantity)


def offered(*, keys: Iterable[str], at: datetime) -> dict[str, Offered]:
    """By key; what is not for sale at `at` is not in it."""
    return {each.key: each for each in _read(_BY_KEY, list(keys), at)}


def offered_by_ids(*, ids: Iterable[int], at: datetime) -> dict[int, Offered]:
    """The same by row, for data loaders."""
    return {each.id: each for each in _read(_BY_ID, list(ids), at)}


def _read(sql: str, which: list[str] | list[int], at: datetime) -> list[Offered]:
    rows = fetch(sql, [local_day(at), which])
    return [Offered._make((*row[:-3], [Tier(*tier) for tier in row[-3]], *row[-2:])) for row in rows]
