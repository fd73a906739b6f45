"""The admin goes through the same gate as everybody."""

import pytest
from django.test import Client
from django.urls import reverse

from logistics.paperwork.enums import ConsignmentState
from logistics.paperwork.models import Consignment, Rule, RuleReview
from tests.factories.consignments import a_consignment
from tests.factories.paperwork import load_rules_of, sign
from tests.factories.people import AccountFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    load_rules_of("EU")
    sign("lychee/EU")
    client.force_login(AccountFactory(is_staff=True, is_superuser=True))
    return client


def act(staff: Client, action: str, consignment: Consignment) -> str:
    sent = {"action": action, "_selected_action": [consignment.pk]}
    answer = staff.post(reverse("admin:paperwork_consignment_changelist"), sent, follow=True)
    consignment.refresh_from_db()
    return answer.content.decode()


def test_an_action_is_refused_like_anything_else(staff: Client) -> None:
    consignment = a_consignment(papers=False)

    said = act(staff, "clear_chosen", consignment)
    act(staff, "hand_over_chosen", consignment)

    assert consignment.number in said
    assert consignment.state == ConsignmentState.PREPARING


@pytest.mark.parametrize("name", ["consignment", "rule", "decision", "rulereview"])
def test_nothing_is_edited_or_deleted_by_a_form(staff: Client, name: str) -> None:
    assert staff.get(reverse(f"admin:paperwork_{name}_changelist")).status_code == 200
    consignment = a_consignment(papers=False)
    page = reverse("admin:paperwork_consignment_change", args=[consignment.pk])

    assert staff.post(page, {"state": "HANDED_OVER"}).status_code == 403
    assert staff.post(reverse("admin:paperwork_consignment_delete", args=[consignment.pk])).status_code == 403


def test_signing_is_an_operation_and_a_worthless_signature_is_told(staff: Client) -> None:
    rule = Rule.objects.get(name="longan/EU")
    sent = {"rule": rule.pk, "verdict": "APPROVED", "read_on": "2026-06-01", "note": "read", "source": "GK"}
    page = reverse("admin:paperwork_rulereview_add")

    refused = staff.post(page, sent)
    taken = staff.post(page, sent | {"source": "EU2072"})

    assert (refused.status_code, taken.status_code) == (200, 302)
    review = RuleReview.objects.get(rule=rule)
    assert review.actor.startswith("account:")
    assert not review.demo
