"""How a carrier shows that a parcel was delivered."""

import hmac
from datetime import datetime
from typing import Final

from django.db import transaction

from kernel.audit.operations import record
from kernel.limits import take
from logistics.dispatch.enums import ProofKind
from logistics.dispatch.files import Kept, keep_picture
from logistics.dispatch.models import Parcel, ProofOfDelivery
from logistics.dispatch.refusals import UnknownParcel, WrongDeliveryCode

TRIES_AN_HOUR: Final = 5


@transaction.atomic
def add_proof(
    *,
    carrier_code: str,
    tracking_code: str,
    kind: ProofKind,
    occurred_at: datetime,
    recipient_name: str = "",
    picture: bytes = b"",
    code: str = "",
    actor: str,
    at: datetime,
) -> ProofOfDelivery:
    """Keep a signature, a photo, or that the recipient told the courier the right code (else
    WrongDeliveryCode; five tries an hour). The same proof again changes nothing."""
    found = Parcel.objects.select_related("shipment").filter(carrier_code=carrier_code)
    parcel = found.filter(tracking_code=tracking_code).first()
    if parcel is None:
        raise UnknownParcel
    kept = Kept("", "", 0)
    if kind == ProofKind.CODE:
        _check_code(parcel, code, at=at)
    else:
        kept = keep_picture(picture, folder=f"proofs/{at:%Y%m}", field="picture")
    proof, new = ProofOfDelivery.objects.get_or_create(
        parcel=parcel,
        kind=kind,
        sha256=kept.sha256,
        defaults={
            "recipient_name": recipient_name,
            "file_name": kept.name,
            "occurred_at": occurred_at,
            "received_at": at,
        },
    )
    if new:
        subject = f"parcel:{parcel.key}"
        record(actor=actor, action=f"proof.{kind.value}", subject=subject, data={"proof": proof.key}, at=at)
    return proof


def _check_code(parcel: Parcel, code: str, *, at: datetime) -> None:
    right = parcel.shipment.delivery_code
    take(name="delivery_code", key=parcel.key, limit=TRIES_AN_HOUR, seconds=3600, at=at, strict=True)
    if not right or not hmac.compare_digest(right.encode(), code.encode()):
        raise WrongDeliveryCode(field="code")
