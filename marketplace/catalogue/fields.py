"""What a seller may write on a listing, checked field by field and laid on the row."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from kernel.measures import Base, Unit, from_base
from kernel.places.queries import commune
from logistics.goods.queries import UnitChoice, commodity, unit_choices
from marketplace.catalogue.enums import ListingState, Undelivered
from marketplace.catalogue.models import Listing
from marketplace.catalogue.prices import Tier, price_problem
from marketplace.catalogue.refusals import (
    HarvestInDisorder,
    StepInvalid,
    UnitFixed,
    UnitNotOffered,
    WeightMissing,
)
from marketplace.catalogue.texts import tidy_description, tidy_grade, tidy_title

HEAVIEST_UNIT_G = 1_000_000
MOST_IN_A_UNIT = 1_000_000
DECLARED_UNITS = frozenset({Unit.BUNDLE, Unit.BOX, Unit.BAG, Unit.HAND, Unit.LITRE})
"""Packs: how much is in one is what the seller declares, when they know better than our table."""


class ListingFields(TypedDict, total=False):
    """A missing key stays as it is. `minimum`, `step` and the tiers' minimums are base units; prices dong a
    unit.

    `unit_factor` is read for packs only and chooses among the offered factors otherwise; `unit_weight_g`
    is asked where the base is the piece. `photo_keys` is the whole list in its order.
    """

    commodity_code: str
    title: str
    description: str
    grade: str
    unit: str
    unit_factor: int
    unit_weight_g: int
    unit_price: int
    tiers: Sequence[Tier]
    minimum: int
    step: int
    harvest_from: date | None
    harvest_to: date | None
    commune_code: str
    on_undelivered: str
    self_produced: bool
    photo_keys: Sequence[str]


def lay(listing: Listing, fields: ListingFields, *, has_lots: bool = False) -> None:
    """Check and set what is given, but for tiers and photos, which are rows of their own. The caller saves.

    With lots behind it, what their quantities count (commodity and base unit) can no longer change:
    UnitFixed.
    """
    before = (listing.commodity_id, listing.base)
    _lay_commodity(listing, fields)
    _lay_unit(listing, fields)
    if has_lots and before != (listing.commodity_id, listing.base):
        raise UnitFixed
    for name, read in _PLAIN.items():
        if name in fields:
            setattr(listing, name, read(fields.get(name)))
    _check_measures(listing)
    unpriced = not listing.unit_price and listing.state == ListingState.DRAFT
    if not unpriced and (problem := price_problem(listing)):
        raise problem


def _lay_commodity(listing: Listing, fields: ListingFields) -> None:
    if "commune_code" in fields:
        place = commune(fields["commune_code"])
        listing.commune_code, listing.province_code = place.code, place.province_code
    if "commodity_code" in fields and fields["commodity_code"] != listing.commodity_id:
        goods = commodity(fields["commodity_code"])
        listing.commodity_id = goods.code
        listing.title = listing.title or goods.name_vi
        _measure_in(listing, _choices(listing)[0])


def _lay_unit(listing: Listing, fields: ListingFields) -> None:
    if "unit" not in fields and "unit_factor" not in fields:
        return
    unit, factor = fields.get("unit", listing.unit), fields.get("unit_factor", 0)
    if not 0 <= factor <= MOST_IN_A_UNIT:
        raise UnitNotOffered(field="unit_factor")
    offered = [choice for choice in _choices(listing) if choice.unit == unit]
    if not offered:
        raise UnitNotOffered
    fitting = [choice for choice in offered if choice.factor == factor]
    if factor and not fitting and unit not in DECLARED_UNITS:
        raise UnitNotOffered(field="unit_factor")
    _measure_in(listing, fitting[0] if fitting else offered[0], declared=0 if fitting else factor)


def _choices(listing: Listing) -> list[UnitChoice]:
    """At least one. Raises UnitNotOffered for a commodity whose units nobody has entered yet."""
    choices = unit_choices(commodity_code=listing.commodity_id, province_code=listing.province_code)
    if not choices:
        raise UnitNotOffered
    return choices


def _measure_in(listing: Listing, choice: UnitChoice, *, declared: int = 0) -> None:
    """Sell in this unit from now on: at least one, one more each time; a piece weighs what the commodity's
    does.
    """
    listing.unit, listing.base = choice.unit, choice.base
    listing.unit_factor = declared or choice.factor
    listing.unit_label = _declared_label(choice, declared) if declared else choice.label
    listing.minimum = listing.step = listing.unit_factor
    listing.unit_weight_g = 1 if choice.base == Base.GRAM else _piece_weight_g(listing.commodity_id)


def _declared_label(choice: UnitChoice, factor: int) -> str:
    """The buyer reads the seller's own figure in measures of the law: "1 thùng (4,5 kg)", "1 nải (14
    trái)".
    """
    content = f"{factor} {Unit.PIECE.label}" if choice.base == Base.PIECE else _grams(factor)
    return f"1 {Unit(choice.unit).label} ({content})"


def _grams(grams: int) -> str:
    kilograms = f"{from_base(grams, factor=1_000):f}".replace(".", ",")
    return f"{grams} g" if grams < 1_000 else f"{kilograms} kg"


def _piece_weight_g(commodity_code: str) -> int:
    return commodity(commodity_code).piece_weight_g or 0


def _check_measures(listing: Listing) -> None:
    if listing.minimum <= 0 or listing.step <= 0:
        raise StepInvalid(field="minimum" if listing.minimum <= 0 else "step")
    if listing.base == Base.GRAM:
        listing.unit_weight_g = 1
    if not 0 < listing.unit_weight_g <= HEAVIEST_UNIT_G:
        raise WeightMissing(unit=str(Base(listing.base).label))
    if listing.harvest_to and (listing.harvest_from is None or listing.harvest_from > listing.harvest_to):
        raise HarvestInDisorder


def _as_it_is(value: Any) -> Any:
    return value


_PLAIN: Mapping[str, Callable[[Any], Any]] = {
    "title": tidy_title,
    "description": tidy_description,
    "grade": tidy_grade,
    "unit_price": _as_it_is,
    "unit_weight_g": _as_it_is,
    "minimum": _as_it_is,
    "step": _as_it_is,
    "harvest_from": _as_it_is,
    "harvest_to": _as_it_is,
    "on_undelivered": Undelivered,
    "self_produced": bool,
}
