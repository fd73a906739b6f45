"""What a carrier shows beside its events: proofs of delivery and temperatures on the way."""

from typing import ClassVar

from django.db import models

from kernel.ids import KeyField
from logistics.dispatch.enums import ProofKind
from logistics.dispatch.models.shipments import Parcel


class ProofOfDelivery(models.Model):
    """A signature or a photo (in the private store under `file_name`), or the recipient's code, which was
    right."""

    key = KeyField()
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="proofs")
    kind = models.CharField(max_length=10, choices=ProofKind.choices)
    recipient_name = models.CharField(max_length=120, blank=True, default="")
    file_name = models.CharField(max_length=120, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["parcel", "kind", "sha256"], name="proof_once"),
        ]


class TemperatureReading(models.Model):
    """What a sensor in or beside a parcel measured, in hundredths of a degree Celsius: the lowest and the
    highest of a span of time. `alarm`: beyond the goods' band, or the sensor said so."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="temperatures")
    device = models.CharField(max_length=120)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    lowest_c = models.IntegerField()
    highest_c = models.IntegerField()
    alarm = models.BooleanField()
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["parcel", "device", "from_at", "until_at"], name="reading_once"),
        ]
