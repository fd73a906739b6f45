"""What cards and a listing's page show, one statement for each kind of thing: listing, seller, first
photo and stock; tiers; photos. Written in SQL because every page of the shop asks it; rows of models cost
four times as much to build.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from kernel.clock import local_day
from kernel.errors import NotFound
from marketplace.catalogue.enums import ListingState, Undelivered
from marketplace.catalogue.refusals import ListingNotForSale
from marketplace.households.enums import HouseholdState


class Listed(NamedTuple):
    """A listing on a card. `available` are base units to be had now, `harvested_on` and `expires_on` the days
    of the lot that goes first (None: nothing left, or it keeps for ever); `cover_*` are empty without a
    photo. `expiries` and `amounts` are its lots', the longest living first.
    """

    pk: int
    key: str
    slug: str
    title: str
    grade: str
    state: str
    unit: str
    unit_label: str
    unit_factor: int
    unit_weight_g: int
    base: str
    unit_price: int
    minimum: int
    step: int
    harvest_from: date | None
    harvest_to: date | None
    certificates: str
    commodity_id: str
    commune_code: str
    published_at: datetime | None
    household_id: int
    household_key: str
    household_name: str
    household_commune_code: str
    cover_key: str | None
    cover_base: str
    cover_ground: int
    cover_alt: str
    available: int
    harvested_on: date | None
    expires_on: date | None
    expiries: Sequence[date | None] | None
    amounts: Sequence[int] | None

    def net_g(self, quantity: int) -> int:
        """Net grams of `quantity` base units."""
        return quantity * self.unit_weight_g

    def keeps_until(self, quantity: int) -> date | None:
        return keeps_until(self.expiries or (), self.amounts or (), quantity)


def keeps_until(expiries: Sequence[date | None], amounts: Sequence[int], quantity: int) -> date | None:
    """The day until which all of `quantity` is good when the longest living lots are taken, which come first;
    None: it keeps.
    """
    for expires_on, amount in zip(expiries, amounts, strict=True):
        quantity -= amount
        if quantity <= 0:
            return expires_on
    return expiries[-1] if expiries else None


class Shown(NamedTuple):
    """What a listing's own page adds to its card."""

    listed: Listed
    description: str
    on_undelivered: str
    household_story: str
    cooperative_name: str | None

    @property
    def undelivered_words(self) -> str:
        return str(Undelivered(self.on_undelivered).label)


class Tier(NamedTuple):
    """From `minimum` base units on, one unit costs `unit_price` dong."""

    minimum: int
    unit_price: int


class Picture(NamedTuple):
    """A finished photo."""

    key: str
    base: str
    ground: int
    alt: str


_LISTED = """
    SELECT l.id, l.key, l.slug, l.title, l.grade, l.state, l.unit, l.unit_label, l.unit_factor,
        l.unit_weight_g, l.base, l.unit_price, l.minimum, l.step, l.harvest_from, l.harvest_to,
        l.certificates, l.commodity_id, l.commune_code, l.published_at,
        h.id, h.key, h.name, h.commune_code,
        cover.key, coalesce(cover.base, ''), coalesce(cover.ground, 0), coalesce(cover.alt, ''),
        stock.available, stock.harvested_on, stock.expires_on, stock.expiries, stock.amounts
"""
_FROM = """
    FROM catalogue_listing l
    JOIN households_household h ON h.id = l.household_id
    LEFT JOIN LATERAL (
        SELECT key, base, ground, alt FROM catalogue_photo
        WHERE listing_id = l.id AND state = 'ready' ORDER BY position, id LIMIT 1
    ) cover ON TRUE
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(available), 0)::bigint AS available, min(harvested_on) AS harvested_on,
            min(expires_on) AS expires_on,
            array_agg(expires_on ORDER BY expires_on DESC NULLS FIRST) AS expiries,
            array_agg(available ORDER BY expires_on DESC NULLS FIRST) AS amounts
        FROM catalogue_lot
        WHERE listing_id = l.id AND state = 'open' AND available > 0
            AND (expires_on IS NULL OR expires_on >= %s::date)
    ) stock
"""
_CARDS = _LISTED + _FROM + " WHERE l.id = ANY(%s::bigint[])"
_PAGE = f"""
    {_LISTED}, l.description, l.on_undelivered, h.story, cooperative.name, h.state
    {_FROM} LEFT JOIN households_cooperative cooperative ON cooperative.id = h.cooperative_id
"""


def listed_by_ids(ids: Sequence[int], *, at: datetime) -> dict[int, Listed]:
    """In any state; order them as you found the ids. One statement."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, [local_day(at), list(ids)])
        return {row[0]: Listed(*row) for row in cursor.fetchall()}


def shown_for_sale(*, slug: str = "", key: str = "", at: datetime) -> Shown:
    """By slug or key. NotFound where there is none, or a draft; ListingNotForSale where it is off sale."""
    column, value = ("key", key) if key else ("slug", slug)
    with connection.cursor() as cursor:
        cursor.execute(f"{_PAGE} WHERE l.{column} = %s", [local_day(at), value])
        row = cursor.fetchone()
    if row is None:
        raise NotFound
    listed, (*page, household_state) = Listed(*row[:_WIDTH]), row[_WIDTH:]
    if listed.state == ListingState.DRAFT:
        raise NotFound
    if listed.state != ListingState.PUBLISHED or household_state != HouseholdState.VERIFIED:
        raise ListingNotForSale
    return Shown(listed, *page)


_WIDTH = len(Listed._fields)


def tiers_of(ids: Sequence[int]) -> dict[int, list[Tier]]:
    """By rising minimum; every id has an entry."""
    tiers: dict[int, list[Tier]] = {listing_id: [] for listing_id in ids}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT listing_id, minimum, unit_price FROM catalogue_pricetier"
            " WHERE listing_id = ANY(%s::bigint[]) ORDER BY listing_id, minimum",
            [list(ids)],
        )
        for listing_id, minimum, unit_price in cursor.fetchall():
            tiers[listing_id].append(Tier(minimum, unit_price))
    return tiers


def pictures_of(ids: Sequence[int]) -> dict[int, list[Picture]]:
    """The finished photos in their order; every id has an entry."""
    pictures: dict[int, list[Picture]] = {listing_id: [] for listing_id in ids}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT listing_id, key, base, ground, alt FROM catalogue_photo"
            " WHERE listing_id = ANY(%s::bigint[]) AND state = 'ready' ORDER BY listing_id, position, id",
            [list(ids)],
        )
        for listing_id, *rest in cursor.fetchall():
            pictures[listing_id].append(Picture(*rest))
    return pictures
