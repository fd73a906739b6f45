"""The desk of staff: every list opens, payouts go all the way, nothing is edited by hand."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from kernel.audit.models import AuditRecord
from kernel.clock import now
from marketplace.households.models import Household
from marketplace.payments.enums import PayoutState
from marketplace.payments.models import CommissionRate, LedgerTransaction, Payable, Payout, PayoutBatch
from marketplace.people.models import Account
from tests.factories.households import HouseholdFactory
from tests.factories.payments import CardPaymentFactory, authorised, sold
from tests.factories.people import AccountFactory
from tests.marketplace.payments.books import agree

MODELS = (
    "commissionrate",
    "taxrate",
    "ledgertransaction",
    "ledgeraccount",
    "settlement",
    "payable",
    "payoutbatch",
    "payout",
    "cardpayment",
    "providermessage",
)


@pytest.fixture
def desk(db: None) -> Client:
    client = Client()
    staff: Account = AccountFactory.create(is_staff=True, is_superuser=True)
    client.force_login(staff)
    return client


@pytest.fixture
def household(db: None) -> Household:
    return HouseholdFactory.create()


def listing(model: str) -> str:
    return reverse(f"admin:payments_{model}_changelist")


def act(desk: Client, model: str, action: str, *rows: object, reason: str = "") -> None:
    chosen = [str(row.pk) for row in rows]  # type: ignore[attr-defined]
    answer = desk.post(listing(model), {"action": action, "_selected_action": chosen, "reason": reason})
    assert answer.status_code == 302


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens(desk: Client, household: Household, model: str) -> None:
    sold(household, at=now() - timedelta(days=9))
    authorised(CardPaymentFactory.create())
    desk.post(reverse("admin:payments_draw"))
    assert desk.get(listing(model)).status_code == 200


def test_a_batch_is_drawn_sent_and_confirmed(desk: Client, household: Household) -> None:
    sold(household, at=now() - timedelta(days=9))
    desk.get(reverse("admin:payments_draw"))
    assert not PayoutBatch.objects.exists()
    desk.post(reverse("admin:payments_draw"))
    batch = PayoutBatch.objects.get()
    sheet = desk.get(reverse("admin:payments_payout_file", args=[batch.key]))
    assert sheet["Content-Type"] == "text/csv; charset=us-ascii"
    assert b"NGUYEN VAN A,200000,VND" in sheet.content
    act(desk, "payoutbatch", "mark_sent", batch)
    act(desk, "payout", "mark_confirmed", Payout.objects.get())
    assert Payout.objects.get().state == PayoutState.CONFIRMED
    told = list(AuditRecord.objects.order_by("pk").values_list("action", flat=True))
    assert told == ["payouts.drawn", "payouts.file_taken", "payouts.sent", "payout.confirmed"]
    assert agree()


def test_a_returned_row_says_why(desk: Client, household: Household) -> None:
    sold(household, at=now() - timedelta(days=9))
    desk.post(reverse("admin:payments_draw"))
    act(desk, "payout", "mark_returned", Payout.objects.get(), reason="sai tên")
    assert Payout.objects.get().return_reason == "sai tên"
    page = desk.get(listing("payout"))
    assert "sai tên" in page.content.decode()
    assert "0123456789" not in page.content.decode()


def test_a_complaint_holds_and_lets_go(desk: Client, household: Household) -> None:
    sold(household)
    act(desk, "payable", "hold", Payable.objects.get(), reason="mốc")
    assert Payable.objects.get().hold_reason == "mốc"
    act(desk, "payable", "release", Payable.objects.get())
    assert Payable.objects.get().held_at is None


def test_one_dong_is_followed_on_a_page(desk: Client, household: Household) -> None:
    order = sold(household).reference
    page = desk.get(reverse("admin:payments_trace", args=[order])).content.decode()
    assert "sale" in page
    assert order in page
    row = LedgerTransaction.objects.get(kind="sale")
    detail = desk.get(reverse("admin:payments_ledgertransaction_change", args=[row.pk]))
    assert "230.000" in detail.content.decode()


def test_a_rate_is_added_and_never_edited(desk: Client) -> None:
    add = reverse("admin:payments_commissionrate_add")
    desk.post(add, {"valid_from": "2027-01-01", "rate_ppm": "20000", "note": "2 %"})
    rate = CommissionRate.objects.get(rate_ppm=20_000)
    edit = reverse("admin:payments_commissionrate_change", args=[rate.pk])
    assert desk.post(edit, {"valid_from": "2027-01-01", "rate_ppm": "1"}).status_code == 403
    assert AuditRecord.objects.get().action == "rate.set"


def test_who_may_only_look_pays_nobody(household: Household) -> None:
    sold(household, at=now() - timedelta(days=9))
    clerk = AccountFactory.create(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_payoutbatch"))
    client = Client()
    client.force_login(clerk)
    assert client.get(listing("payoutbatch")).status_code == 200
    client.post(reverse("admin:payments_draw"))
    assert not PayoutBatch.objects.exists()
    assert client.get(reverse("admin:payments_payout_file", args=["x"])).status_code == 403
    assert client.get(reverse("admin:payments_trace", args=["order:x"])).status_code == 403


def test_strangers_do_not_get_in(household: Household) -> None:
    client = Client()
    client.force_login(AccountFactory.create())
    assert client.post(reverse("admin:payments_draw")).status_code == 302
    assert not PayoutBatch.objects.exists()
