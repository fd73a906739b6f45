"""Who may do what to a campaign: its exporter everything, staff see it and may call it off, households offer
their lots.
"""

from django.db.models import Q

from marketplace.exporters.queries import exporters_of
from marketplace.people.rules import Person


def exports(person: Person) -> Q:
    """Campaigns of a household or cooperative that the person may export for."""
    return Q(owner__in=[one.owner for one in exporters_of(person=person)])


def may_call_off(person: Person) -> Q:
    """Staff protect the buyers."""
    return Q() if person.is_staff else exports(person)
