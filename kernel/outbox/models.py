"""Three tables: what happened (a log), what is to be handled (a small queue), what has been handled (a log).

A row leaves the queue and enters the log of handled ones in the transaction of its handler, so that the queue
stays small whatever the trade, and the two logs are only ever appended to and pruned from their old end.
"""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class EventRecord(models.Model):
    """An event as it was announced. About 300 bytes each; a sale announces about eight (docs/kernel.md)."""

    name = models.CharField(max_length=80)
    aggregate = models.CharField(max_length=40)
    aggregate_key = models.CharField(max_length=80, db_collation="C")
    version = models.BigIntegerField()
    data = models.JSONField()
    announced_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("sự kiện")
        verbose_name_plural = _("sự kiện")
        db_table = "outbox_event"
        indexes = [
            models.Index(fields=["aggregate_key", "version"], name="outbox_event_aggregate"),
            models.Index(fields=["announced_at"], name="outbox_event_announced"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.aggregate}:{self.aggregate_key} v{self.version}"


class Delivery(models.Model):
    """One event still to be handled by one handler. Its lane is (aggregate, aggregate_key, handler).

    due_at: null while the lane waits for staff (its oldest row is dead). The foreign key has no constraint:
    checking it would cost every announcement a lookup, and `prune` keeps events that still have a delivery.
    """

    event = models.ForeignKey(
        EventRecord, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    aggregate = models.CharField(max_length=40)
    aggregate_key = models.CharField(max_length=80, db_collation="C")
    version = models.BigIntegerField()
    handler = models.CharField(max_length=160)
    attempts = models.PositiveSmallIntegerField(db_default=0)
    due_at = models.DateTimeField(null=True, db_default=Now())
    dead_at = models.DateTimeField(null=True)
    error = models.TextField(db_default="")

    class Meta:
        verbose_name = _("lần xử lý sự kiện")
        verbose_name_plural = _("lần xử lý sự kiện")
        db_table = "outbox_delivery"
        indexes = [
            models.Index(
                fields=["aggregate_key", "aggregate", "handler", "version", "id"], name="outbox_delivery_lane"
            ),
            models.Index(fields=["due_at", "id"], name="outbox_delivery_due"),
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.aggregate}:{self.aggregate_key} v{self.version}"


class Handled(models.Model):
    """A handler has handled an event: recorded once, in the handler's own transaction, by primary key."""

    pk = models.CompositePrimaryKey("event_id", "handler")
    event_id = models.BigIntegerField()
    handler = models.CharField(max_length=160)
    attempts = models.PositiveSmallIntegerField()
    handled_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "outbox_handled"

    def __str__(self) -> str:
        return f"{self.handler} {self.event_id}"
