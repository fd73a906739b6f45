"""A household from its opening to its verification; consent, money, people, plots."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from kernel.audit.models import AuditRecord
from kernel.errors import Refusal
from kernel.messages.models import Message
from kernel.outbox.models import EventRecord
from kernel.states import ForbiddenMove
from marketplace.households import operations
from marketplace.households.enums import ConsentChannel, HouseholdState
from marketplace.households.models import Consent, Household
from marketplace.households.queries import helpers_of, live_consent, members_of
from marketplace.people.rules import GUEST, Person
from tests.factories.households import (
    CooperativeFactory,
    HouseholdFactory,
    ManagerFactory,
    owner_of,
    staff,
    stranger,
)
from tests.factories.people import AccountFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
SECRETS = ("024 093 001 234", "024093001234", "8801 2345 6789", "880123456789", "8123456789", "NGUYEN VAN A")


def opened(**given: Any) -> tuple[Person, Household]:
    person = stranger()
    fields = {"name": " Nhà  ông Hoà ", "commune_code": "07582", **given}
    return person, operations.open_household(person=person, at=AT, **fields)


def test_who_opens_a_household_owns_it() -> None:
    person, household = opened()

    assert (household.name, household.state) == ("Nhà ông Hòa", HouseholdState.DRAFT)
    assert person.account
    assert household.telephone == person.account.telephone
    assert [(member.account, member.role) for member in members_of(household_id=household.pk)] == [
        (person.account, "owner")
    ]


def test_nobody_opens_nothing() -> None:
    with pytest.raises(Refusal, match="NOT_ALLOWED"):
        operations.open_household(person=GUEST, name="Nhà ai đó", commune_code="07582", at=AT)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": "  "}, "HOUSEHOLD_NAME_MISSING"),
        ({"commune_code": "99999"}, "UNKNOWN_PLACE"),
        ({"telephone": "12345"}, "UNREADABLE_TELEPHONE"),
        ({"identity_number": "12345"}, "IDENTITY_NUMBER_INVALID"),
        ({"tax_code": "12"}, "TAX_CODE_INVALID"),
        ({"name": "N" * 121}, "HOUSEHOLD_TEXT_TOO_LONG"),
        ({"address": "T" * 201}, "HOUSEHOLD_TEXT_TOO_LONG"),
        ({"story": "V" * 2_001}, "HOUSEHOLD_TEXT_TOO_LONG"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(given: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        opened(**given)

    assert refusal.value.code == code
    assert not Household.objects.exists()


def test_personal_numbers_are_stored_encrypted_and_never_said() -> None:
    person, household = opened(identity_number="024 093 001 234", tax_code="8123456789")
    operations.set_bank_account(
        person=person,
        household_key=household.key,
        bank_code="970405",
        bank_account="8801 2345 6789",
        bank_holder="Nguyễn Văn A",
        at=AT,
    )
    household.refresh_from_db()

    assert household.identity_number == "024093001234"
    assert (household.bank_account, household.bank_holder) == ("880123456789", "NGUYEN VAN A")
    with connection.cursor() as cursor:
        cursor.execute("SELECT households_householdpapers::text FROM households_householdpapers")
        [(stored,)] = cursor.fetchall()
    said = [str(household), repr(household), str(household.papers), repr(household.papers), stored]
    said += [f"{row.action} {row.data}" for row in AuditRecord.objects.all()]
    said += [str(event.data) for event in EventRecord.objects.all()]
    assert not [secret for secret in SECRETS for text in said if secret in text]


def test_verification_asks_for_what_the_law_wants() -> None:
    person, household = opened()

    with pytest.raises(Refusal, match="HOUSEHOLD_INCOMPLETE") as refusal:
        operations.submit_for_verification(person=person, household_key=household.key, at=AT)

    assert refusal.value.field == "identity_number"


def test_the_road_to_verification_and_back() -> None:
    person, household = opened(identity_number="024093001234")
    key, clerk = household.key, staff()

    operations.submit_for_verification(person=person, household_key=key, at=AT)
    operations.reject(person=clerk, household_key=key, reason=" Tên khác  với căn cước ", at=AT)
    rejected = Household.objects.get(key=key)
    assert (rejected.state, rejected.state_reason) == (HouseholdState.REJECTED, "Tên khác với căn cước")

    operations.update_household(person=person, household_key=key, name="Nguyễn Văn A", at=AT)
    operations.submit_for_verification(person=person, household_key=key, at=AT)
    operations.verify(person=clerk, household_key=key, at=AT)
    operations.suspend(person=clerk, household_key=key, reason="Hàng không rõ nguồn gốc", at=AT)
    operations.reinstate(person=clerk, household_key=key, at=AT)

    verified = Household.objects.get(key=key)
    assert (verified.state, verified.state_reason, verified.may_sell) == (HouseholdState.VERIFIED, "", True)
    assert [
        event.name for event in EventRecord.objects.filter(aggregate="household").order_by("version")
    ] == [
        "HouseholdSubmitted",
        "HouseholdRejected",
        "HouseholdSubmitted",
        "HouseholdVerified",
        "HouseholdSuspended",
        "HouseholdVerified",
    ]
    assert Message.objects.filter(to=household.telephone).count() == 4


def test_a_decision_needs_its_reason_and_its_moment() -> None:
    submitted, draft = HouseholdFactory.create(state="submitted"), HouseholdFactory.create(state="draft")

    with pytest.raises(Refusal, match="DECISION_REASON_MISSING"):
        operations.reject(person=staff(), household_key=submitted.key, reason="  ", at=AT)
    with pytest.raises(ForbiddenMove):
        operations.verify(person=staff(), household_key=draft.key, at=AT)


def test_one_identity_card_is_one_verified_household() -> None:
    _first, one = opened(identity_number="024093001234")
    _second, two = opened(identity_number="024093001234")
    Household.objects.filter(pk__in=[one.pk, two.pk]).update(state=HouseholdState.SUBMITTED)
    operations.verify(person=staff(), household_key=one.key, at=AT)

    with pytest.raises(Refusal, match="IDENTITY_ALREADY_USED"):
        operations.verify(person=staff(), household_key=two.key, at=AT)
    assert Household.objects.get(pk=two.pk).state == HouseholdState.SUBMITTED


def test_who_is_verified_stays_who_they_are() -> None:
    person, household = opened(identity_number="024093001234")
    Household.objects.filter(pk=household.pk).update(state=HouseholdState.VERIFIED)

    with pytest.raises(Refusal, match="IDENTITY_CHANGES"):
        operations.update_household(
            person=person, household_key=household.key, identity_number="024093009999", at=AT
        )


def test_consent_is_given_once_and_kept_for_the_record() -> None:
    household = HouseholdFactory.create()
    owner, cooperative, other = owner_of(household), *CooperativeFactory.create_batch(2)
    manager = ManagerFactory.create(cooperative=cooperative)

    def give(to: str) -> Consent:
        return operations.give_consent(person=owner, household_key=household.key, cooperative_key=to, at=AT)

    first = give(cooperative.key)
    assert give(cooperative.key) == first
    assert helpers_of(household_id=household.pk) == [manager.account.telephone]
    with pytest.raises(Refusal, match="CONSENT_ALREADY_GIVEN"):
        give(other.key)

    operations.withdraw_consent(person=owner, household_key=household.key, at=AT)
    with pytest.raises(Refusal, match="NO_CONSENT"):
        operations.withdraw_consent(person=owner, household_key=household.key, at=AT)
    assert helpers_of(household_id=household.pk) == []
    second = give(other.key)
    assert live_consent(household_id=household.pk) == second
    assert Consent.objects.filter(household=household).count() == 2


def test_consent_on_paper_names_who_brought_it() -> None:
    household, clerk = HouseholdFactory.create(), staff()
    consent = operations.give_consent(
        person=clerk,
        household_key=household.key,
        cooperative_key=CooperativeFactory.create().key,
        channel=ConsentChannel.PAPER,
        at=AT,
    )

    assert (consent.channel, consent.assisted_by) == ("paper", clerk.actor)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"bank_code": "123456"}, "UNKNOWN_BANK"),
        ({"bank_account": "12-34"}, "BANK_ACCOUNT_INVALID"),
        ({"bank_holder": " "}, "BANK_HOLDER_MISSING"),
    ],
)
def test_a_bank_account_is_checked_field_by_field(given: dict[str, str], code: str) -> None:
    household = HouseholdFactory.create()
    fields = {"bank_code": "970405", "bank_account": "0123456789", "bank_holder": "Nguyễn A", **given}

    with pytest.raises(Refusal, match=code):
        operations.set_bank_account(person=owner_of(household), household_key=household.key, at=AT, **fields)


def test_members_come_and_go_and_the_owner_stays() -> None:
    household, daughter = HouseholdFactory.create(), AccountFactory.create()
    owner = owner_of(household)
    key = household.key

    operations.add_member(person=owner, household_key=key, account=daughter, at=AT)
    with pytest.raises(Refusal, match="ALREADY_MEMBER"):
        operations.add_member(person=owner, household_key=key, account=daughter, at=AT)
    operations.remove_member(person=owner, household_key=key, account=daughter, at=AT)
    assert owner.account
    with pytest.raises(Refusal, match="OWNER_STAYS"):
        operations.remove_member(person=owner, household_key=key, account=owner.account, at=AT)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": " "}, "HOUSEHOLD_NAME_MISSING"),
        ({"area_m2": 0}, "PLOT_AREA_INVALID"),
        ({}, "PLOT_NAME_TAKEN"),
        ({"area_m2": 2**40}, "PLOT_AREA_INVALID"),
        ({"name": "Đ" * 81}, "HOUSEHOLD_TEXT_TOO_LONG"),
        ({"name": "Đồi khác", "growing_area_code": "V" * 41}, "HOUSEHOLD_TEXT_TOO_LONG"),
    ],
)
def test_a_plot_has_a_name_of_its_own_and_an_area(given: dict[str, Any], code: str) -> None:
    household = HouseholdFactory.create()
    person = owner_of(household)
    fields = {"name": "Đồi sau nhà", "area_m2": 360}
    operations.add_plot(person=person, household_key=household.key, at=AT, **fields)

    with pytest.raises(Refusal, match=code):
        operations.add_plot(person=person, household_key=household.key, at=AT, **{**fields, **given})


def test_orders_missed_in_a_row_are_counted_until_one_is_answered() -> None:
    household = HouseholdFactory.create()

    assert [operations.count_missed_order(household_id=household.pk) for _ in range(2)] == [1, 2]
    operations.clear_missed_orders(household_id=household.pk)
    assert operations.count_missed_order(household_id=household.pk) == 1


def test_staff_open_cooperatives_and_appoint_their_managers() -> None:
    clerk, account = staff(), AccountFactory.create()
    cooperative = operations.open_cooperative(
        person=clerk, name="HTX Lục Ngạn", commune_code="07582", telephone="0900000123", at=AT
    )
    operations.appoint_manager(person=clerk, cooperative_key=cooperative.key, account=account, at=AT)

    with pytest.raises(Refusal, match="ALREADY_MANAGER"):
        operations.appoint_manager(person=clerk, cooperative_key=cooperative.key, account=account, at=AT)
    operations.dismiss_manager(person=clerk, cooperative_key=cooperative.key, account=account, at=AT)
    with pytest.raises(Refusal, match="NOT_ALLOWED"):
        operations.open_cooperative(
            person=stranger(), name="HTX giả", commune_code="07582", telephone="0900000123", at=AT
        )
