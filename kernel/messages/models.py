from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField


class Message(models.Model):
    """A text to one telephone. About 350 bytes each, two or three a sale; pruned after 90 days.

    confidential: holds a code or a secret; text and link are wiped when it is sent, except in a demo.
    """

    key = KeyField()
    to = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    text = models.TextField()
    link = models.CharField(max_length=300, blank=True, default="")
    confidential = models.BooleanField(default=False)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("tin nhắn")
        verbose_name_plural = _("tin nhắn")
        indexes = [
            models.Index(fields=["to", "-id"], name="message_to"),
            models.Index(fields=["queued_at"], name="message_queued"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
