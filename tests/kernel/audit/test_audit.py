import pytest
from django.contrib.admin import site
from django.db import IntegrityError, transaction
from django.urls import reverse

from kernel.audit.models import AuditRecord
from kernel.audit.operations import record
from kernel.audit.queries import deeds_of, history_of
from kernel.clock import now
from tests.factories.people import AccountFactory

pytestmark = pytest.mark.django_db


def verified(subject: str = "household:h1", actor: str = "account:ann") -> AuditRecord:
    return record(
        actor=actor,
        action="household.verified",
        subject=subject,
        acting_for="cooperative:c1",
        data={"state": "verified"},
        at=now(),
    )


def test_who_did_what_for_whom_is_kept():
    kept = AuditRecord.objects.get(pk=verified().pk)
    assert (kept.actor, kept.action, kept.subject) == ("account:ann", "household.verified", "household:h1")
    assert (kept.acting_for, kept.data) == ("cooperative:c1", {"state": "verified"})


def test_a_record_cannot_be_changed():
    verified()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditRecord.objects.update(actor="account:somebody-else")


def test_a_record_cannot_be_deleted():
    verified()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditRecord.objects.all().delete()


@pytest.mark.parametrize("records", [1, 3])
def test_histories_come_newest_first_in_one_statement(records, django_assert_num_queries):
    kept = [verified() for _ in range(records)]
    verified(subject="household:h2", actor="account:binh")
    with django_assert_num_queries(1):
        assert history_of(subject="household:h1") == kept[::-1]
    with django_assert_num_queries(1):
        assert deeds_of(actor="account:ann") == kept[::-1]


def test_staff_read_it_in_the_admin_and_change_nothing(client):
    client.force_login(AccountFactory(is_staff=True, is_superuser=True))
    kept = verified()
    assert client.get(reverse("admin:audit_auditrecord_changelist")).status_code == 200
    assert client.get(reverse("admin:audit_auditrecord_add")).status_code == 403
    change = reverse("admin:audit_auditrecord_change", args=[kept.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"actor": "x"}).status_code == 403
    assert "delete_selected" not in site.get_model_admin(AuditRecord).actions
