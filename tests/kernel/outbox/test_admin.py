import pytest
from django.urls import reverse

from kernel.audit.models import AuditRecord
from kernel.outbox import announce
from kernel.outbox.models import Delivery
from tests.factories.people import AccountFactory
from tests.kernel.outbox.parcels import ParcelPacked, ParcelSent, listening

pytestmark = pytest.mark.django_db

PAGE = "admin:outbox_delivery_changelist"


@pytest.fixture
def rows():
    with listening():
        announce(ParcelSent(aggregate_key="p1", version=1), ParcelPacked(aggregate_key="p2", version=1))
    Delivery.objects.update(attempts=3, due_at=None, error="the telephone was dead")
    return list(Delivery.objects.order_by("id"))


@pytest.fixture
def staff(client):
    account = AccountFactory(is_staff=True, is_superuser=True)
    client.force_login(account)
    return client


def do(client, action: str, rows: list[Delivery]):
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(reverse(PAGE), chosen, follow=True)


def test_staff_see_what_failed_and_why(staff, rows):
    assert b"the telephone was dead" in staff.get(reverse(PAGE)).content
    assert staff.get(reverse("admin:outbox_delivery_change", args=[rows[0].pk])).status_code == 200
    assert staff.get(reverse("admin:outbox_eventrecord_changelist")).status_code == 200


def test_staff_replay_rows(staff, rows):
    assert do(staff, "replay_rows", rows).status_code == 200
    assert Delivery.objects.filter(due_at=None).count() == 0
    assert AuditRecord.objects.filter(action="outbox.replayed").count() == 3


def test_staff_skip_rows(staff, rows):
    do(staff, "skip_rows", rows[:1])
    assert Delivery.objects.count() == 2
    assert AuditRecord.objects.get(action="outbox.skipped").actor.startswith("account:")


def test_who_may_only_look_may_replay_nothing(client, rows):
    client.force_login(AccountFactory(is_staff=True))
    assert client.get(reverse(PAGE)).status_code == 403
    assert do(client, "skip_rows", rows).status_code == 403
    assert Delivery.objects.count() == 3
