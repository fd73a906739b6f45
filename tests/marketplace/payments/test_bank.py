"""The lines of the bank's statement that staff enter, and the buyers who are owed money."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timesince import timesince
from pytest_django.fixtures import DjangoAssertNumQueries

from kernel.audit.models import AuditRecord
from kernel.errors import Invalid
from marketplace.payments.cards.recording import record_facts
from marketplace.payments.enums import AccountKind, Bearer, CallKind, CallState, FactKind, FactSource, PaidBy
from marketplace.payments.facts import Fact
from marketplace.payments.models import CardCall, LedgerTransaction, Owed, Settlement
from marketplace.payments.operations import (
    record_bank_refund,
    record_card_payout,
    record_carrier_payment,
    record_refund,
)
from marketplace.payments.refusals import EnteredDifferently, RefundTooLarge
from tests.factories.households import HouseholdFactory
from tests.factories.payments import CARRIER, DELIVERED_AT, CardPaymentFactory, authorised, collected, sold
from tests.factories.people import AccountFactory
from tests.marketplace.payments.books import agree, on

pytestmark = pytest.mark.django_db
STAFF = "account:staff"


def granted(dong: int = 50_000) -> Settlement:
    """A cash sale of which the platform gives something back."""
    sale = sold(HouseholdFactory.create(), paid_by=PaidBy.CASH)
    collected(sale.reference, dong=230_000)
    record_refund(
        reference=sale.reference,
        refund_reference=f"refund:{sale.reference}",
        amount_dong=dong,
        borne_by=Bearer.PLATFORM,
        at=DELIVERED_AT,
    )
    return sale


def refused_by_card(order: str = "order:a") -> str:
    """A captured card that gives nothing back."""
    payment = authorised(CardPaymentFactory.create(amount=230_000))
    shares = {order: 230_000}
    for kind, state in ((CallKind.CAPTURE, CallState.DONE), (CallKind.REFUND, CallState.REFUSED)):
        CardCall.objects.create(
            payment=payment,
            kind=kind,
            reference=f"{kind}",
            amount=230_000,
            shares=shares,
            state=state,
            refusal="expired_or_canceled_card" if state == CallState.REFUSED else "",
            asked_at=DELIVERED_AT,
            try_at=DELIVERED_AT,
            done_at=DELIVERED_AT,
        )
    fact = Fact(kind=FactKind.CAPTURED, provider_ref="ch_1", amount=230_000)
    record_facts(payment_id=payment.pk, facts=[fact], source=FactSource.WEBHOOK, at=DELIVERED_AT)
    return order


def pay(reference: str, transfer: str = "FT26001", dong: int = 50_000) -> bool:
    return record_bank_refund(
        actor=STAFF, reference=reference, transfer=transfer, amount_dong=dong, at=DELIVERED_AT
    )


# Who is owed


def test_a_cash_buyer_is_owed_what_was_granted_until_it_is_paid() -> None:
    sale = granted()
    [row] = Owed.objects.all()
    assert (row.reference, row.amount, row.refusal) == (sale.reference, 50_000, "")
    assert row.since == DELIVERED_AT

    assert pay(sale.reference, dong=20_000)
    assert Owed.objects.get().amount == 30_000
    assert pay(sale.reference, "FT26002", 30_000)

    assert not Owed.objects.exists()
    assert on(AccountKind.BUYER, sale.reference) == 0
    told = AuditRecord.objects.filter(action="bank.bank_refund").order_by("pk")
    assert [row.data["number"] for row in told] == ["FT26001", "FT26002"]
    assert agree()


def test_a_buyer_whose_card_took_nothing_back_is_owed_it_with_the_banks_word() -> None:
    order = refused_by_card()
    [row] = Owed.objects.all()
    assert (row.reference, row.amount, row.refusal) == (order, 230_000, "expired_or_canceled_card")

    assert pay(order, dong=230_000)
    assert not Owed.objects.exists()


def test_a_refund_that_is_still_on_its_way_to_the_card_is_nobodys_work() -> None:
    refused_by_card()
    CardCall.objects.filter(kind=CallKind.REFUND).update(state=CallState.WAITING)
    assert not Owed.objects.exists()


def test_an_order_that_came_out_even_is_not_in_the_list() -> None:
    sale = sold(HouseholdFactory.create(), paid_by=PaidBy.CASH)
    collected(sale.reference, dong=230_000)
    assert not Owed.objects.exists()


# What is entered


def test_the_same_transfer_again_changes_nothing_and_another_amount_is_refused() -> None:
    sale = granted()
    assert pay(sale.reference)
    assert not pay(sale.reference)
    assert not pay(sale.reference, " FT26001\n")
    with pytest.raises(EnteredDifferently):
        pay(sale.reference, dong=49_999)
    assert LedgerTransaction.objects.filter(kind="bank_refund").count() == 1
    assert AuditRecord.objects.filter(action="bank.bank_refund").count() == 1


@pytest.mark.parametrize("dong", [0, -1, 50_001, 2**62])
def test_never_more_than_is_owed(dong: int) -> None:
    sale = granted()
    with pytest.raises(RefundTooLarge):
        pay(sale.reference, dong=dong)
    with pytest.raises(RefundTooLarge):
        pay("order:unknown")


@pytest.mark.parametrize("number", ["", " \n", "\u200b", "x" * 65])
def test_a_line_has_a_number(number: str) -> None:
    sale = granted()
    with pytest.raises(Invalid):
        pay(sale.reference, number)
    with pytest.raises(Invalid):
        record_carrier_payment(
            actor=STAFF, carrier_code=CARRIER, invoice=number, amount_dong=1, at=DELIVERED_AT
        )
    with pytest.raises(Invalid):
        record_card_payout(
            actor=STAFF, provider_reference=number, arrived_dong=1, fee_dong=0, at=DELIVERED_AT
        )


@pytest.mark.parametrize(("arrived", "fee"), [(0, 0), (-1, 0), (1, -1)])
def test_a_transfer_of_stripe_brings_something(arrived: int, fee: int) -> None:
    with pytest.raises(Invalid):
        record_card_payout(
            actor=STAFF, provider_reference="po_1", arrived_dong=arrived, fee_dong=fee, at=DELIVERED_AT
        )


@pytest.mark.django_db(transaction=True)
def test_eight_people_who_enter_the_same_transfer_pay_once() -> None:
    sale = granted()

    def one(_n: int) -> bool:
        try:
            return pay(sale.reference)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(8)))
    assert sorted(answers) == [False] * 7 + [True]
    assert on(AccountKind.BUYER, sale.reference) == 0
    assert AuditRecord.objects.filter(action="bank.bank_refund").count() == 1


# The desk


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(AccountFactory.create(is_staff=True, is_superuser=True))
    return client


def enter(desk: Client, name: str, *args: str, **fields: str) -> str:
    """Asked once more, then entered; what the page says at the end."""
    url = reverse(f"admin:payments_{name}", args=args)
    asked = desk.post(url, fields)
    assert "confirmed" in asked.content.decode(), asked.content.decode()
    return desk.post(url, {**fields, "confirmed": "1"}, follow=True).content.decode()


def test_a_refund_is_read_once_more_and_entered_once(desk: Client) -> None:
    sale = granted()
    url = reverse("admin:payments_bank_refund", args=[sale.reference])
    assert 'value="50000"' in desk.get(url).content.decode()
    asked = desk.post(url, {"amount": "50 nghìn", "transfer": "FT1"}).content.decode()
    assert "50.000" in asked
    assert not LedgerTransaction.objects.filter(kind="bank_refund").exists()

    assert "Đã ghi sổ." in enter(desk, "bank_refund", sale.reference, amount="50 nghìn", transfer="FT1")
    again = enter(desk, "bank_refund", sale.reference, amount="50 nghìn", transfer="FT1")
    assert "từ trước" in again
    assert desk.get(url).status_code == 404


@pytest.mark.usefixtures("rate_card")
def test_what_is_paid_to_a_carrier_and_what_a_carrier_pays(desk: Client) -> None:
    enter(desk, "carrier_payment", carrier="ghn", direction="out", amount="1,2 triệu", invoice="HD-7")
    enter(desk, "carrier_payment", carrier="ghn", direction="in", amount="200k", invoice="BT-1")
    assert (on(AccountKind.CARRIER, "ghn"), on(AccountKind.BANK)) == (1_000_000, -1_000_000)


def test_stripes_transfer(desk: Client) -> None:
    enter(desk, "card_payout", arrived="970.000", fee="30.000", reference="po_1")
    assert (on(AccountKind.BANK), on(AccountKind.CARD_FEE), on(AccountKind.STRIPE)) == (
        970_000,
        30_000,
        -1_000_000,
    )


@pytest.mark.parametrize("amount", ["", "năm", "-5", "1.250k", "9" * 17])
def test_what_is_no_amount_is_said_beside_its_field(desk: Client, amount: str) -> None:
    sale = granted()
    url = reverse("admin:payments_bank_refund", args=[sale.reference])
    page = desk.post(url, {"amount": amount, "transfer": "FT1", "confirmed": "1"}).content.decode()
    assert "errorlist" in page
    assert not LedgerTransaction.objects.filter(kind="bank_refund").exists()


def test_a_refusal_is_said_and_nothing_is_entered(desk: Client) -> None:
    sale = granted()
    url = reverse("admin:payments_bank_refund", args=[sale.reference])
    page = desk.post(url, {"amount": "60k", "transfer": "FT1", "confirmed": "1"}).content.decode()
    assert "còn 50.000" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_for_three(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        granted()
    url = reverse("admin:payments_owed_changelist")
    with django_assert_num_queries(3):
        page = desk.get(url).content.decode()
    assert page.count(reverse("admin:payments_bank_refund", args=["order:"])[:-1]) == count


def test_the_age_of_each_row_is_shown(desk: Client) -> None:
    sale = granted()
    page = desk.get(reverse("admin:payments_owed_changelist")).content.decode()
    assert sale.reference in page
    assert timesince(DELIVERED_AT) in page


def test_who_may_only_look_enters_nothing(client: Client) -> None:
    sale = granted()
    clerk = AccountFactory.create(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_owed"))
    client.force_login(clerk)
    assert client.get(reverse("admin:payments_owed_changelist")).status_code == 200
    for name, args in (("bank_refund", [sale.reference]), ("carrier_payment", []), ("card_payout", [])):
        url = reverse(f"admin:payments_{name}", args=args)
        assert client.post(url, {"confirmed": "1"}).status_code == 403
    client.force_login(AccountFactory.create())
    assert client.get(reverse("admin:payments_card_payout")).status_code == 302
