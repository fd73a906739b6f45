"""What an importer abroad sees without an account: a secret link, and the messages written through it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.crypto import EncryptedTextField
from kernel.ids import KeyField
from logistics.paperwork.models.consignments import Consignment


class ConsignmentLink(models.Model):
    """A way in for one reader. Only the secret's fingerprint is kept; `label` says for whom it was made."""

    key = KeyField()
    consignment = models.ForeignKey(Consignment, on_delete=models.CASCADE, related_name="links")
    secret_hash = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("consignment", "id")
        verbose_name = _("đường dẫn cho người nhập khẩu")
        verbose_name_plural = _("đường dẫn cho người nhập khẩu")

    def __str__(self) -> str:
        return self.label


class ConsignmentMessage(models.Model):
    """A word between exporter and importer. `link` is set when it came through one. Rows are only added."""

    key = KeyField()
    consignment = models.ForeignKey(Consignment, on_delete=models.CASCADE, related_name="messages")
    link = models.ForeignKey(
        ConsignmentLink, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    author = models.CharField(max_length=80)
    text = EncryptedTextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("consignment", "id")
        indexes: ClassVar = [models.Index(fields=["consignment", "id"], name="consignment_message")]

    def __str__(self) -> str:
        return f"{self.consignment_id} {self.author}"
