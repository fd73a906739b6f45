"""What carriers owe us is a ledger account, readable for any day."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel.ids import new_key
from kernel.outbox.testing import run_relay
from marketplace.payments.models import LedgerAccount
from marketplace.payments.operations.cash import Remitted, record_cash_collected, record_cash_remitted
from marketplace.payments.queries import owed_by_carriers
from tests.factories.dispatch import ShipmentFactory, code_of, event, tell
from tests.factories.people import AccountFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 6, 8, 3, tzinfo=UTC)
PAGE = "/admin/payments/ledgeraccount/carriers/"


def collected(amount: int, *, day: int, carrier_code: str = "vnpost") -> str:
    booking = f"order:{new_key()}#1"
    at = MONDAY + timedelta(days=day)
    record_cash_collected(booking=booking, carrier_code=carrier_code, amount_dong=amount, at=at)
    return booking


def remitted(booking: str, amount: int, *, day: int, fee: int = 0) -> None:
    at = MONDAY + timedelta(days=day)
    record_cash_remitted(carrier_code="vnpost", lines=[Remitted(booking, amount, fee)], at=at)


def owed(day: int) -> dict[str, int]:
    return owed_by_carriers(on=date(2026, 6, 8) + timedelta(days=day))


def test_the_account_is_read_for_any_day() -> None:
    first = collected(300_000, day=0)
    collected(50_000, day=1)
    collected(70_000, day=1, carrier_code="ghn")
    remitted(first, 300_000, day=2, fee=2_000)
    assert owed(-1) == {}
    assert owed(0) == {"vnpost": 300_000}
    assert owed(1) == {"ghn": 70_000, "vnpost": 350_000}
    assert owed(2) == {"ghn": 70_000, "vnpost": 50_000}


def test_the_command_says_the_same() -> None:
    collected(300_000, day=0)
    said = StringIO()
    call_command("ledger", "owed", "--on", "2026-06-08", stdout=said)
    assert "vnpost" in said.getvalue()
    assert "300.000" in said.getvalue()


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(AccountFactory(is_staff=True, is_superuser=True))
    return client


def test_the_page_says_whose_cash_it_is_and_how_long_it_is_held(staff: Client) -> None:
    row = ShipmentFactory(cod_dong=100_000)
    tell(event(code_of(row), "cod_collected", 20, amount_dong=100_000))
    run_relay()
    html = staff.get(f"{PAGE}?hang=vnpost").content.decode()
    assert "100.000" in html
    assert row.reference in html
    assert "Hãng báo đã thu" in html


@pytest.mark.parametrize("day", ["x", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_any_day_is_answered(staff: Client, day: str) -> None:
    assert staff.get(f"{PAGE}?ngay={day}").status_code == 200


def test_only_who_may_read_the_books(client: Client) -> None:
    client.force_login(AccountFactory(is_staff=True))
    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_many_lines(staff: Client, count: int) -> None:
    for _number in range(count):
        row = ShipmentFactory(cod_dong=100_000)
        tell(event(code_of(row), "cod_collected", 20, amount_dong=100_000))
    run_relay()
    assert LedgerAccount.objects.exists()
    staff.get(PAGE)
    with CaptureQueriesContext(connection) as asked:
        staff.get(f"{PAGE}?hang=vnpost")
    tables = ("dispatch_", "payments_")
    assert len([one for one in asked if any(table in one["sql"] for table in tables)]) == 3
