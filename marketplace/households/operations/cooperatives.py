"""Cooperatives and their managers: opened and appointed by staff."""

from datetime import datetime

from django.db import transaction

from kernel.audit.operations import record
from kernel.errors import NotAllowed, NotFound
from kernel.places.queries import commune
from kernel.telephones import normalise
from kernel.text import tidy_line
from marketplace.households.models import Cooperative, CooperativeManager
from marketplace.households.queries import cooperative_by_key
from marketplace.households.refusals import AlreadyManager, NameMissing
from marketplace.people.models import Account
from marketplace.people.rules import Person


@transaction.atomic
def open_cooperative(
    *, person: Person, name: str, commune_code: str, telephone: str, at: datetime
) -> Cooperative:
    _refuse_all_but_staff(person)
    cooperative = Cooperative(
        name=tidy_line(name)[:120], commune_code=commune(commune_code).code, telephone=normalise(telephone)
    )
    if not cooperative.name:
        raise NameMissing
    cooperative.save()
    _write_down(person, cooperative, "opened", "", at)
    return cooperative


@transaction.atomic
def appoint_manager(
    *, person: Person, cooperative_key: str, account: Account, at: datetime
) -> CooperativeManager:
    """From now on this person acts for the households that consent to the cooperative."""
    _refuse_all_but_staff(person)
    cooperative = cooperative_by_key(key=cooperative_key)
    manager, created = CooperativeManager.objects.get_or_create(
        cooperative=cooperative, account=account, defaults={"appointed_at": at}
    )
    if not created:
        raise AlreadyManager
    _write_down(person, cooperative, "manager_appointed", f"account:{account.key}", at)
    return manager


@transaction.atomic
def dismiss_manager(*, person: Person, cooperative_key: str, account: Account, at: datetime) -> None:
    _refuse_all_but_staff(person)
    cooperative = cooperative_by_key(key=cooperative_key)
    dismissed, _rows = CooperativeManager.objects.filter(cooperative=cooperative, account=account).delete()
    if not dismissed:
        raise NotFound(field="account")
    _write_down(person, cooperative, "manager_dismissed", f"account:{account.key}", at)


def _refuse_all_but_staff(person: Person) -> None:
    if not person.is_staff:
        raise NotAllowed


def _write_down(person: Person, cooperative: Cooperative, action: str, manager: str, at: datetime) -> None:
    record(
        actor=person.actor,
        action=f"cooperative.{action}",
        subject=f"cooperative:{cooperative.key}",
        data={"manager": manager} if manager else {},
        at=at,
    )
