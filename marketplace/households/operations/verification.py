"""Verification: the household asks, staff decide and say why."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kernel.errors import NotAllowed
from kernel.messages.operations import send
from kernel.outbox import announce
from kernel.text import tidy_line
from marketplace.households.enums import HouseholdState
from marketplace.households.events import (
    HouseholdRejected,
    HouseholdSubmitted,
    HouseholdSuspended,
    HouseholdVerified,
)
from marketplace.households.models import Household
from marketplace.households.operations.writing import audit, move, save
from marketplace.households.queries import household_for, language_of
from marketplace.households.refusals import DecisionReasonMissing, HouseholdIncomplete, IdentityAlreadyUsed
from marketplace.people.rules import Person

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_NEEDED = ("name", "commune_code", "telephone", "identity_number")


@transaction.atomic
def submit_for_verification(*, person: Person, household_key: str, at: datetime) -> Household:
    """DRAFT or REJECTED → SUBMITTED. HouseholdIncomplete names the first field that is missing."""
    household = household_for(person=person, key=household_key, lock=True)
    if missing := [field for field in _NEEDED if not getattr(household, field)]:
        raise HouseholdIncomplete(field=missing[0])
    move(household, HouseholdState.SUBMITTED)
    household.submitted_at = at
    save(household, "state", "state_reason", "submitted_at")
    announce(HouseholdSubmitted(aggregate_key=household.key, version=household.version))
    audit(person=person, household=household, action="submitted", at=at)
    return household


@transaction.atomic
def verify(*, person: Person, household_key: str, at: datetime) -> Household:
    """Staff have checked who they are: from now on the household sells. One verified household an identity
    number.
    """
    household = _for_staff(person, household_key)
    move(household, HouseholdState.VERIFIED)
    household.verified_at = at
    try:
        with transaction.atomic():
            save(household, "state", "state_reason", "verified_at")
    except IntegrityError as error:
        raise IdentityAlreadyUsed from error
    announce(HouseholdVerified(aggregate_key=household.key, version=household.version))
    audit(person=person, household=household, action="verified", at=at)
    _tell(household, "household_verified", _("Nhà Nông: hộ %(name)s đã được xác minh. Mời bạn đăng bán."), at)
    return household


@transaction.atomic
def reject(*, person: Person, household_key: str, reason: str, at: datetime) -> Household:
    """SUBMITTED → REJECTED; the household reads the reason, corrects and asks again."""
    household = _for_staff(person, household_key)
    move(household, HouseholdState.REJECTED, reason=_worded(reason))
    save(household, "state", "state_reason")
    announce(
        HouseholdRejected(
            aggregate_key=household.key, version=household.version, reason=household.state_reason
        )
    )
    audit(person=person, household=household, action="rejected", at=at, reason=household.state_reason)
    _tell(
        household,
        "household_rejected",
        _("Nhà Nông: hộ %(name)s chưa xác minh được: %(reason)s"),
        at,
    )
    return household


@transaction.atomic
def suspend(*, person: Person, household_key: str, reason: str, at: datetime) -> Household:
    """VERIFIED → SUSPENDED; the catalogue pauses its listings, open orders go on."""
    household = _for_staff(person, household_key)
    move(household, HouseholdState.SUSPENDED, reason=_worded(reason))
    save(household, "state", "state_reason")
    announce(
        HouseholdSuspended(
            aggregate_key=household.key, version=household.version, reason=household.state_reason
        )
    )
    audit(person=person, household=household, action="suspended", at=at, reason=household.state_reason)
    _tell(household, "household_suspended", _("Nhà Nông: hộ %(name)s tạm ngừng bán: %(reason)s"), at)
    return household


@transaction.atomic
def reinstate(*, person: Person, household_key: str, at: datetime) -> Household:
    """SUSPENDED → VERIFIED. Its listings stay paused until the household resumes them."""
    household = _for_staff(person, household_key)
    move(household, HouseholdState.VERIFIED)
    save(household, "state", "state_reason")
    announce(HouseholdVerified(aggregate_key=household.key, version=household.version))
    audit(person=person, household=household, action="reinstated", at=at)
    _tell(household, "household_reinstated", _("Nhà Nông: hộ %(name)s bán lại được rồi."), at)
    return household


def _for_staff(person: Person, household_key: str) -> Household:
    """A stranger does not learn whether the household exists; its own people learn that this is not theirs
    to do.
    """
    household = household_for(person=person, key=household_key, lock=True)
    if not person.is_staff:
        raise NotAllowed
    return household


def _worded(reason: str) -> str:
    words = tidy_line(reason)[:300]
    if not words:
        raise DecisionReasonMissing
    return words


def _tell(household: Household, kind: str, text: "_StrPromise", at: datetime) -> None:
    """In the language of its owner, whatever language staff work in."""
    with override(language_of(household_id=household.pk)):
        words = str(text) % {"name": household.name, "reason": household.state_reason}
    send(to=household.telephone, kind=kind, text=words, at=at)
