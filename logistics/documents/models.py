"""What was drawn, from which state of the data, and where it lies."""

from typing import ClassVar

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField
from logistics.documents.enums import DocumentKind, SetState
from logistics.paperwork.models import Consignment


def _private() -> Storage:
    return storages["papers"]


class DocumentSet(models.Model):
    """All documents of one state of a consignment's data. `digest` is the keyed fingerprint of the data set,
    `goods_digest` of the data set without the papers of authorities: what does not show those papers stays
    the same document when one comes in, with the same day on it. `posting` are the facts of a postal item.
    """

    key = KeyField()
    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="document_sets")
    digest = models.CharField(max_length=64)
    goods_digest = models.CharField(max_length=64)
    data_version = models.BigIntegerField()
    dated_on = models.DateField()
    posting = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=8, choices=SetState, default=SetState.WANTED)
    trouble = models.CharField(max_length=200, blank=True, default="")
    requested_by = models.CharField(max_length=80)
    requested_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("bộ chứng từ")
        verbose_name_plural = _("bộ chứng từ")
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(state="WANTED"), name="document_set_waits")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consignment", "digest"], name="document_set_once"),
            models.CheckConstraint(
                condition=~Q(state=SetState.DRAWN) | Q(drawn_at__isnull=False),
                name="document_set_drawn_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consignment_id} {self.digest[:8]}"


class Document(models.Model):
    """One file of a set. `code` stands in the square code on it: it cannot be guessed, and is the same for
    the same data. `findings` are those of our own check.
    """

    key = KeyField()
    set = models.ForeignKey(DocumentSet, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=20, choices=DocumentKind)
    number = models.CharField(max_length=40)
    code = models.CharField(max_length=32)
    file = models.FileField(storage=_private)
    media_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    findings = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("set", "id")
        verbose_name = _("chứng từ")
        verbose_name_plural = _("chứng từ")
        indexes: ClassVar = [models.Index(fields=["code"], name="document_code")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["set", "kind"], name="document_kind_once"),
        ]

    def __str__(self) -> str:
        return self.number
