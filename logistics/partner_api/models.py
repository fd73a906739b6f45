"""Who may ask: a partner's client, its secrets, and the short-lived tokens they are exchanged for."""

from datetime import timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kernel.ids import KeyField
from logistics.partner_api.enums import OPEN_BATCHES, BatchState, ItemState, Scope


class PartnerClient(models.Model):
    """One system of one carrier. `key` is its OAuth client id. A sandbox client belongs to a carrier of its
    own, which nobody else sees and no buyer is offered."""

    key = KeyField()
    carrier_code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)  # whose it is, in the carrier's words
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices))
    sandbox = models.BooleanField(default=False)
    requests_per_minute = models.PositiveIntegerField(null=True)  # null: PARTNER_REQUESTS_PER_MINUTE
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["carrier_code"], name="partner_client_carrier")]

    def __str__(self) -> str:
        return f"{self.carrier_code} {self.name}"


class PartnerSecret(models.Model):
    """A client's secret. Only the SHA-256 of it is kept: it has 256 random bits, so nothing slower is needed.
    After a rotation the old one and the new one are valid together for a while."""

    client = models.ForeignKey(PartnerClient, on_delete=models.CASCADE, related_name="secrets")
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)


class PartnerToken(models.Model):
    """A bearer token, kept as its SHA-256. `client` is who exchanged a secret for it; without one it was
    given out by hand and holds until it is revoked."""

    key = KeyField()
    client = models.ForeignKey(PartnerClient, null=True, on_delete=models.CASCADE, related_name="tokens")
    carrier_code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)  # to the hour
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["carrier_code"], name="partner_token_carrier"),
            models.Index(fields=["expires_at"], name="partner_token_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.carrier_code} {self.name}"


class SandboxClock(models.Model):
    """How far a sandbox's clock is before ours; a sandbox without a row keeps our time."""

    carrier_code = models.CharField(max_length=20, unique=True)
    ahead = models.DurationField(default=timedelta)
    moved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(ahead__gte=timedelta(0)), name="sandbox_clock_forward"),
        ]


class SandboxPlay(models.Model):
    """A shipment that plays a story (sandbox/stories.py): how many of its steps were told, and when the next
    is due by the sandbox's clock; null when it is over."""

    carrier_code = models.CharField(max_length=20)
    shipment_key = models.CharField(max_length=26, unique=True)
    number = models.CharField(max_length=12)
    began_at = models.DateTimeField()
    told = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["carrier_code", "next_at"],
                condition=models.Q(next_at__isnull=False),
                name="sandbox_play_due",
            ),
        ]


class Batch(models.Model):
    """Operations that a carrier handed in together and that are done one after another, step by step
    (batches/work.py). `client` is whose they are, so that they stop when it is revoked."""

    key = KeyField()
    carrier_code = models.CharField(max_length=20)
    client = models.ForeignKey(PartnerClient, null=True, on_delete=models.CASCADE, related_name="batches")
    request_id = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.QUEUED)
    total = models.PositiveIntegerField()
    succeeded = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()  # later than created_at after a step that could not be made
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    total__gte=models.F("succeeded") + models.F("failed") + models.F("cancelled")
                ),
                name="batch_counts_add_up",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["carrier_code", "key"], name="batch_carrier"),
            models.Index(
                fields=["carrier_code", "id"],
                condition=models.Q(state__in=OPEN_BATCHES),
                name="batch_open",
            ),
        ]

    @property
    def waiting(self) -> int:
        return self.total - self.succeeded - self.failed - self.cancelled


class BatchItem(models.Model):
    """One of its operations, as it was handed in, and what became of it. `problem` is the problem document
    that the same request alone would have been answered with."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=64, blank=True, default="")  # the carrier's own name of it
    op = models.CharField(max_length=20)
    request = models.JSONField()
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.WAITING)
    outcome = models.CharField(max_length=20, blank=True, default="")
    code = models.CharField(max_length=40, blank=True, default="")
    location = models.CharField(max_length=200, blank=True, default="")
    problem = models.JSONField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "position"], name="batch_item_position"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["batch", "position"],
                condition=models.Q(state=ItemState.WAITING),
                name="batch_item_waiting",
            ),
        ]
