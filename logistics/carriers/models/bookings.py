"""What we asked of carriers, and what they told us. A booking knows a parcel by an opaque reference."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kernel.crypto import EncryptedTextField
from kernel.ids import KeyField
from logistics.carriers.enums import BookingState, Step


class CarrierBooking(models.Model):
    """One parcel to be carried by a carrier that we call: first the intent, then the outcome.

    `reference` is what the carrier gets as our number. `order` is what is asked for (it has names and
    addresses), wiped once the carrier has it. `due_at` is when the next call is to be made, None: nothing to
    do; while a call is made it lies a lease ahead. `attempts` numbers the claims. About 600 bytes a parcel;
    rows of ended parcels may be archived with their shipment.
    """

    reference = models.CharField(max_length=64, unique=True)
    carrier_code = models.CharField(max_length=20)
    order = EncryptedTextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=BookingState, default=BookingState.WANTED)
    draft = models.CharField(max_length=40, blank=True, default="")
    waybill = models.CharField(max_length=40, blank=True, default="")
    fee_dong = models.BigIntegerField(null=True)
    cancel_wanted = models.BooleanField(default=False)
    label_wanted = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=400, blank=True, default="")
    wanted_at = models.DateTimeField()
    booked_at = models.DateTimeField(null=True)
    last_code = models.CharField(max_length=40, blank=True, default="")
    last_step = models.CharField(max_length=24, choices=Step, blank=True, default="")
    last_news_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    remitted_at = models.DateTimeField(null=True)
    track_at = models.DateTimeField(null=True)
    version = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("vận đơn của hãng")
        verbose_name_plural = _("vận đơn của hãng")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["carrier_code", "waybill"], condition=~Q(waybill=""), name="carrier_waybill_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["carrier_code", "due_at"], condition=Q(due_at__isnull=False), name="carrier_call_due"
            ),
            models.Index(fields=["track_at"], condition=Q(track_at__isnull=False), name="carrier_track_due"),
        ]

    def __str__(self) -> str:
        return f"{self.carrier_code} {self.waybill or self.reference}"


class CarrierLabel(models.Model):
    """The carrier's own label, a PDF: about 50 kB, gone 30 days after it came."""

    booking = models.OneToOneField(CarrierBooking, on_delete=models.CASCADE, related_name="label")
    pdf = models.BinaryField()
    kept_at = models.DateTimeField()


class CarrierMessage(models.Model):
    """A message of a carrier as it came, or the answer to a question about a parcel; stored before it is
    read, the same body once. About a kilobyte; gone 90 days after it came.
    """

    key = KeyField()
    carrier_code = models.CharField(max_length=20)
    environment = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    polled = models.BooleanField(default=False)
    body = EncryptedTextField()
    headers = models.JSONField(default=dict)
    query = models.JSONField(default=dict)
    received_at = models.DateTimeField(db_default=Now())
    processed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("tin của hãng")
        verbose_name_plural = _("tin của hãng")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["carrier_code", "environment", "digest"], name="carrier_message_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["received_at"], name="carrier_message_received")]
