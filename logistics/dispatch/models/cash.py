"""The cash of deliveries."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField
from logistics.dispatch.enums import CashStage, CashState, LineState, ShipmentState
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
    reported_at = models.DateTimeField(null=True)  # when the carrier told us of it
    listed_at = models.DateTimeField(null=True)  # when it stood on a remittance first, right or wrong
    remitted_at = models.DateTimeField(null=True)  # when a line of a remittance was matched

    class Meta:
        verbose_name = _("tiền thu hộ")
        verbose_name_plural = _("tiền thu hộ")
        indexes: ClassVar = [
            models.Index(fields=["carrier_code", "office_code", "collected_at"], name="cod_collected_when"),
        ]

    @property
    def stage(self) -> CashStage:
        """How far it has come; reads the shipment's state."""
        if self.state == CashState.REMITTED:
            return CashStage.MATCHED
        if self.listed_at:
            return CashStage.LISTED
        if self.state != CashState.TO_COLLECT:
            return CashStage.REPORTED
        delivered = self.shipment.state == ShipmentState.DELIVERED
        return CashStage.COLLECTED if delivered else CashStage.TO_COLLECT


class CashTerms(models.Model):
    """What a carrier keeps of the cash it hands in, and how soon it does, from a day on. A carrier without
    terms is not checked for its fees, and its cash is late after DAYS_WITHOUT_TERMS."""

    DAYS_WITHOUT_TERMS: ClassVar[int] = 14

    carrier_code = models.CharField(max_length=20)
    valid_from = models.DateField()
    fee_ppm = models.PositiveIntegerField(default=0)  # of the amount, in millionths
    fee_min_dong = models.PositiveIntegerField(default=0)
    remits_within_days = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("thỏa thuận nộp tiền")
        verbose_name_plural = _("thỏa thuận nộp tiền")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["carrier_code", "valid_from"], name="cash_terms_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.carrier_code} {self.valid_from}"

    def fee_of(self, amount_dong: int) -> int:
        """Rounded up to whole dong, at least the least, never more than the amount itself."""
        share = -(-amount_dong * self.fee_ppm // 1_000_000)
        return min(amount_dong, max(share, self.fee_min_dong))


class CodRemittance(models.Model):
    """A carrier's list of the cash it hands in, as it was sent."""

    key = KeyField()
    carrier_code = models.CharField(max_length=20)
    reference = models.CharField(max_length=64)
    lines_hash = models.CharField(max_length=64)
    amount_dong = models.BigIntegerField()
    fee_dong = models.BigIntegerField()
    covers_from = models.DateField(
        null=True
    )  # days of collection that the list is complete for, if it says so
    covers_to = models.DateField(null=True)
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
