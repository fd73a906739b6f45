"""Card payments: one a checkout, the calls we make for it (written down first), and the facts the
provider told us.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.crypto import EncryptedTextField
from kernel.ids import KeyField
from marketplace.payments.enums import CallKind, CallState, Capture, CardState, FactKind, FactSource


class CardPayment(models.Model):
    """Amounts, also those of its calls and facts, are in minor units of `currency`. What is held, taken and
    given back is recomputed from the facts each time one arrives (facts.py).
    """

    key = KeyField()
    checkout_key = models.CharField(max_length=26, unique=True)
    amount = models.BigIntegerField(_("tối đa"))
    currency = models.CharField(_("tiền"), max_length=3, default="VND")
    capture = models.CharField(_("cách thu"), max_length=8, choices=Capture.choices, default=Capture.HELD)
    provider_id = models.CharField(max_length=64, null=True, blank=True, unique=True)
    client_secret = EncryptedTextField(blank=True, default="")
    state = models.CharField(_("bước"), max_length=16, choices=CardState.choices, default=CardState.OPEN)
    version = models.PositiveIntegerField(default=1)
    authorised = models.BigIntegerField(_("đang giữ"), default=0)
    captured = models.BigIntegerField(_("đã thu"), default=0)
    refunded = models.BigIntegerField(_("đã trả lại"), default=0)
    refusal = models.CharField(_("lý do từ chối"), max_length=64, blank=True)
    ends_at = models.DateTimeField(_("giữ đến"), null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(_("mở lúc"))
    look_at = models.DateTimeField(null=True, blank=True, help_text="when the sweep asks the provider next")

    class Meta:
        verbose_name = _("lần trả bằng thẻ")
        verbose_name_plural = _("lần trả bằng thẻ")
        ordering = ["-opened_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="card_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="card_capture", condition=Q(capture__in=Capture.values)),
            models.CheckConstraint(name="card_currency", condition=Q(currency__regex="^[A-Z]{3}$")),
            models.CheckConstraint(name="card_state", condition=Q(state__in=CardState.values)),
            models.CheckConstraint(
                name="card_captures_no_more_than_asked",
                condition=Q(captured__gte=0, captured__lte=F("amount")),
            ),
            models.CheckConstraint(
                # not `captured`: news of a refund may come before that of the capture
                name="card_refunds_no_more_than_asked",
                condition=Q(refunded__gte=0, refunded__lte=F("amount")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="card_to_look_at", fields=["look_at"], condition=Q(look_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.checkout_key


class CardCall(models.Model):
    """What we want from the provider, written before we ask. `idempotency_key` follows from the row alone.

    `shares` says which order each part of a capture or a refund belongs to. Those of the CREATE call count
    where the money was taken without a capture of ours.
    """

    key = KeyField()
    payment = models.ForeignKey(CardPayment, models.PROTECT, related_name="calls")
    kind = models.CharField(max_length=8, choices=CallKind.choices)
    reference = models.CharField(
        max_length=120, help_text="unique a payment and kind: the same wish is one call"
    )
    amount = models.BigIntegerField(default=0)
    shares = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True)
    generation = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=CallState.choices, default=CallState.WAITING)
    provider_id = models.CharField(max_length=64, blank=True, db_index=True)
    refusal = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    try_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("cuộc gọi bên thu thẻ")
        verbose_name_plural = _("cuộc gọi bên thu thẻ")
        ordering = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="card_call_once", fields=["payment", "kind", "reference"]),
            models.CheckConstraint(name="card_call_state", condition=Q(state__in=CallState.values)),
            models.CheckConstraint(name="card_call_amount", condition=Q(amount__gte=0)),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="card_call_waiting", fields=["try_at"], condition=Q(state="waiting")),
            models.Index(name="card_call_refused", fields=["done_at"], condition=Q(state="refused")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    @property
    def idempotency_key(self) -> str:
        return f"nhanong-{self.kind}-{self.key}-{self.generation}"


class CardFact(models.Model):
    """Something that is true at the provider. `provider_ref` is the id of the charge, the refund or the
    intent.
    """

    payment = models.ForeignKey(CardPayment, models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=16, choices=FactKind.choices)
    provider_ref = models.CharField(max_length=64)
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=120, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    order_reference = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=8, choices=FactSource.choices)
    known_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tin từ bên thu thẻ")
        verbose_name_plural = _("tin từ bên thu thẻ")
        ordering = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="card_fact_once", fields=["payment", "kind", "provider_ref"]),
            models.CheckConstraint(name="card_fact_amount", condition=Q(amount__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.provider_ref}: {self.amount}"


class ProviderMessage(models.Model):
    """A webhook as it came in, signature verified, under the provider's own event id. Processed from here."""

    provider = models.CharField(max_length=16, default="stripe")
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=64)
    raw = models.TextField()
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("tin nhận được")
        verbose_name_plural = _("tin nhận được")
        ordering = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="provider_message_once", fields=["provider", "event_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
