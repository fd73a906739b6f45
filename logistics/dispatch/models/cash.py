"""The cash of deliveries."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField
from logistics.dispatch.enums import CashState, LineState
from logistics.dispatch.models.shipments import Shipment


class CodCollection(models.Model):
    """The cash of one shipment that has some. Its rows are what cash_of_day and the variance queue read."""

    shipment = models.OneToOneField(Shipment, on_delete=models.PROTECT, related_name="collection")
    carrier_code = models.CharField(max_length=20)
    office_code = models.CharField(max_length=40)  # where the recipient's post office collects
    due_dong = models.BigIntegerField()
    collected_dong = models.BigIntegerField(null=True)
    accepted_by = models.CharField(max_length=120, blank=True, default="")  # staff who accepted a variance
    state = models.CharField(max_length=12, choices=CashState.choices, default=CashState.TO_COLLECT)
    collected_at = models.DateTimeField(null=True)
    remitted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("tiền thu hộ")
        verbose_name_plural = _("tiền thu hộ")
        indexes: ClassVar = [
            models.Index(fields=["carrier_code", "office_code", "collected_at"], name="cod_collected_when"),
        ]


class CodRemittance(models.Model):
    """A carrier's list of the cash it hands in, as it was sent."""

    key = KeyField()
    carrier_code = models.CharField(max_length=20)
    reference = models.CharField(max_length=64)
    lines_hash = models.CharField(max_length=64)
    amount_dong = models.BigIntegerField()
    fee_dong = models.BigIntegerField()
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("lần nộp tiền thu hộ")
        verbose_name_plural = _("lần nộp tiền thu hộ")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["carrier_code", "reference"], name="remittance_reference"),
        ]


class CodRemittanceLine(models.Model):
    """One line of it. At most one line of a shipment is ever matched."""

    remittance = models.ForeignKey(CodRemittance, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    shipment = models.ForeignKey(
        Shipment, null=True, on_delete=models.PROTECT, related_name="remittance_lines"
    )
    tracking_code = models.CharField(max_length=40)
    amount_dong = models.BigIntegerField()
    fee_dong = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=LineState.choices)
    accepted_by = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["remittance", "position"], name="remittance_line_position"),
            models.UniqueConstraint(
                fields=["shipment"], condition=Q(state=LineState.MATCHED), name="remittance_line_matched_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["shipment"], condition=Q(state=LineState.EARLY), name="remittance_line_early"
            ),
        ]
