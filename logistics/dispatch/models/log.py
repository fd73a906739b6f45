"""The event log."""

from django.db import models


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
