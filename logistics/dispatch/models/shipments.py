"""Shipments and their boxes. What is derived says so; the log is the truth."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField
from logistics.dispatch.enums import OnUndelivered, ParcelState, Reason, ShipmentState
from logistics.dispatch.models.pickups import Pickup


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
    recipient_commune_code = models.CharField(max_length=5, blank=True)  # empty abroad
    recipient_address = models.CharField(max_length=300)
    recipient_country = models.CharField(max_length=2, default="VN", db_default="VN")  # ISO 3166-1
    recipient_city = models.CharField(max_length=80, blank=True, default="", db_default="")
    recipient_postal_code = models.CharField(max_length=12, blank=True, default="", db_default="")
    cod_dong = models.BigIntegerField()
    declared_dong = models.BigIntegerField()
    gross_g = models.IntegerField()
    billed_dong = models.BigIntegerField()
    delivery_code = models.CharField(max_length=6, blank=True, default="", db_default="")  # the recipient's
    customs_reference = models.CharField(
        max_length=64, blank=True, default="", db_default=""
    )  # declared elsewhere
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
            models.CheckConstraint(
                condition=Q(recipient_country="VN") | Q(cod_dong=0, recipient_commune_code=""),
                name="shipment_abroad_is_prepaid",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_abroad(self) -> bool:
        return self.recipient_country != "VN"


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
    hs_code = models.CharField(
        max_length=10, blank=True, default="", db_default=""
    )  # six digits or more, across a border
    origin_country = models.CharField(max_length=2, blank=True, default="", db_default="")  # ISO 3166-1
    pieces = models.PositiveIntegerField(null=True)
