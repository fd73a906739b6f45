"""A village at nine in the morning of 10 June 2026: one household with a listing on sale, and the people around it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings

from kernel.clock import now, standing_at
from logistics.carriers.loading import load
from logistics.carriers.models import RateCardVersion
from marketplace.catalogue.models import Listing
from marketplace.households.models import Cooperative, Household
from marketplace.people.operations import issue_token
from marketplace.people.rules import GUEST, Person
from tests.factories.catalogue import NOW, PhotoFactory
from tests.factories.households import (
    CooperativeFactory,
    HouseholdFactory,
    manager_for,
    member_of,
    owner_of,
    staff,
    stranger,
)
from tests.factories.orders import on_sale

OWN_PEOPLE = ("owner", "member", "manager", "staff")
OTHERS = ("manager without consent", "stranger", "nobody")


@dataclass
class Village:
    """`people` by the part they play; `token` of each."""

    household: Household
    cooperative: Cooperative
    listing: Listing
    people: dict[str, Person] = field(default_factory=dict)

    def token(self, part: str) -> str:
        account = self.people[part].account
        return issue_token(account=account, at=NOW) if account else ""


@pytest.fixture
def village(db: None) -> Iterator[Village]:
    RateCardVersion.objects.get_or_create(id=1, defaults={"changed_at": now()})
    load(Path(settings.BASE_DIR) / "fixtures" / "carriers")
    with standing_at(NOW):
        yield _village()


def _village() -> Village:
    cooperative = CooperativeFactory.create()
    household = HouseholdFactory.create(cooperative=cooperative)
    listing = on_sale(household=household)
    PhotoFactory.create(listing=listing)
    made = Village(household, cooperative, listing)
    made.people = {
        "owner": owner_of(household),
        "member": member_of(household),
        "manager": manager_for(household),
        "staff": staff(),
        "manager without consent": manager_for(HouseholdFactory.create(), consent=False),
        "stranger": stranger(),
        "nobody": GUEST,
    }
    return made
