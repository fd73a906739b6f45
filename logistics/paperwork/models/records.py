"""What came from authorities, what was decided and who waived what."""

from typing import ClassVar

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField
from logistics.paperwork.enums import Gate, Outcome
from logistics.paperwork.models.consignments import Consignment
from logistics.paperwork.models.rules import PaperKind


def _private() -> Storage:
    return storages["papers"]


class IssuedPaper(models.Model):
    """A paper as its issuer gave it. It counts once a second person confirmed it, until it is withdrawn.

    `says` holds what stands on it, as typed or extracted, to be compared and never to be trusted (the fields
    of values.PaperSays). `analysed_on` is the day of the analysis that it rests on, where it rests on one.
    """

    key = KeyField()
    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="issued_papers")
    kind = models.ForeignKey(
        PaperKind, on_delete=models.PROTECT, to_field="code", db_column="kind_code", related_name="+"
    )
    number = models.CharField(max_length=80)
    issuer = models.CharField(max_length=160)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    analysed_on = models.DateField(null=True, blank=True)
    says = models.JSONField(default=dict, blank=True)
    file = models.FileField(upload_to="%Y/%m", storage=_private, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    entered_by = models.CharField(max_length=80)
    entered_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=80, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("consignment", "id")
        verbose_name = _("giấy tờ đã cấp")
        verbose_name_plural = _("giấy tờ đã cấp")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["consignment", "kind", "number"],
                condition=Q(withdrawn_at=None),
                name="issued_paper_once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by="")
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by="") & ~Q(confirmed_by=F("entered_by"))),
                name="issued_paper_second_pair_of_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.number}"


class Decision(models.Model):
    """What the rules said at an instant, for ever. Rows are only added and chained: `hash` is SHA-256 over
    the hash before, and `body`, the canonical JSON of inputs, rule versions, items and outcome; the database
    checks both. `consignment` null: a question that somebody asked to be kept.
    """

    key = KeyField()
    consignment = models.ForeignKey(
        Consignment, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    sequence = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    day = models.DateField()
    actor = models.CharField(max_length=80)
    outcome = models.CharField(max_length=8, choices=Outcome)
    data_version = models.BigIntegerField(default=0)
    rule_stamp = models.BigIntegerField()
    body = models.TextField()
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("sequence",)
        verbose_name = _("quyết định")
        verbose_name_plural = _("quyết định")
        indexes: ClassVar = [
            models.Index(fields=["consignment", "-sequence"], name="decision_of_consignment")
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.outcome}"


class Waiver(models.Model):
    """Two people let an item pass that is the platform's own rule. `item` is the code of the item.
    Import blockers cannot be waived: the database refuses the gate.
    """

    key = KeyField()
    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="waivers")
    item = models.CharField(max_length=120)
    gate = models.CharField(max_length=12, choices=Gate)
    reason = models.CharField(max_length=500)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    granted_by = models.CharField(max_length=80, blank=True, default="")
    granted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("consignment", "id")
        verbose_name = _("lần cho qua")
        verbose_name_plural = _("lần cho qua")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consignment", "item"], name="waiver_once"),
            models.CheckConstraint(condition=Q(gate=Gate.POLICY), name="waiver_of_our_own_rules_only"),
            models.CheckConstraint(
                condition=Q(granted_at=None, granted_by="")
                | (Q(granted_at__isnull=False) & ~Q(granted_by="") & ~Q(granted_by=F("asked_by"))),
                name="waiver_takes_two",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.granted_by}"


class LabelIssue(models.Model):
    """That a label of an export parcel was drawn, and on which decision. The database refuses one while the
    gate is shut, and voids it when the gate shuts again before the hand-over.
    """

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="labels")
    shipment = models.CharField(max_length=128)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("consignment", "id")

    def __str__(self) -> str:
        return self.shipment


class RuleStamp(models.Model):
    """One row: counts every change of rules and reviews, by triggers. A clearance from before a change is
    worth nothing after it.
    """

    stamp = models.BigIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="one_rule_stamp")]

    def __str__(self) -> str:
        return str(self.stamp)
