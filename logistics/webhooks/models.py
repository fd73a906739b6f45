"""Where partners want to be told, what they were told, and each try. docs/webhooks.md."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.crypto import EncryptedTextField
from kernel.ids import KeyField
from logistics.webhooks.enums import DeliveryState, DisabledBecause, EventType


class Endpoint(models.Model):
    """An address of a carrier. `event_types` empty: all. `paused_until`: it asked for peace (429, 502, 503,
    504)."""

    key = KeyField()
    carrier_code = models.CharField(max_length=20, db_index=True)
    url = models.CharField(max_length=500)
    description = models.CharField(max_length=120, blank=True, default="")
    event_types = ArrayField(models.CharField(max_length=40, choices=EventType.choices), default=list)
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)
    disabled_because = models.CharField(
        max_length=10, choices=DisabledBecause.choices, blank=True, default=""
    )
    failing_since = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("địa chỉ nhận webhook")
        verbose_name_plural = _("địa chỉ nhận webhook")

    def __str__(self) -> str:
        return self.url


class EndpointSecret(models.Model):
    """What messages to it are signed with; encrypted, for signing needs it readable. After a rotation the old
    and the new one sign together until the old one ends."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="secrets")
    secret = EncryptedTextField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)


class Message(models.Model):
    """One event for one carrier: the exact bytes that are signed and sent, whoever receives them and however
    often. Its key is the `webhook-id`."""

    key = KeyField()
    carrier_code = models.CharField(max_length=20)
    event_type = models.CharField(max_length=40, choices=EventType.choices)
    shipment_key = models.CharField(max_length=26)
    version = models.BigIntegerField()
    body = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["shipment_key", "version"], condition=~Q(shipment_key=""), name="webhook_message_once"
            ),
        ]

    @property
    def webhook_id(self) -> str:
        return f"msg_{self.key}"


class Delivery(models.Model):
    """A message on its way to one endpoint. Those of one shipment go in the order of their ids; a replay
    waits for none."""

    key = KeyField()
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    shipment_key = models.CharField(max_length=26)
    is_replay = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("tin webhook")
        verbose_name_plural = _("tin webhook")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["endpoint", "message"], condition=Q(is_replay=False), name="webhook_delivery_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"], condition=Q(state=DeliveryState.PENDING), name="webhook_delivery_due"
            ),
            models.Index(
                fields=["endpoint", "shipment_key", "id"],
                condition=Q(state=DeliveryState.PENDING, is_replay=False),
                name="webhook_delivery_line",
            ),
        ]


class Attempt(models.Model):
    """One try: `status` of the answer, 0 when none came; then `error` says why in a word."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    took_ms = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=40, blank=True, default="")
    answer = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "number"], name="webhook_attempt_number"),
        ]
