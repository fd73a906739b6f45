"""Listings with their price tiers, lots and pictures: rows made one by one in memory, written by COPY."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from config.demo.copying import Keys, copy, first_free
from config.demo.grounds import shared_ground
from config.demo.villages import Farm
from config.demo.words import description_of, title_of
from kernel.clock import local_day
from kernel.measures import Base, Unit
from logistics.goods.models import Commodity, LotRecord
from logistics.goods.queries import UnitChoice, commodity, unit_choices
from marketplace.catalogue.enums import ListingState, LotState, PauseReason, PhotoState, Undelivered
from marketplace.catalogue.models import Listing, Lot, Photo, PriceTier
from marketplace.catalogue.slugs import slug_of

PICTURES = Path(__file__).resolve().parents[2] / "fixtures" / "pictures"
KILOGRAM = 1_000
USUAL_PRICE = 30_000  # dong a kilogram where no source gives one
CERTIFICATES = ("", "", "", "VietGAP", "VietGAP", "OCOP 3 sao", "OCOP 4 sao", "Hữu cơ")
GRADES = ("Loại 1", "Loại 1", "Loại 2", "")
IN_SEASON = 0.85
"""So many stalls sell what grows now, as long as anything does; the others rest until their season."""
WEIGHTS = (500, 1_000, 5_000, 10_000)


@dataclass(frozen=True, slots=True)
class Stall:
    """One listing to be, with everything its rows need."""

    pk: int
    key: str
    farm: Farm
    commodity: Commodity
    choice: UnitChoice
    unit_price: int
    state: ListingState
    title: str
    description: str
    opened: datetime
    tiers: tuple[tuple[int, int], ...]
    pictures: tuple[int, ...]
    lots: tuple[tuple[str, int, int, int], ...]
    """Key, days since the harvest, quantity, what is left of it."""


def stalls(farms: Sequence[Farm], count: int, *, dice: Random, keys: Keys, at: datetime) -> Iterator[Stall]:
    first, sellers = first_free(Listing, count), [farm for farm in farms if farm.verified]
    for number in range(count):
        farm = farms[number] if number < len(farms) else dice.choice(sellers)
        kind = _kind(farm, dice, at, first=number < len(farms))
        yield _stall(first + number, farm, kind, dice=dice, keys=keys, at=at)


def _stall(pk: int, farm: Farm, kind: Commodity, *, dice: Random, keys: Keys, at: datetime) -> Stall:
    choice = _unit(kind, farm, dice)
    price = _price(kind, choice, dice)
    state = _state(kind, farm, dice, at)
    return Stall(
        pk=pk,
        key=keys.new(),
        farm=farm,
        commodity=kind,
        choice=choice,
        unit_price=price,
        state=state,
        title=title_of(kind, farm.village.name, dice),
        description=description_of(kind, dice),
        opened=at - timedelta(minutes=dice.randrange(60, 60 * 24 * 40)),
        tiers=_tiers(choice, price, dice),
        pictures=_pictures(kind, dice),
        lots=() if state is ListingState.DRAFT else _lots(kind, choice, dice, keys),
    )


def _kind(farm: Farm, dice: Random, at: datetime, *, first: bool) -> Commodity:
    """The first stall of a household sells something, where its village grows anything at this time."""
    goods = [commodity(code) for code in farm.village.goods]
    now_growing = [kind for kind in goods if is_in_season(kind, at)]
    wanted = now_growing if now_growing and (first or dice.random() < IN_SEASON) else goods
    return dice.choice(wanted)


def is_in_season(kind: Commodity, at: datetime) -> bool:
    """What is dried or roasted always is."""
    return kind.dry or local_day(at).month in kind.months


def _unit(kind: Commodity, farm: Farm, dice: Random) -> UnitChoice:
    """Mostly the usual unit, now and then another that a household would really use."""
    offered = [
        choice
        for choice in unit_choices(commodity_code=kind.code, province_code=farm.place.province_code)
        if choice.unit not in (Unit.TAN, Unit.TA, Unit.LANG, Unit.GRAM, Unit.YEN)
    ]
    return offered[0] if dice.random() < 0.8 else dice.choice(offered)


def _price(kind: Commodity, choice: UnitChoice, dice: Random) -> int:
    """From the reported range per kilogram, rounded as people round."""
    low, high = _per_kilogram(kind)
    grams = choice.factor * _weight_g(kind, choice)
    price = dice.uniform(low, high) * grams / KILOGRAM * 1.35  # what a household asks above the farm gate
    step = 500 if price < 50_000 else 5_000
    return max(step, round(price / step) * step)


@cache
def _per_kilogram(kind: Commodity) -> tuple[float, float]:
    if kind.price_low is None or kind.price_high is None:
        return USUAL_PRICE * 0.8, USUAL_PRICE * 1.5
    grams = KILOGRAM
    for choice in unit_choices(
        commodity_code=kind.code, province_code=kind.provinces[0] if kind.provinces else ""
    ):
        if choice.unit == kind.price_unit:
            grams = choice.factor * _weight_g(kind, choice)
            break
    return kind.price_low * KILOGRAM / grams, kind.price_high * KILOGRAM / grams


def _weight_g(kind: Commodity, choice: UnitChoice) -> int:
    return 1 if choice.base == Base.GRAM else kind.piece_weight_g or KILOGRAM


def _state(kind: Commodity, farm: Farm, dice: Random, at: datetime) -> ListingState:
    if not farm.verified:
        return ListingState.DRAFT
    if not is_in_season(kind, at):
        return ListingState.PAUSED
    return ListingState.PUBLISHED if dice.random() < 0.97 else ListingState.PAUSED


def _tiers(choice: UnitChoice, price: int, dice: Random) -> tuple[tuple[int, int], ...]:
    """Nothing, or cheaper from ten and from fifty units on."""
    if dice.random() < 0.5:
        return ()
    cheaper = [price * percent // 100 // 500 * 500 for percent in (93, 86)]
    return tuple((choice.factor * n, p) for n, p in zip((10, 50), cheaper, strict=True) if 0 < p < price)


def _pictures(kind: Commodity, dice: Random) -> tuple[int, ...]:
    numbers = list(range(1, pictures_of(kind.picture_kinds[0]) + 1))
    dice.shuffle(numbers)
    return tuple(numbers[: dice.choice((1, 2, 2, 3))])


@cache
def pictures_of(kind: str) -> int:
    return len(list(PICTURES.glob(f"{kind}-[0-9]*-160.jpg")))


def _lots(
    kind: Commodity, choice: UnitChoice, dice: Random, keys: Keys
) -> tuple[tuple[str, int, int, int], ...]:
    """One or two, harvested lately enough to be fresh still; about one stall in twenty has sold out."""
    oldest = max(1, min(6, (kind.shelf_life_days or 60) // 3))
    sold_out = dice.random() < 0.05
    made = []
    for _number in range(dice.choice((1, 1, 2))):
        units = dice.choice((8, 15, 20, 40, 60, 100, 150))
        quantity = (
            units * max(1, KILOGRAM // choice.factor if choice.base == Base.GRAM else 1) * choice.factor
        )
        left = 0 if sold_out else quantity
        made.append((keys.new(), dice.randrange(oldest), quantity, left))
    return tuple(made)


def write(made: Sequence[Stall], *, dice: Random, keys: Keys, at: datetime) -> None:
    """All the rows of these stalls, in five COPYs."""
    today = local_day(at)
    copy(Listing, _LISTING, (_listing(stall, dice) for stall in made))
    copy(
        PriceTier,
        ("listing", "minimum", "unit_price"),
        ((stall.pk, minimum, price) for stall in made for minimum, price in stall.tiers),
    )
    copy(Photo, _PHOTO, (row for stall in made for row in _photos(stall, keys)))
    copy(
        LotRecord,
        ("reference", "commodity", "harvested_on", "growing_area", "packing_house", "recorded_at"),
        (
            (f"lot:{key}", stall.commodity.pk, today - timedelta(days=age), None, None, at)
            for stall in made
            for key, age, _quantity, _left in stall.lots
        ),
    )
    copy(Lot, _LOT, (row for stall in made for row in _lot_rows(stall, at)))


_LISTING = (
    "id", "key", "slug", "household", "commodity", "title", "description", "grade", "unit", "unit_label",
    "base",
    "unit_factor", "unit_weight_g", "unit_price", "minimum", "step", "harvest_from", "harvest_to",
    "commune_code",
    "province_code", "on_undelivered", "self_produced", "certificates", "state", "claims", "cleared_claims",
    "watched",
    "state_reason", "pause_reason", "version", "created_at", "published_at",
)  # fmt: skip
_PHOTO = (
    "key", "household", "listing", "position", "state", "original", "base", "ground", "alt", "width",
    "height",
    "broken_reason", "version", "uploaded_at",
)  # fmt: skip
_LOT = (
    "key", "listing", "household", "plot", "harvested_on", "expires_on", "quantity", "available",
    "written_off",
    "state", "created_at",
)  # fmt: skip


def _listing(stall: Stall, dice: Random) -> Sequence[Any]:
    farm, choice, paused = stall.farm, stall.choice, stall.state is ListingState.PAUSED
    draft = stall.state is ListingState.DRAFT
    return (
        stall.pk, stall.key, slug_of(title=stall.title, key=stall.key), farm.pk, stall.commodity.code,
        stall.title,
        stall.description, dice.choice(GRADES), choice.unit, choice.label, choice.base, choice.factor,
        _weight_g(stall.commodity, choice), stall.unit_price, choice.factor, choice.factor, None, None,
        farm.place.code, farm.place.province_code,
        Undelivered.DESTROY if (stall.commodity.shelf_life_days or 99) < 6 else Undelivered.RETURN,
        not stall.commodity.dry, dice.choice(CERTIFICATES), stall.state, [], [], False, "",
        PauseReason.HOUSEHOLD if paused else PauseReason.NONE, 1, stall.opened,
        None if draft else stall.opened,
    )  # fmt: skip


def _photos(stall: Stall, keys: Keys) -> Iterator[Sequence[Any]]:
    kind = stall.commodity.picture_kinds[0]
    for position, number in enumerate(stall.pictures):
        base = f"{kind}-{number}"
        yield (
            keys.new(), stall.farm.pk, stall.pk, position, PhotoState.READY, "", f"shared/{base}",
            shared_ground(base),
            stall.commodity.name_vi, 640, 480, "", 1, stall.opened,
        )  # fmt: skip


def _lot_rows(stall: Stall, at: datetime) -> Iterator[Sequence[Any]]:
    today, life = local_day(at), stall.commodity.shelf_life_days
    for key, age, quantity, left in stall.lots:
        harvested = today - timedelta(days=age)
        expires = harvested + timedelta(days=life) if life else None
        yield (
            key, stall.pk, stall.farm.pk, stall.farm.plot_pk, harvested, expires, quantity, left, quantity -
            left,
            LotState.OPEN, at,
        )  # fmt: skip
