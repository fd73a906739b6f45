"""The hand-over of many parcels at once, and what differed."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField
from logistics.dispatch.enums import ScanResult
from logistics.dispatch.models.pickups import Pickup


class Manifest(models.Model):
    """What a carrier scanned when it took over a pickup. `reference` is the carrier's own number of it."""

    key = KeyField()
    carrier_code = models.CharField(max_length=20)
    reference = models.CharField(max_length=64)
    scans_hash = models.CharField(max_length=64)
    pickup = models.ForeignKey(Pickup, null=True, on_delete=models.PROTECT, related_name="manifests")
    scanned_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("bảng giao nhận")
        verbose_name_plural = _("bảng giao nhận")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["carrier_code", "reference"], name="manifest_reference"),
        ]
        indexes: ClassVar = [models.Index(fields=["carrier_code", "key"], name="manifest_carrier")]


class ManifestLine(models.Model):
    """One parcel of it, as it was scanned or missed."""

    manifest = models.ForeignKey(Manifest, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    tracking_code = models.CharField(max_length=40)
    result = models.CharField(max_length=12, choices=ScanResult.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["manifest", "position"], name="manifest_line_position"),
        ]
