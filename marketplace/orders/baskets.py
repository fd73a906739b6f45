"""What a buyer wants, read against what is on offer now: prices by tier, weights, carriers' offers. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from logistics.carriers.quotes import Offer


@dataclass(frozen=True, slots=True)
class BasketLine:
    """`quantity` in the listing's base unit (grams or pieces)."""

    listing_key: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Choice:
    """The service chosen for one household, with what the page showed for it (None: not compared).

    When a shown figure differs at placing, nothing is ordered and `CheckoutChanged` says what changed.
    """

    service_code: str
    goods_dong: int | None = None
    postage_dong: int | None = None
    arrives_on: date | None = None


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A basket line at today's price. `trouble` is the code of the refusal that placing would give, with its words."""

    listing_id: int
    listing_key: str
    slug: str
    title: str
    unit: str
    base: str
    unit_factor: int
    unit_weight_g: int
    unit_price: int
    quantity: int
    price_dong: int
    net_g: int
    available: int
    trouble: str = ""
    trouble_text: str = ""


@dataclass(frozen=True, slots=True)
class HouseholdPart:
    """One parcel to come: a household's lines, its estimated gross weight, and every carrier's offer, cheapest first."""

    household_id: int
    household_key: str
    household_name: str
    commune_code: str
    lines: Sequence[PricedLine]
    goods_dong: int
    gross_g: int
    offers: Sequence[Offer]

    @property
    def cheapest(self) -> Offer | None:
        return next((offer for offer in self.offers if not offer.refused), None)


@dataclass(frozen=True, slots=True)
class CheckoutPreview:
    """`missing`: keys in the basket that are no longer for sale. Totals are with the cheapest offers: the upper limit."""

    parts: Sequence[HouseholdPart]
    missing: Sequence[str]
    goods_dong: int
    postage_dong: int

    @property
    def total_dong(self) -> int:
        return self.goods_dong + self.postage_dong

    @property
    def placeable(self) -> bool:
        return (
            bool(self.parts)
            and not self.missing
            and all(part.cheapest and not any(line.trouble for line in part.lines) for part in self.parts)
        )


Choices = Mapping[str, Choice]
