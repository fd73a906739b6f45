"""The same five askers at every door: a member, a manager with consent, one without, a stranger, nobody."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from kernel.audit.models import AuditRecord
from kernel.errors import NotAllowed, NotFound, Refusal
from marketplace.households import operations
from marketplace.households.enums import HouseholdState
from marketplace.households.models import Household
from marketplace.households.queries import household_for, households_of
from marketplace.households.rules import may_act_for
from marketplace.people.rules import GUEST, Person
from tests.factories.households import (
    CooperativeFactory,
    HouseholdFactory,
    manager_for,
    member_of,
    owner_of,
    staff,
    stranger,
)
from tests.factories.people import AccountFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
ASKERS: dict[str, Callable[[Household], Person]] = {
    "owner": owner_of,
    "member": member_of,
    "manager with consent": manager_for,
    "manager without consent": lambda household: manager_for(household, consent=False),
    "stranger": lambda _household: stranger(),
    "nobody": lambda _household: GUEST,
    "staff": lambda _household: staff(),
}
Operation = Callable[[Person, Household], object]
EVERYBODYS: dict[str, Operation] = {
    "update": lambda person, household: operations.update_household(
        person=person, household_key=household.key, story="Trồng vải từ năm 1990.", at=AT
    ),
    "submit": lambda person, household: operations.submit_for_verification(
        person=person, household_key=household.key, at=AT
    ),
    "add plot": lambda person, household: operations.add_plot(
        person=person, household_key=household.key, name="Đồi sau nhà", area_m2=3_600, at=AT
    ),
}
OWNERS: dict[str, Operation] = {
    "give consent": lambda person, household: operations.give_consent(
        person=person, household_key=household.key, cooperative_key=CooperativeFactory.create().key, at=AT
    ),
    "set bank account": lambda person, household: operations.set_bank_account(
        person=person,
        household_key=household.key,
        bank_code="970405",
        bank_account="0123 4567 89",
        bank_holder="Nguyễn Văn A",
        at=AT,
    ),
    "add member": lambda person, household: operations.add_member(
        person=person, household_key=household.key, account=AccountFactory.create(), at=AT
    ),
}
STAFFS: dict[str, Operation] = {
    "verify": lambda person, household: operations.verify(person=person, household_key=household.key, at=AT),
    "reject": lambda person, household: operations.reject(
        person=person, household_key=household.key, reason="Ảnh mờ", at=AT
    ),
}


def outcome(operation: Operation, asker: str, state: HouseholdState) -> str:
    household = HouseholdFactory.create(state=state)
    try:
        operation(ASKERS[asker](household), household)
    except (NotFound, NotAllowed) as refusal:
        return refusal.code
    except Refusal as refusal:
        return f"unexpected {refusal}"
    return "done"


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("name", EVERYBODYS)
def test_what_all_who_act_for_a_household_may_do(name: str, asker: str) -> None:
    allowed = asker in {"owner", "member", "manager with consent", "staff"}

    assert outcome(EVERYBODYS[name], asker, HouseholdState.DRAFT) == ("done" if allowed else "NOT_FOUND")


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("name", OWNERS)
def test_what_only_the_owner_may_do(name: str, asker: str) -> None:
    """A cooperative cannot give itself consent, nor send the household's money elsewhere."""
    allowed = asker in {"owner", "staff"}
    if name == "give consent" and asker.startswith("manager"):
        allowed = False

    assert outcome(OWNERS[name], asker, HouseholdState.DRAFT) == ("done" if allowed else "NOT_FOUND")


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("name", STAFFS)
def test_what_only_staff_may_do(name: str, asker: str) -> None:
    own = {"owner", "member", "manager with consent"}
    expected = "done" if asker == "staff" else "NOT_ALLOWED" if asker in own else "NOT_FOUND"

    assert outcome(STAFFS[name], asker, HouseholdState.SUBMITTED) == expected


@pytest.mark.parametrize("asker", ASKERS)
def test_the_rule_and_the_query_agree(asker: str) -> None:
    household = HouseholdFactory.create()
    person = ASKERS[asker](household)

    try:
        fetched = household_for(person=person, key=household.key) == household
    except NotFound:
        fetched = False
    assert may_act_for(person=person, household=household) == fetched


def test_a_withdrawn_consent_ends_at_once() -> None:
    household = HouseholdFactory.create()
    manager, owner = manager_for(household), owner_of(household)
    assert household_for(person=manager, key=household.key) == household

    operations.withdraw_consent(person=owner, household_key=household.key, at=AT)

    with pytest.raises(NotFound):
        household_for(person=manager, key=household.key)


def test_a_managers_consent_reaches_only_the_household_that_gave_it() -> None:
    household, neighbour = HouseholdFactory.create_batch(2)
    manager = manager_for(household)
    Household.objects.filter(pk=neighbour.pk).update(
        cooperative=Household.objects.get(pk=household.pk).cooperative
    )

    with pytest.raises(NotFound):
        household_for(person=manager, key=neighbour.key)
    assert households_of(person=manager) == [household]


@pytest.mark.parametrize(
    ("asker", "acts_for"), [("owner", False), ("manager with consent", True), ("staff", True)]
)
def test_the_audit_says_who_did_it_and_for_whom(asker: str, acts_for: bool) -> None:
    household = HouseholdFactory.create()
    person = ASKERS[asker](household)
    EVERYBODYS["add plot"](person, household)

    row = AuditRecord.objects.get(action="household.plot_added")
    assert (row.actor, row.subject) == (person.actor, household.subject)
    assert row.acting_for == (household.subject if acts_for else "")


@pytest.mark.parametrize("count", [1, 3])
def test_ones_households_take_one_query(
    count: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    person = stranger()
    for _ in range(count):
        operations.open_household(person=person, name="Nhà ông Ba", commune_code="07582", at=AT)

    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert len(households_of(person=person)) == count
