"""Who exports, and what of it is theirs to see: the owner of a consignment is a household or a cooperative,
named by the opaque reference that logistics keeps.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from kernel.errors import NotFound
from logistics.paperwork.models import Consignment
from marketplace.catalogue.models import Lot
from marketplace.households.enums import HouseholdState
from marketplace.households.models import Consent
from marketplace.households.queries import cooperatives_managed_by, households_of
from marketplace.people.rules import Person

MOST_LOTS = 200


@dataclass(frozen=True, slots=True)
class Exporter:
    """A household or cooperative that the person may export for; `owner` is "household:…" or
    "cooperative:…".
    """

    owner: str
    name: str
    commune_code: str


def exporters_of(*, person: Person) -> list[Exporter]:
    """Verified households the person acts for, then cooperatives they manage; 2 queries. Nobody else
    exports: staff see consignments, and do not make them.
    """
    households = [
        Exporter(one.subject, one.name, one.commune_code)
        for one in households_of(person=person)
        if one.state == HouseholdState.VERIFIED
    ]
    managed = cooperatives_managed_by(person=person)
    return households + [Exporter(f"cooperative:{one.key}", one.name, one.commune_code) for one in managed]


def exporter_of(*, person: Person, owner: str = "") -> Exporter:
    """The one named; without a name the first. NotFound for whoever exports for nobody, or not for that."""
    found = [one for one in exporters_of(person=person) if owner in ("", one.owner)]
    if not found:
        raise NotFound(field="owner")
    return found[0]


def consignments_of(*, person: Person) -> QuerySet[Consignment]:
    """Theirs alone, whatever else the caller asks of the rows."""
    owners = [one.owner for one in exporters_of(person=person)]
    return Consignment.objects.filter(owner__in=owners).select_related("destination")


def consignment_for(*, person: Person, key: str = "", number: str = "") -> Consignment:
    """By its key or its number. NotFound when it is another's: the two are not told apart."""
    named = Q(key=key) if key else Q(number=number)
    found = consignments_of(person=person).filter(named).first() if key or number else None
    if found is None:
        raise NotFound
    return found


def lots_of(*, owner: str) -> QuerySet[Lot]:
    """The lots that an owner may send abroad: a household its own, a cooperative those of the households
    that consented to its acting for them; the newest harvest first.
    """
    kind, _colon, key = owner.partition(":")
    if kind == "household":
        mine = Q(household__key=key)
    else:
        live = Consent.objects.filter(cooperative__key=key, withdrawn_at=None)
        mine = Q(household__in=live.values("household"))
    rows = Lot.objects.filter(mine).select_related("listing__commodity", "household")
    return rows.order_by("-harvested_on", "-pk")


def foreign_lots(*, owner: str, references: Sequence[str]) -> list[str]:
    """Those of the references ("lot:…") that are not the owner's to send; 1 query."""
    keys = [one.removeprefix("lot:") for one in references if one.startswith("lot:")]
    known = {lot.reference for lot in lots_of(owner=owner).filter(key__in=keys)}
    return [one for one in references if one not in known]
