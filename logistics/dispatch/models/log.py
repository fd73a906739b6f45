"""The event log."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class TrackingEvent(models.Model):
    """One report of a carrier: append-only, partitioned by the month of occurred_at (0002_event_log.py),
    never lost.

    Nothing refers to it and it refers to nothing: parcel_id is a plain number, null when the code was not
    ours. In the database its key begins with the time, so that what arrives now is written at one end of
    it."""

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
    provisional = models.BooleanField(default=False)  # "the courier says so": kept, never applied
    actor = models.CharField(max_length=120)
    received_at = models.DateTimeField()


class KeptBatch(models.Model):
    """Events that were kept and wait for what they change to be derived (operations/derive.py): one short
    row for a batch. `first_at` and `last_at` say in which partitions they are."""

    shipment_ids = ArrayField(models.BigIntegerField())
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    kept_at = models.DateTimeField()
    due_at = models.DateTimeField()  # later than kept_at after a failure
    failures = models.PositiveSmallIntegerField(default=0)


class ArchivedMonth(models.Model):
    """A month of the log that lies in a file and no longer in the database (operations/archive.py)."""

    starts_at = models.DateTimeField(unique=True)
    ends_at = models.DateTimeField()  # the first instant of the next month
    path = models.CharField(max_length=500)  # where the file was written; it may have been moved since
    rows = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)  # of the compressed file
    archived_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tháng sự kiện đã cất")
        verbose_name_plural = _("tháng sự kiện đã cất")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="archived_month_has_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m}"
