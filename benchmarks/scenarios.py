"""What buyers do, in GraphQL."""

import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from benchmarks.load import Connection, Scenario, Wrong

PAGE = """query Page($after: String, $filter: ListingFilter) { listings(first: 24, after: $after, filter: $filter) {
  totalCount pageInfo { hasNextPage endCursor }
  nodes { id slug title price unitLabel available inStock seller { name } place { label } photo { url ground alt } } } }"""
SEARCH = """query Search($text: String!) { listings(first: 24, text: $text) {
  totalCount nodes { id slug title price unitLabel available seller { name } place { label } photo { url ground alt } }
  facets { commodities { value count } provinces { value count } priceBands { value count } } } }"""
LISTING = """query Listing($slug: String!) { listing(slug: $slug) {
  id title description grade price pricePerKg unitLabel unitFactor minimum step available tiers { minimum price }
  seller { id name story place { label } } place { label } photos { url(width: 640) alt ground } commodity { nameVi months } } }"""
PREVIEW = """query Preview($lines: [BasketLineInput!]!, $commune: String!) { checkoutPreview(lines: $lines, communeCode: $commune) {
  goods postage total placeable parts { householdKey goods offers { serviceCode price arrivesOn refused } } } }"""
PLACE = """mutation Place($input: OrderPlaceInput!) { orderPlace(input: $input) {
  userErrors { code field message } checkout { id secret total orders { secret order { code state arrivesOn } } } } }"""

WORDS = (
    "vai thieu",
    "cam sanh",
    "gạo",
    "ca phe",
    "buoi da xanh",
    "mat ong",
    "thanh long",
    "dứa",
    "xoai",
    "rau",
)


@dataclass(frozen=True)
class Guest:
    """A telephone that was confirmed before."""

    telephone: str
    confirmation: str


@dataclass(frozen=True)
class World:
    """What the scenarios draw from."""

    slugs: list[str]
    listing_ids: list[str]
    provinces: list[str]
    guests: list[Guest]
    commune: str
    hot_listing: str
    hot_choice: dict[str, Any]
    minimums: dict[str, int]


def scenarios(world: World) -> dict[str, Scenario]:
    dice = Random(7)
    guests = itertools.cycle(world.guests)
    hot = _Order(world.hot_listing, world.hot_choice, 1_000)
    return {
        "page": lambda link, _n: _page(link, world, dice),
        "search": lambda link, _n: _drop(link.ask(SEARCH, {"text": dice.choice(WORDS)})),
        "listing": lambda link, _n: _drop(link.ask(LISTING, {"slug": dice.choice(world.slugs)})),
        "purchase": lambda link, _n: _purchase(link, world, dice, next(guests)),
        "place": lambda link, _n: _place(link, world, next(guests), hot),
    }


def _drop(_answer: Any) -> None:
    return None


def _page(link: Connection, world: World, dice: Random) -> None:
    """The first page of the whole shop, or of a province."""
    chosen = [] if dice.random() < 0.5 else [dice.choice(world.provinces)]
    link.ask(PAGE, {"after": None, "filter": {"provinces": chosen}})


def _purchase(link: Connection, world: World, dice: Random, guest: Guest) -> None:
    """Look at a listing, see postage and days, order the minimum for cash."""
    slug = dice.choice(world.slugs)
    listing = link.ask(LISTING, {"slug": slug})["listing"]
    lines = [{"listingId": listing["id"], "quantity": listing["minimum"]}]
    part = link.ask(PREVIEW, {"lines": lines, "commune": world.commune})["checkoutPreview"]["parts"][0]
    offer = next((each for each in part["offers"] if not each["refused"]), None)
    if offer is None:
        raise Wrong("no offer")
    choice = {
        "householdKey": part["householdKey"],
        "serviceCode": offer["serviceCode"],
        "goods": part["goods"],
        "postage": offer["price"],
        "arrivesOn": offer["arrivesOn"],
    }
    _place(link, world, guest, _Order(listing["id"], choice, listing["minimum"]))


@dataclass(frozen=True)
class _Order:
    listing_id: str
    choice: dict[str, Any]
    quantity: int


def _place(link: Connection, world: World, guest: Guest, order: _Order) -> None:
    given = {
        "idempotencyKey": uuid.uuid4().hex,
        "lines": [{"listingId": order.listing_id, "quantity": order.quantity}],
        "choices": [order.choice],
        "payment": "CASH",
        "name": "Người mua demo",
        "telephone": guest.telephone,
        "confirmation": guest.confirmation,
        "communeCode": world.commune,
        "address": "Số 1, ngõ 12",
    }
    payload = link.ask(PLACE, {"input": given})["orderPlace"]
    if payload["userErrors"]:
        raise Wrong(str(payload["userErrors"]))


Numbers = Callable[[], int]
