"""Staff take a carrier's file, and see what is wrong with it and since when."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from logistics.dispatch.models import CashTerms, CodRemittance, Discrepancy
from tests.factories.dispatch import ShipmentFactory, code_of, event, tell
from tests.factories.people import AccountFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]
PAGE = "/admin/dispatch/codremittance/file/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(AccountFactory(is_staff=True, is_superuser=True))
    return client


def file(*rows: str, name: str = "bang-ke.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join(["Mã vận đơn;Tiền thu hộ;Phí", *rows]).encode())


def given(upload: SimpleUploadedFile, **changes: str) -> dict[str, object]:
    return {"carrier_code": "vnpost", "reference": "BK-9", "file": upload} | changes


def test_a_file_is_matched_line_by_line(staff: Client) -> None:
    row = ShipmentFactory(cod_dong=100_000)
    tell(event(code_of(row), "cod_collected", 20, amount_dong=100_000))
    answer = staff.post(PAGE, given(file(f"{code_of(row)};100.000;0", "NNV000000000000;5000;0")), follow=True)
    html = answer.content.decode()
    assert "Đã đối chiếu 2 dòng" in html
    assert CodRemittance.objects.get().lines.filter(state="matched").count() == 1
    queue = staff.get("/admin/dispatch/discrepancy/").content.decode()
    assert "Không có mã này" in queue


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"file": SimpleUploadedFile("x.csv", b"nothing")}, "Không đọc được tệp"),
        ({"file": SimpleUploadedFile("x.csv", b"")}, "rỗng"),
        ({"covers_from": "2026-06-10"}, "Ghi cả hai ngày"),
        ({"covers_from": "2026-06-10", "covers_to": "2026-06-09"}, "Ghi cả hai ngày"),
        ({"total": "7"}, "Tổng bảng kê"),
        ({"reference": "../x"}, "errorlist"),
        ({"carrier_code": "nobody"}, "errorlist"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_kept(
    staff: Client, changes: dict[str, object], said: str
) -> None:
    answer = staff.post(PAGE, given(file("NNV000000000000;5000;0")) | changes)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not CodRemittance.objects.exists()


def test_a_file_beyond_five_megabytes_is_refused(staff: Client) -> None:
    answer = staff.post(PAGE, given(SimpleUploadedFile("x.csv", b"x" * (5 * 1024 * 1024 + 2))))
    assert "5 MB" in answer.content.decode()


def test_who_may_only_look_may_not_take_one(client: Client) -> None:
    account = AccountFactory(is_staff=True)
    account.user_permissions.add(Permission.objects.get(codename="view_codremittance"))
    client.force_login(account)
    assert client.post(PAGE, given(file("NNV000000000000;5000;0"))).status_code == 403
    assert not Discrepancy.objects.exists()


def test_terms_are_added_and_never_changed(staff: Client) -> None:
    values = {
        "carrier_code": "vnpost",
        "valid_from": "2026-06-01",
        "fee_ppm": "8000",
        "fee_min_dong": "2000",
        "remits_within_days": "3",
    }
    staff.post("/admin/dispatch/cashterms/add/", values)
    row = CashTerms.objects.get()
    assert row.fee_of(1_000_000) == 8_000
    staff.post(f"/admin/dispatch/cashterms/{row.pk}/change/", values | {"fee_ppm": "1"})
    assert CashTerms.objects.get().fee_ppm == 8_000
