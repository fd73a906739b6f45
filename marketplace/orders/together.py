"""Which parcels of a basket may go as one: neighbours of one commune whose goods keep together, where a
carrier takes them all and one postage is less than theirs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from logistics.carriers.combining import may_share
from logistics.carriers.live import Rates
from logistics.carriers.quotes import NO_RATES, Offer
from logistics.goods.queries import commodity
from marketplace.catalogue.measuring import gross_estimate_g
from marketplace.orders.baskets import Parcel


@dataclass(frozen=True, slots=True)
class Together:
    """Parcels that may go as one (`whole`), with every carrier's offer for it: what may be chosen, cheapest
    first, then the rest. `apart`: what each would pay by itself (dong). One of `possible` may be chosen.
    """

    parcels: Sequence[Parcel]
    whole: Parcel
    offers: Sequence[Offer]
    apart: Sequence[int]

    @property
    def household_keys(self) -> list[str]:
        return [parcel.household_key for parcel in self.parcels]

    @property
    def household_names(self) -> list[str]:
        return [parcel.household_name for parcel in self.parcels]

    @property
    def possible(self) -> list[Offer]:
        """What may be chosen: it goes, and costs less than the households by themselves."""
        return [offer for offer in self.offers if not offer.refused and offer.price_dong < self.apart_dong]

    @property
    def cheapest(self) -> Offer:
        return self.possible[0]

    @property
    def apart_dong(self) -> int:
        return sum(self.apart)

    @property
    def saved_dong(self) -> int:
        return self.apart_dong - self.cheapest.price_dong


def whole_of(parcels: Sequence[Parcel]) -> Parcel:
    """All of it in one parcel, which is nobody's: a farm's own postage does not count for it."""
    lines = [line for parcel in parcels for line in parcel.lines]
    return Parcel(
        household_id=0,
        household_key="",
        household_name=" + ".join(parcel.household_name for parcel in parcels),
        commune_code=parcels[0].commune_code,
        lines=lines,
        goods_dong=sum(parcel.goods_dong for parcel in parcels),
        gross_g=gross_estimate_g(max(1, sum(line.net_g for line in lines))),
    )


def keep_together(parcels: Sequence[Parcel]) -> bool:
    """Neighbours, with goods that keep together."""
    kinds = [commodity(line.commodity_code) for parcel in parcels for line in parcel.lines]
    return len({parcel.commune_code for parcel in parcels}) == 1 and may_share(kinds)


def neighbours(parcels: Sequence[Parcel], *, to: str, payment: str, at: datetime) -> list[list[Parcel]]:
    """Groups of two and more, each as large as the goods and some service allow; from the rate card alone."""
    groups: list[list[Parcel]] = []
    for parcel in parcels:
        home = next((group for group in groups if _joins(parcel, group, to, payment, at)), None)
        if home is None:
            groups.append([parcel])
        else:
            home.append(parcel)
    return [group for group in groups if len(group) > 1]


def _joins(parcel: Parcel, group: Sequence[Parcel], to: str, payment: str, at: datetime) -> bool:
    both = [*group, parcel]
    if not keep_together(both):
        return False
    best = whole_of(both).offers(to=to, payment=payment, at=at)[:1]
    return any(not offer.refused for offer in best)


def together(
    group: Sequence[Parcel],
    alone: Mapping[str, Offer | None],
    *,
    to: str,
    payment: str,
    rates: Rates = NO_RATES,
    at: datetime,
) -> Together | None:
    """None where it saves nothing, or where one could not go by itself (should the others fall away), or has
    a farm that bears part of its postage. `alone`: the cheapest offer of each by household.
    """
    offers = [alone[parcel.household_key] for parcel in group]
    apart = [offer.price_dong for offer in offers if offer is not None and offer.carrier_dong is None]
    whole = whole_of(group)
    found = whole.offers(to=to, payment=payment, rates=rates, at=at)
    one = Together(list(group), whole, found, apart)
    return one if len(apart) == len(group) and one.possible else None
