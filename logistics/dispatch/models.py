"""Shipments, their boxes, pickups, the event log and the cash. What is derived says so; the log is the
truth."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField
from logistics.dispatch.enums import (
    CashState,
    DiscrepancyKind,
    LineState,
    OnUndelivered,
    ParcelState,
    PickupState,
    Reason,
    ShipmentState,
)


class Pickup(models.Model):
    """One visit of a carrier to the senders of one commune on one day. At most one of them is open."""

    key = KeyField()
    carrier_code = models.CharField(max_length=20)
    office_code = models.CharField(
        max_length=20
    )  # the post office that serves the commune; its code is the commune's
    commune_code = models.CharField(max_length=5)
    day = models.DateField()
    window_start = models.TimeField()
    window_end = models.TimeField()
    state = models.CharField(max_length=10, choices=PickupState.choices, default=PickupState.OFFERED)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=120, blank=True, default="")
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("chuyến lấy hàng")
        verbose_name_plural = _("chuyến lấy hàng")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["carrier_code", "commune_code", "day"],
                condition=~Q(state=PickupState.DONE),
                name="pickup_one_open",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["carrier_code", "day", "key"], name="pickup_carrier_day")]


class Shipment(models.Model):
    """What one sender sends to one recipient by one service. `state`, `attempts` and `announced` are a
    cache of what standing.stand and standing.combine derive from the event log; operations/apply.py alone
    writes them, under the row lock."""

    key = KeyField()
    reference = models.CharField(max_length=128, unique=True)
    booking_hash = models.CharField(max_length=64)
    carrier_code = models.CharField(max_length=20)
    service_code = models.CharField(max_length=40)
    pickup = models.ForeignKey(Pickup, on_delete=models.PROTECT, related_name="shipments")
    sender_name = models.CharField(max_length=120)
    sender_telephone = models.CharField(max_length=20)
    sender_commune_code = models.CharField(max_length=5)
    sender_address = models.CharField(max_length=300)
    recipient_name = models.CharField(max_length=120)
    recipient_telephone = models.CharField(max_length=20)
    recipient_commune_code = models.CharField(max_length=5)
    recipient_address = models.CharField(max_length=300)
    cod_dong = models.BigIntegerField()
    declared_dong = models.BigIntegerField()
    gross_g = models.IntegerField()
    billed_dong = models.BigIntegerField()
    chilled = models.BooleanField()
    on_undelivered = models.CharField(max_length=10, choices=OnUndelivered.choices)
    released = models.BooleanField()
    booked_at = models.DateTimeField()
    promised_on = models.DateField()
    cancelled_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, choices=ShipmentState.choices, default=ShipmentState.BOOKED)
    attempts = models.PositiveSmallIntegerField(default=0)
    pickup_failures = models.PositiveSmallIntegerField(default=0)
    announced = models.CharField(max_length=30, blank=True, default="")
    version = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("chuyến gửi")
        verbose_name_plural = _("chuyến gửi")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(cod_dong__gte=0), name="shipment_cod_not_negative"),
            models.CheckConstraint(condition=Q(gross_g__gt=0), name="shipment_weighs_something"),
        ]

    def __str__(self) -> str:
        return self.reference


class Parcel(models.Model):
    """One box. `tracking_code` is ours (codes.py); `handover_code` is short, for writing on
    the box."""

    key = KeyField()
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="parcels")
    carrier_code = models.CharField(max_length=20)
    tracking_code = models.CharField(max_length=20)
    handover_code = models.CharField(max_length=6)
    position = models.PositiveSmallIntegerField()
    gross_g = models.IntegerField()
    length_mm = models.IntegerField()
    width_mm = models.IntegerField()
    height_mm = models.IntegerField()
    state = models.CharField(max_length=20, choices=ParcelState.choices, default=ParcelState.BOOKED)
    state_since = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True, default="")
    collected_dong = models.BigIntegerField(null=True)
    first_event_at = models.DateTimeField(
        null=True
    )  # with last_event_at: where in the partitions its events are
    last_event_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["carrier_code", "tracking_code"], name="parcel_tracking_code"),
            models.UniqueConstraint(fields=["shipment", "position"], name="parcel_position"),
        ]
        indexes: ClassVar = [models.Index(fields=["handover_code"], name="parcel_handover_code")]


class DeclaredGoods(models.Model):
    """What is inside, in a carrier's and a customs officer's words."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="goods")
    description = models.CharField(max_length=200)
    commodity_code = models.CharField(max_length=60)
    net_g = models.IntegerField()
    value_dong = models.BigIntegerField()
    lot_reference = models.CharField(max_length=64, blank=True, default="")


class TrackingEvent(models.Model):
    """One report of a carrier: append-only, partitioned by the month of occurred_at (0002_event_log.py),
    never lost.

    Nothing refers to it and it refers to nothing: parcel_id is a plain number, null when the code was not
    ours."""

    pk = models.CompositePrimaryKey("carrier_code", "dedupe_key", "occurred_at")
    carrier_code = models.CharField(max_length=20)
    dedupe_key = models.CharField(max_length=100)
    occurred_at = models.DateTimeField()
    parcel_id = models.BigIntegerField(null=True)
    tracking_code = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    reason = models.CharField(max_length=40, default="")
    note = models.CharField(max_length=500, default="")
    amount_dong = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=120)
    received_at = models.DateTimeField()


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
