"""An exporter with a consignment just opened, and one of their lots in the tables of both sides."""

from datetime import timedelta

from logistics.goods.models import LotRecord
from logistics.paperwork.models import Consignment
from marketplace.catalogue.models import Lot
from marketplace.exporters.operations import open_export
from marketplace.households.models import Household
from marketplace.people.rules import Person
from tests.factories.cases import HARVEST
from tests.factories.catalogue import LotFactory
from tests.factories.consignments import AT, a_plan, harvest

SEEN = 1
"""The version of what was just opened."""


def opened(person: Person, owner: str = "", **plan: object) -> Consignment:
    return open_export(person=person, owner=owner, plan=a_plan(**plan), at=AT)  # type: ignore[arg-type]


def own_lot(household: Household, number: int, *destinations: str, treated: bool = False) -> str:
    """The reference of a lot that the household sells and that logistics has recorded, with its codes."""
    lot: Lot = LotFactory.create(listing__household=household, harvested_on=HARVEST)
    record = harvest(number, *destinations, fumigated=treated)
    LotRecord.objects.filter(pk=record.pk).update(reference=lot.reference, recorded_at=AT - timedelta(days=1))
    return lot.reference
