"""The double-entry ledger. Migration 0002 adds what Django cannot say: sums of zero, and rows that never
change.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField
from marketplace.payments.enums import AccountKind


class LedgerAccount(models.Model):
    """`owner` is an opaque reference ("order:<key>", a household's key, a carrier's code) or empty: see
    docs/ledger.md.
    """

    kind = models.CharField(_("tài khoản"), max_length=24, choices=AccountKind.choices)
    owner = models.CharField(_("của"), max_length=64, blank=True)
    currency = models.CharField(_("tiền"), max_length=3, default="VND")

    class Meta:
        verbose_name = _("tài khoản sổ cái")
        verbose_name_plural = _("tài khoản sổ cái")
        ordering = ["kind", "owner", "currency"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="ledger_account_once", fields=["kind", "owner", "currency"]),
            models.CheckConstraint(name="ledger_account_kind", condition=Q(kind__in=AccountKind.values)),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="ledger_account_owner", fields=["owner"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.owner}".strip()


class LedgerTransaction(models.Model):
    """One business event. `subject` is what it is about ("order:<key>", "payout:<key>"), for tracing."""

    key = KeyField()
    kind = models.CharField(_("việc"), max_length=32)
    reference = models.CharField(_("số tham chiếu"), max_length=120)
    subject = models.CharField(_("về"), max_length=64)
    entry_count = models.PositiveSmallIntegerField()
    posted_at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("bút toán")
        verbose_name_plural = _("bút toán")
        ordering = ["posted_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="ledger_transaction_once", fields=["kind", "reference"]),
            models.CheckConstraint(name="ledger_transaction_has_entries", condition=Q(entry_count__gte=2)),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="ledger_transaction_subject", fields=["subject", "posted_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class LedgerEntry(models.Model):
    """One side of a transaction: debit plus, credit minus. `posted_on` is the day in Vietnam."""

    transaction = models.ForeignKey(LedgerTransaction, models.PROTECT, related_name="entries")
    account = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="entries")
    amount = models.BigIntegerField(_("số tiền"))
    posted_on = models.DateField(_("ngày"))

    class Meta:
        verbose_name = _("dòng bút toán")
        verbose_name_plural = _("dòng bút toán")
        ordering = ["transaction_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="ledger_entry_once_an_account", fields=["transaction", "account"]),
            models.CheckConstraint(name="ledger_entry_not_zero", condition=~Q(amount=0)),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="ledger_entry_balance", fields=["account", "posted_on"], include=["amount"]),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.amount:+d}"
