"""Staff file a claim against a carrier with photos, see its days, and follow it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kernel.clock import standing_at
from logistics.dispatch.enums import ClaimKind, ProofKind
from logistics.dispatch.models import CarrierClaim, Shipment
from logistics.dispatch.operations import accept_claim, add_proof, file_claim, reject_claim
from tests.factories.dispatch import A_WEEK_LATER, NOW, ShipmentFactory, code_of
from tests.factories.people import AccountFactory
from tests.logistics.dispatch.test_claims import lost, picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rate_card")]


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(AccountFactory(is_staff=True, is_superuser=True))
    return client


def page_of(shipment: Shipment) -> str:
    return f"/admin/dispatch/carrierclaim/file/{shipment.key}/"


def words(**changes: object) -> dict[str, object]:
    photo = SimpleUploadedFile("a.png", picture(), content_type="image/png")
    return {
        "kind": "loss",
        "claimed_dong": "150000",
        "description": "Mất cả thùng",
        "photos": photo,
    } | changes


def filed(shipment: Shipment) -> CarrierClaim:
    return file_claim(
        shipment_key=shipment.key, kind=ClaimKind.LOSS, claimed_dong=150_000, description="Mất",
        photos=[picture()], actor="account:staff", at=A_WEEK_LATER,
    )  # fmt: skip


def test_a_claim_is_filed_with_its_photo_and_shown(staff: Client) -> None:
    shipment = lost()
    with standing_at(A_WEEK_LATER):
        form = staff.get(page_of(shipment)).content.decode()
        assert "bốn lần cước" in form
        assert "12/12/2026" in form  # six months after the promised day
        answer = staff.post(page_of(shipment), words(), follow=True)
    claim = CarrierClaim.objects.get()
    assert (claim.claimed_dong, claim.photos.count()) == (150_000, 1)
    assert "Mất cả thùng" in answer.content.decode()
    photo = staff.get(f"/admin/dispatch/carrierclaim/photo/{claim.pk}/1/")
    assert (photo["Content-Type"], photo.content) == ("image/png", picture())


@pytest.mark.parametrize(
    "wrong",
    [
        {"claimed_dong": "0"},
        {"claimed_dong": "nhiều"},
        {"kind": "theft"},
        {"description": ""},
        {"photos": SimpleUploadedFile("a.png", b"GIF89a not a picture")},
        {"photos": [SimpleUploadedFile(f"{number}.png", picture()) for number in range(9)]},
    ],
)
def test_what_cannot_be_claimed_is_said_and_nothing_kept(staff: Client, wrong: dict[str, object]) -> None:
    with standing_at(A_WEEK_LATER):
        answer = staff.post(page_of(lost()), words(**wrong))
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not CarrierClaim.objects.exists()


def test_what_never_left_is_no_claim(staff: Client) -> None:
    with standing_at(A_WEEK_LATER):
        answer = staff.post(page_of(ShipmentFactory()), words())
    assert "errorlist" in answer.content.decode()
    assert not CarrierClaim.objects.exists()


def test_the_day_to_pay_is_followed_and_shouted_when_it_is_past(staff: Client) -> None:
    claim = filed(lost())
    accept_claim(
        carrier_code="vnpost", key=claim.key, amount_dong=150_000, actor="carrier:vnpost", at=A_WEEK_LATER
    )
    with standing_at(A_WEEK_LATER):
        assert "trả trước" in staff.get("/admin/dispatch/carrierclaim/").content.decode()
    with standing_at(A_WEEK_LATER + timedelta(days=31)):
        assert "QUÁ HẠN" in staff.get(f"/admin/dispatch/carrierclaim/{claim.pk}/change/").content.decode()


def test_a_rejection_is_answered_and_an_open_claim_taken_back(staff: Client) -> None:
    claim = filed(lost())
    page = f"/admin/dispatch/carrierclaim/{claim.pk}/change/"
    reject_claim(
        carrier_code="vnpost", key=claim.key, answer="Đã giao", actor="carrier:vnpost", at=A_WEEK_LATER
    )
    assert "Đã giao" in staff.get(page).content.decode()
    assert staff.post(page, {"description": ""}).status_code == 200
    assert staff.post(page, {"description": "Khách không nhận được"}).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.description) == ("open", "Khách không nhận được")
    assert staff.post(page, {"withdraw": "1"}).status_code == 302
    claim.refresh_from_db()
    assert claim.state == "withdrawn"


def test_proofs_of_delivery_are_shown_with_their_picture(staff: Client) -> None:
    shipment = lost()
    proof = add_proof(
        carrier_code="vnpost", tracking_code=code_of(shipment), kind=ProofKind.PHOTO, picture=picture(),
        recipient_name="Bác Demo", occurred_at=NOW, actor="carrier:vnpost", at=A_WEEK_LATER,
    )  # fmt: skip
    html = staff.get(page_of(shipment)).content.decode()
    assert "Bác Demo" in html
    assert staff.get(f"/admin/dispatch/carrierclaim/proof/{proof.key}/").content == picture()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_statements(
    staff: Client, count: int, django_assert_num_queries: object
) -> None:
    for _number in range(count):
        filed(lost())
    with django_assert_num_queries(4):  # type: ignore[operator]
        staff.get("/admin/dispatch/carrierclaim/")


def test_who_may_only_look_files_nothing(client: Client) -> None:
    client.force_login(AccountFactory(is_staff=True))
    shipment = lost()
    assert client.get(page_of(shipment)).status_code == 403
    assert client.post(page_of(shipment), words()).status_code == 403
