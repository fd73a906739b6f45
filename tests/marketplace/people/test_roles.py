import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse

from kernel.audit.models import AuditRecord
from kernel.clock import now
from marketplace.people.enums import RoleKind
from marketplace.people.forms import PASSWORDS_AN_HOUR
from marketplace.people.models import Account, RoleGrant
from marketplace.people.operations import grant_role, revoke_role
from marketplace.people.refusals import RoleSubjectWrong
from marketplace.people.rules import GUEST, Person, is_officer_of, is_staff, works_for
from tests.factories.people import (
    AccountFactory,
    RoleGrantFactory,
    a_staff_member,
    a_stranger,
    an_officer_of,
    an_operator_of,
)

pytestmark = pytest.mark.django_db


def test_the_same_questions_to_everybody():
    people = {
        "operator": an_operator_of("vnpost"),
        "officer": an_officer_of("24"),
        "staff": a_staff_member(),
        "stranger": a_stranger(),
        "guest": GUEST,
    }
    answers = {
        name: (
            works_for(person, carrier_code="vnpost"),
            works_for(person, carrier_code="ghn"),
            is_officer_of(person, province_code="24"),
            is_officer_of(person, province_code="01"),
            is_staff(person),
        )
        for name, person in people.items()
    }
    assert answers == {
        "operator": (True, False, False, False, False),
        "officer": (False, False, True, False, False),
        "staff": (False, False, False, False, True),
        "stranger": (False, False, False, False, False),
        "guest": (False, False, False, False, False),
    }


def test_a_closed_account_has_no_roles():
    operator, staff = an_operator_of("vnpost"), a_staff_member()
    operator.account.is_active = staff.account.is_active = False
    assert (operator.carrier_codes, staff.is_staff) == (frozenset(), False)


@pytest.mark.parametrize("roles", [1, 3])
def test_roles_are_read_once_when_first_asked_for(roles, django_assert_num_queries):
    account = AccountFactory()
    for number in range(roles):
        RoleGrantFactory(account=account, subject=f"carrier{number}")
    person = Person(account=account)
    with django_assert_num_queries(1):
        assert len(person.carrier_codes) == roles
        assert person.province_codes == frozenset()
    with django_assert_num_queries(0):
        assert GUEST.carrier_codes == frozenset()


def test_the_audit_names_people():
    account = AccountFactory()
    assert Person(account=account).actor == f"account:{account.key}"
    assert Person(telephone="+84900000123").actor == "guest:090••••123"
    assert (GUEST.actor, GUEST.is_guest) == ("guest:", True)


def test_a_role_is_granted_and_revoked_once_and_both_are_written_down():
    account = AccountFactory()
    role = {"actor": "account:ann", "account": account, "kind": RoleKind.CARRIER_OPERATOR, "subject": "ghn"}
    assert grant_role(**role, at=now()) == grant_role(**role, at=now())
    assert Person(account=account).carrier_codes == {"ghn"}
    assert revoke_role(**role, at=now())
    assert not revoke_role(**role, at=now())
    assert list(AuditRecord.objects.order_by("id").values_list("action", flat=True)) == [
        "role.granted",
        "role.revoked",
    ]


def test_the_role_of_staff_opens_the_admin_and_closes_it():
    account = AccountFactory()
    grant_role(actor="system:test", account=account, kind=RoleKind.STAFF, at=now())
    assert Account.objects.get().is_staff
    revoke_role(actor="system:test", account=account, kind=RoleKind.STAFF, at=now())
    assert not Account.objects.get().is_staff


@pytest.mark.parametrize(
    ("kind", "subject"),
    [(RoleKind.STAFF, "ghn"), (RoleKind.CARRIER_OPERATOR, ""), (RoleKind.PROVINCIAL_OFFICER, "")],
)
def test_a_role_says_where_unless_it_is_that_of_staff(kind, subject):
    with pytest.raises(RoleSubjectWrong):
        grant_role(actor="system:test", account=AccountFactory(), kind=kind, subject=subject, at=now())


def test_staff_are_made_at_the_command_line(monkeypatch, capsys):
    monkeypatch.setenv("STAFF_PASSWORD", "a long password")
    call_command("staff", "create", "0900 000 001", "--name", "Chị Ann")
    account = Account.objects.get(telephone="+84900000001")
    assert (account.name, account.is_staff, account.is_superuser) == ("Chị Ann", True, True)
    assert account.check_password("a long password")
    call_command("staff", "grant", "0900000001", "carrier_operator", "vnpost")
    assert Person(account=account).carrier_codes == {"vnpost"}
    call_command("staff", "revoke", "0900000001", "carrier_operator", "vnpost")
    assert RoleGrant.objects.filter(kind=RoleKind.CARRIER_OPERATOR).count() == 0
    with pytest.raises(CommandError, match="not held"):
        call_command("staff", "revoke", "0900000001", "carrier_operator", "vnpost")
    with pytest.raises(CommandError):
        call_command("staff", "create", "12")


def test_limited_staff_enter_the_admin_and_decide_nothing(monkeypatch):
    monkeypatch.setenv("STAFF_PASSWORD", "a long password")
    call_command("staff", "create", "0900 000 001", "--limited")
    account = Account.objects.get()
    assert (account.is_staff, account.is_superuser, Person(account=account).is_staff) == (True, False, False)

    call_command("staff", "grant", "0900000001", "carrier_operator", "vnpost")
    account.refresh_from_db()
    assert account.is_staff

    call_command("staff", "grant", "0900000001", "staff")
    account.refresh_from_db()
    assert Person(account=account).is_staff


@pytest.fixture
def admin(client):
    client.force_login(AccountFactory(is_staff=True, is_superuser=True))
    return client


def test_staff_open_accounts_in_the_admin(admin):
    page = reverse("admin:people_account_add")
    answer = admin.post(page, {"telephone": "0900 000 777", "name": "Ông Bình", "language": "vi"})
    assert answer.status_code == 302
    opened = Account.objects.get(telephone="+84900000777")
    assert not opened.has_usable_password()
    assert admin.get(reverse("admin:people_account_change", args=[opened.pk])).status_code == 200
    assert admin.get(reverse("admin:people_account_changelist")).status_code == 200
    refused = admin.post(page, {"telephone": "12", "name": "", "language": "vi"})
    assert "telephone" in refused.context["adminform"].form.errors


def test_roles_given_in_the_admin_go_through_the_operation(admin):
    account = AccountFactory()
    page = reverse("admin:people_rolegrant_add")
    assert admin.post(page, {"account": account.pk, "kind": "staff", "subject": ""}).status_code == 302
    account.refresh_from_db()
    assert account.is_staff
    wrong = admin.post(page, {"account": account.pk, "kind": "carrier_operator", "subject": ""})
    assert "subject" in wrong.context["adminform"].form.errors
    grant = RoleGrant.objects.get()
    admin.post(reverse("admin:people_rolegrant_delete", args=[grant.pk]), {"post": "yes"})
    account.refresh_from_db()
    assert not account.is_staff
    assert list(AuditRecord.objects.order_by("id").values_list("action", flat=True)) == [
        "role.granted",
        "role.revoked",
    ]


@pytest.fixture
def door(monkeypatch):
    cache.clear()
    monkeypatch.setenv("STAFF_PASSWORD", "a long password")
    call_command("staff", "create", "0900 000 001")
    return reverse("admin:login")


def test_staff_enter_by_telephone_and_password(client, door):
    answer = client.post(door, {"username": "0900 000 001", "password": "a long password"})
    assert answer.status_code == 302


def test_passwords_are_not_guessed(client, door):
    for _guess in range(PASSWORDS_AN_HOUR):
        client.post(door, {"username": "0900000001", "password": "wrong"}, REMOTE_ADDR="10.0.0.1")

    from_elsewhere = {"username": "0900000001", "password": "a long password"}
    answer = client.post(door, from_elsewhere, REMOTE_ADDR="10.0.0.2")
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    client.post(door, {"username": "0900000002", "password": "wrong"}, REMOTE_ADDR="10.0.0.1")
    assert "_auth_user_id" not in client.session


@pytest.fixture
def clerk(client):
    clerk = AccountFactory(is_staff=True)
    for codename in ("view_account", "change_account", "add_rolegrant", "view_rolegrant", "delete_rolegrant"):
        clerk.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(clerk)
    return clerk


def test_who_may_change_accounts_becomes_nobody_else(client, clerk):
    other = AccountFactory()
    given = {"telephone": "+84900000999", "name": "Bà Năm", "language": "vi", "is_active": "on"}
    given["is_superuser"] = "on"

    answer = client.post(reverse("admin:people_account_change", args=[other.pk]), given)
    assert answer.status_code == 302
    telephone = other.telephone
    other.refresh_from_db()
    assert (other.name, other.telephone, other.is_superuser) == ("Bà Năm", telephone, False)

    assert client.post(reverse("admin:people_account_change", args=[clerk.pk]), given).status_code == 403
    for account in (other, clerk):
        password = reverse("admin:auth_user_password_change", args=[account.pk])
        assert client.get(password).status_code == 403


def test_who_may_give_roles_gives_and_takes_that_of_staff_not(client, clerk):
    page = reverse("admin:people_rolegrant_add")
    client.post(page, {"account": clerk.pk, "kind": "staff", "subject": ""})
    assert not RoleGrant.objects.exists()
    client.post(page, {"account": clerk.pk, "kind": "carrier_operator", "subject": "vnpost"})
    assert RoleGrant.objects.get().subject == "vnpost"

    held = RoleGrantFactory(kind=RoleKind.STAFF, subject="")
    answer = client.post(reverse("admin:people_rolegrant_delete", args=[held.pk]), {"post": "yes"})
    assert answer.status_code == 403
