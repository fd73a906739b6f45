"""Our claims against carriers: founded, in time, at least what the law says, answered, paid."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kernel.states import ForbiddenMove
from logistics.dispatch.enums import ClaimKind
from logistics.dispatch.files import read_picture
from logistics.dispatch.models import CarrierClaim, Discrepancy, Shipment
from logistics.dispatch.operations import (
    accept_claim,
    file_claim,
    pay_claim,
    reject_claim,
    reopen_claim,
    withdraw_claim,
)
from logistics.dispatch.operations.claims import months_later
from logistics.dispatch.refusals import (
    ClaimNotFounded,
    ClaimTooLate,
    ClaimTooMuch,
    CompensationTooLow,
    PictureUnreadable,
    UnknownClaim,
    UnknownShipment,
)
from tests.factories.dispatch import A_WEEK_LATER, NOW, ShipmentFactory, code_of, event, tell

pytestmark = pytest.mark.django_db
STAFF = "account:staff"


def picture(kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (4, 3), "red").save(out, kind)
    return out.getvalue()


def lost() -> Shipment:
    shipment = ShipmentFactory()  # billed 30,000, declared 150,000, promised on 12 June
    tell(event(code_of(shipment), "picked_up"), event(code_of(shipment), "lost", 100))
    shipment.refresh_from_db()
    return shipment


def claim(shipment: Shipment, **changes: Any) -> CarrierClaim:
    told = {
        "kind": ClaimKind.LOSS, "claimed_dong": 200_000, "description": "Mất cả kiện", "actor": STAFF,
        "at": A_WEEK_LATER,
    }  # fmt: skip
    return file_claim(shipment_key=shipment.key, **(told | changes))


def as_carrier(**more: Any) -> dict[str, Any]:
    return {"carrier_code": "vnpost", "actor": "carrier:vnpost", "at": A_WEEK_LATER} | more


def test_from_the_claim_to_the_money() -> None:
    found = claim(lost(), photos=[picture(), picture("JPEG")])
    assert (found.state, found.minimum_dong) == ("open", 120_000)
    assert [read_picture(photo.name) for photo in found.photos.order_by("position")] == [
        picture(),
        picture("JPEG"),
    ]
    accepted = accept_claim(key=found.key, amount_dong=150_000, **as_carrier())
    assert (accepted.state, accepted.pay_until) == ("accepted", date(2026, 7, 17))
    assert accept_claim(key=found.key, amount_dong=150_000, **as_carrier()).state == "accepted"
    for _twice in range(2):
        assert pay_claim(key=found.key, reference="UNC-1", **as_carrier()).state == "paid"
    with pytest.raises(ForbiddenMove):
        pay_claim(key=found.key, reference="UNC-2", **as_carrier())


def test_one_claim_of_a_kind() -> None:
    shipment = lost()
    assert claim(shipment).key == claim(shipment, claimed_dong=1).key
    assert claim(shipment, kind=ClaimKind.DELAY).kind == "delay"


def test_the_law_sets_the_least_and_the_claim_the_most() -> None:
    found = claim(lost())
    with pytest.raises(CompensationTooLow):
        accept_claim(key=found.key, amount_dong=119_999, **as_carrier())
    with pytest.raises(ClaimTooMuch):
        accept_claim(key=found.key, amount_dong=200_001, **as_carrier())
    small = claim(lost(), claimed_dong=50_000)
    assert accept_claim(key=small.key, amount_dong=50_000, **as_carrier()).state == "accepted"


def test_a_rejection_is_looked_at_and_may_be_answered() -> None:
    found = claim(lost())
    for _twice in range(2):
        reject_claim(key=found.key, answer="Hàng dễ hỏng", **as_carrier())
    assert Discrepancy.objects.get(kind="claim_rejected", resolved_at=None).subject == found.key
    reopened = reopen_claim(
        key=found.key, description="Kiện mất, không phải hỏng", actor=STAFF, at=A_WEEK_LATER
    )
    assert (reopened.state, Discrepancy.objects.filter(resolved_at=None).count()) == ("open", 0)
    assert withdraw_claim(key=found.key, actor=STAFF, at=A_WEEK_LATER).state == "withdrawn"
    with pytest.raises(ForbiddenMove):
        accept_claim(key=found.key, amount_dong=200_000, **as_carrier())


def test_what_the_carrier_never_had_is_not_claimed() -> None:
    with pytest.raises(ClaimNotFounded):
        claim(ShipmentFactory())
    with pytest.raises(UnknownShipment):
        file_claim(shipment_key="x", kind=ClaimKind.LOSS, claimed_dong=1, description="", actor=STAFF, at=NOW)


@pytest.mark.parametrize(("hours", "late"), [(24, False), (24 * 3, True)])
def test_a_delay_is_one_only_after_the_promised_day(hours: int, late: bool) -> None:
    shipment = ShipmentFactory()
    tell(event(code_of(shipment), "picked_up"), event(code_of(shipment), "delivered", hours))
    if late:
        assert claim(shipment, kind=ClaimKind.DELAY).state == "open"
    else:
        with pytest.raises(ClaimNotFounded):
            claim(shipment, kind=ClaimKind.DELAY)


@pytest.mark.parametrize(
    ("kind", "last"), [(ClaimKind.LOSS, date(2026, 12, 12)), (ClaimKind.DAMAGE, date(2026, 7, 14))]
)
def test_the_months_to_complain_end_on_their_day(kind: ClaimKind, last: date) -> None:
    """Promised on 12 June; ended on 14 June (100 hours after nine in the morning of the tenth)."""
    noon = NOW.replace(year=last.year, month=last.month, day=last.day, hour=5)
    with pytest.raises(ClaimTooLate):
        claim(lost(), kind=kind, at=noon + timedelta(days=1))
    assert claim(lost(), kind=kind, at=noon).state == "open"


def test_another_carrier_sees_nothing() -> None:
    found = claim(lost())
    with pytest.raises(UnknownClaim):
        accept_claim(key=found.key, amount_dong=200_000, **as_carrier(carrier_code="ghn"))


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", picture("GIF"), b"%PDF-1.4", picture()[:20], b"x" * 1_000_001]
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        claim(lost(), photos=[content])


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 30))
def test_months_later_never_skips_a_month(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
