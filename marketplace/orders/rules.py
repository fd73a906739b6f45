"""Who may touch an order, as conditions on its row: a query fetches only what a person may touch."""

from django.db.models import Q

from kernel.errors import NotAllowed
from kernel.telephones import mask
from marketplace.households.queries import acting
from marketplace.households.rules import NOBODY, acts_for
from marketplace.orders.models import Order
from marketplace.orders.states import Doer
from marketplace.people.rules import Person


def sells(person: Person, *, order_key: str) -> Q:
    """A member of the household, its cooperative with consent, staff."""
    return Q(key=order_key) & acts_for(person, household="household_id")


def bought(person: Person, *, order_key: str) -> Q:
    """The account that ordered it."""
    return Q(key=order_key, checkout__account=person.account) if person.account else NOBODY


def check_staff(person: Person) -> None:
    if not person.is_staff:
        raise NotAllowed


def seller(person: Person, order: Order) -> Doer:
    """How history names who acts for the order's household."""
    return Doer(person.actor, acting(person=person, household=order.household).acting_for)


def household_by_link(order: Order) -> Doer:
    """Whoever holds the household's link, which was sent to its telephone."""
    return Doer(f"household:{order.household_key}")


def buyer_by_link(order: Order) -> Doer:
    return Doer(f"guest:{mask(order.telephone)}")
