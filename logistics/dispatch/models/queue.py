"""What a person must look at."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField
from logistics.dispatch.enums import DiscrepancyKind
from logistics.dispatch.models.shipments import Shipment


class Discrepancy(models.Model):
    """The staff queue: one open row per kind and subject, with its age."""

    key = KeyField()
    kind = models.CharField(max_length=30, choices=DiscrepancyKind.choices)
    carrier_code = models.CharField(max_length=20)
    shipment = models.ForeignKey(Shipment, null=True, on_delete=models.PROTECT, related_name="discrepancies")
    subject = models.CharField(max_length=120)  # a tracking code, an event code, a remittance line
    data = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        verbose_name = _("chỗ lệch")
        verbose_name_plural = _("chỗ lệch")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "carrier_code", "subject"],
                condition=Q(resolved_at__isnull=True),
                name="discrepancy_one_open",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["resolved_at", "opened_at"], name="discrepancy_queue")]
