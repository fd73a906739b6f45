from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField


class AuditRecord(models.Model):
    """Who did what, to what, for whom. Append-only: the database refuses to change or delete a row.

    Grows by about 250 bytes an action; archived by the table's owner, with COPY and TRUNCATE.
    """

    key = KeyField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    acting_for = models.CharField(max_length=80, blank=True, default="")
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("việc đã làm")
        verbose_name_plural = _("việc đã làm")
        indexes = [
            models.Index(fields=["subject", "-id"], name="audit_subject"),
            models.Index(fields=["actor", "-id"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.subject}"
