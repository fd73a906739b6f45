"""Where a person begins: at the post office, at home, or at the market."""

from django.urls import reverse

from marketplace.households.queries import households_of
from marketplace.people.models import Account
from marketplace.people.rules import Person


def home_of(account: Account) -> str:
    person = Person(account=account)
    if person.carrier_codes:
        return reverse("web:post")
    if households_of(person=person):
        return reverse("web:today")
    return "/admin/" if person.is_staff else reverse("web:front")
