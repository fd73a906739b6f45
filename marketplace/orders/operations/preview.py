"""What a basket would cost and when it would arrive, before anything is ordered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from logistics.carriers.live import ask_rates
from logistics.carriers.quotes import Offer
from marketplace.orders.baskets import BasketLine, Parcel, PricedLine, read_basket
from marketplace.orders.enums import Payment
from marketplace.orders.together import Together, neighbours, together, whole_of


@dataclass(frozen=True, slots=True)
class HouseholdPart:
    """One parcel to come, with every carrier's offer: what may be chosen, cheapest first, then the rest."""

    parcel: Parcel
    offers: Sequence[Offer]

    @property
    def household_key(self) -> str:
        return self.parcel.household_key

    @property
    def household_name(self) -> str:
        return self.parcel.household_name

    @property
    def lines(self) -> Sequence[PricedLine]:
        return self.parcel.lines

    @property
    def goods_dong(self) -> int:
        return self.parcel.goods_dong

    @property
    def gross_g(self) -> int:
        return self.parcel.gross_g

    @property
    def cheapest(self) -> Offer | None:
        return next((offer for offer in self.offers if not offer.refused), None)


@dataclass(frozen=True, slots=True)
class CheckoutPreview:
    """`missing`: keys in the basket that are no longer for sale. Totals are with the cheapest offers, each
    household by itself; `shared` are those parts that may go in one parcel instead, and what that costs.

    They are the upper limit: what is re-priced at packing only ever becomes less.
    """

    parts: Sequence[HouseholdPart]
    missing: Sequence[str]
    shared: Sequence[Together] = ()

    @property
    def goods_dong(self) -> int:
        return sum(part.goods_dong for part in self.parts)

    @property
    def postage_dong(self) -> int:
        return sum(part.cheapest.price_dong for part in self.parts if part.cheapest)

    @property
    def total_dong(self) -> int:
        return self.goods_dong + self.postage_dong

    @property
    def placeable(self) -> bool:
        whole = bool(self.parts) and not self.missing and all(part.cheapest for part in self.parts)
        return whole and not any(line.refusal for part in self.parts for line in part.lines)


def preview(
    *, basket: Sequence[BasketLine], commune_code: str, payment: str = Payment.CASH, at: datetime
) -> CheckoutPreview:
    """Per household: lines by tier price, weights, every carrier's offer; and which may share a parcel. One
    SQL statement for any number of lines.

    Collecting cash may cost a fee, so offers depend on `payment`. Carriers that give live rates are asked,
    three seconds at most.
    """
    read = read_basket(basket=basket, at=at)
    groups = neighbours(read.parcels, to=commune_code, payment=payment, at=at)
    asked = [*read.parcels, *map(whole_of, groups)]
    rates = ask_rates(orders=[one.to_carry(to=commune_code, payment=payment, at=at) for one in asked])
    parts = [
        HouseholdPart(parcel, parcel.offers(to=commune_code, payment=payment, rates=named, at=at))
        for parcel, named in zip(read.parcels, rates, strict=False)
    ]
    alone = {part.household_key: part.cheapest for part in parts}
    shared = [
        together(group, alone, to=commune_code, payment=payment, rates=named, at=at)
        for group, named in zip(groups, rates[len(parts) :], strict=True)
    ]
    return CheckoutPreview(parts, read.missing, [one for one in shared if one is not None])
