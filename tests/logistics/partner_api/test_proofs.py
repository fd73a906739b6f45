"""Proofs of delivery, as a partner hands them in."""

import base64
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from kernel.clock import now
from logistics.dispatch.models import ProofOfDelivery
from tests.factories.dispatch import ShipmentFactory, code_of
from tests.factories.partner_api import Partner

pytestmark = pytest.mark.django_db


def png() -> str:
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def hand_in(**told: Any) -> tuple[int, str]:
    body = {"kind": "signature", "occurred_at": now().isoformat(), **told}
    answer = Partner().post(f"parcels/{code_of(ShipmentFactory())}/proof", body)
    return answer.status_code, answer.json().get("code", "")


@pytest.mark.parametrize("picture", [png(), png()[:30] + "\n" + png()[30:]])
def test_a_picture_is_kept(picture: str) -> None:
    assert hand_in(picture=picture) == (201, "")
    assert ProofOfDelivery.objects.count() == 1


@pytest.mark.parametrize(
    "picture", ["", "a", "{\t\u00ea)", "\U000fffff", png()[:-9], base64.b64encode(b"%PDF").decode()]
)
def test_any_text_keeps_to_the_contract_but_proves_nothing(picture: str) -> None:
    assert hand_in(picture=picture) == (409, "PICTURE_UNREADABLE")


@pytest.mark.parametrize("picture", [7, ["a"], "A" * 1_400_001])
def test_what_is_no_text_or_too_long_does_not(picture: object) -> None:
    assert hand_in(picture=picture) == (422, "REQUEST_INVALID")
    assert not ProofOfDelivery.objects.exists()
