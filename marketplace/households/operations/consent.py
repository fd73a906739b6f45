"""Consent: a household lets its cooperative act for it, and may take that back at any time."""

from datetime import datetime

from django.db import transaction

from kernel.outbox import announce
from marketplace.households.enums import ConsentChannel
from marketplace.households.events import ConsentGiven, ConsentWithdrawn
from marketplace.households.models import Consent, Household
from marketplace.households.operations.writing import audit, save
from marketplace.households.queries import cooperative_by_key, household_for_owner, live_consent
from marketplace.households.refusals import ConsentAlreadyGiven, NoConsent
from marketplace.people.rules import Person

CONSENT_TEXT_VERSION = "2026-01"
"""The version of the words that a household reads before it agrees; web shows the text of this version."""


@transaction.atomic
def give_consent(
    *,
    person: Person,
    household_key: str,
    cooperative_key: str,
    at: datetime,
    channel: ConsentChannel = ConsentChannel.WEB,
    text_version: str = CONSENT_TEXT_VERSION,
) -> Consent:
    """By the owner; or by staff who hold the signed paper (then `assisted_by` names them). Never by the
    cooperative.

    The same consent again changes nothing; ConsentAlreadyGiven while another cooperative has it.
    """
    household = household_for_owner(person=person, key=household_key, lock=True)
    cooperative = cooperative_by_key(key=cooperative_key)
    if live := live_consent(household_id=household.pk):
        if live.cooperative_id == cooperative.pk:
            return live
        raise ConsentAlreadyGiven
    consent = Consent.objects.create(
        household=household,
        cooperative=cooperative,
        text_version=text_version,
        channel=channel,
        assisted_by=person.actor if person.is_staff else "",
        given_at=at,
    )
    household.cooperative = cooperative
    save(household, "cooperative")
    announce(
        ConsentGiven(aggregate_key=household.key, version=household.version, cooperative_key=cooperative.key)
    )
    _write_down(person, household, "consent_given", consent, at)
    return consent


@transaction.atomic
def withdraw_consent(*, person: Person, household_key: str, at: datetime) -> Consent:
    """At once: the next thing a manager tries is refused. The household stays a member of the cooperative."""
    household = household_for_owner(person=person, key=household_key, lock=True)
    consent = live_consent(household_id=household.pk)
    if consent is None:
        raise NoConsent
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    save(household)
    key = consent.cooperative.key
    announce(ConsentWithdrawn(aggregate_key=household.key, version=household.version, cooperative_key=key))
    _write_down(person, household, "consent_withdrawn", consent, at)
    return consent


def _write_down(person: Person, household: Household, action: str, consent: Consent, at: datetime) -> None:
    audit(
        person=person,
        household=household,
        action=action,
        at=at,
        cooperative=consent.cooperative.key,
        text_version=consent.text_version,
        channel=consent.channel,
    )
