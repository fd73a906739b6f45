"""What the money of a campaign is worth in dong: one rate, frozen at the order, and never guessed."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db.models import Max

from kernel.clock import local_day
from kernel.measures import price_of
from kernel.money import Money
from kernel.rates.queries import Rate, rate_on
from marketplace.campaigns.enums import OfferState
from marketplace.campaigns.models import Campaign, OrderAbroad
from marketplace.campaigns.refusals import CampaignLosesMoney

HOME: Final = "VND"
GRAMS: Final = 1_000
"""Prices of offered lots are dong a kilogram."""
PLACES: Final = 10


@dataclass(frozen=True, slots=True)
class Frozen:
    """`value` dong for one unit of the currency, as it is kept on the order: ten decimals."""

    value: Decimal
    on: date
    source: str


def freeze(*, currency: str, at: datetime) -> Frozen:
    """The rate of the day; RateUnknown when nobody wrote one down in the last seven days."""
    rate = rate_on(base=currency, quote=HOME, day=local_day(at))
    return Frozen(round(rate.value, PLACES), rate.valid_on, rate.source[:120])


def in_dong(money: Money, frozen: Frozen) -> int:
    """Half up."""
    return Rate(money.currency, HOME, frozen.value, frozen.on, frozen.source).convert(money.amount)


def rate_of(order: OrderAbroad) -> Rate:
    """The one that was frozen when it was placed."""
    return Rate(order.currency, HOME, order.rate_value, order.rate_on, order.rate_source)


def goods_dong(grams: int, price_dong: int) -> int:
    """What a household is owed for so many grams, before anything is withheld."""
    return price_of(grams, factor=GRAMS, unit_price=price_dong)


def check_it_pays(campaign: Campaign, *, at: datetime) -> Frozen:
    """The rate of the day, once it is known that a box brings what the dearest accepted lot asks for it:
    else CampaignLosesMoney. What is over pays clearance, freight and the last mile. 2 queries.
    """
    frozen = freeze(currency=campaign.currency, at=at)
    accepted = campaign.offers.filter(state=OfferState.ACCEPTED)
    dearest = accepted.aggregate(most=Max("price_dong"))["most"] or 0
    if in_dong(Money(campaign.price_minor, campaign.currency), frozen) < goods_dong(campaign.box_g, dearest):
        raise CampaignLosesMoney
    return frozen
