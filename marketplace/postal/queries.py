"""Reads of postal orders: the buyer by the secret link, the household by whoever acts for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from logistics.paperwork.models import Consignment
from marketplace.households.rules import acts_for
from marketplace.people.rules import Person
from marketplace.postal.models import PostalOrder
from marketplace.postal.refusals import UnknownPostalOrder

PAGE = 50


@dataclass(frozen=True, slots=True)
class SoldAbroad:
    """One of a household's, with the number of its consignment ("" before it is packed)."""

    order: PostalOrder
    consignment: str


def order_by_secret(*, secret: str) -> PostalOrder:
    found = PostalOrder.objects.select_related("household", "listing").filter(secret=secret).first()
    if found is None:
        raise UnknownPostalOrder
    return found


def order_sold(*, person: Person, key: str) -> PostalOrder:
    mine = Q(key=key) & acts_for(person, household="household_id")
    found = PostalOrder.objects.select_related("household", "listing").filter(mine).first()
    if found is None:
        raise UnknownPostalOrder
    return found


def orders_sold(*, person: Person, household_key: str, most: int = PAGE) -> Sequence[SoldAbroad]:
    """What buyers abroad paid, the newest first; 2 queries."""
    mine = Q(household__key=household_key) & acts_for(person, household="household_id")
    paid = PostalOrder.objects.exclude(state__in=("awaiting_card", "expired"))
    found = list(paid.select_related("household").filter(mine)[:most])
    keys = [one.consignment_key for one in found if one.consignment_key]
    numbers = dict(Consignment.objects.filter(key__in=keys).values_list("key", "number"))
    return [SoldAbroad(one, numbers.get(one.consignment_key, "")) for one in found]
