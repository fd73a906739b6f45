"""What is owed to households, and the batches in which it is paid to their banks."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.crypto import EncryptedTextField
from kernel.ids import KeyField
from marketplace.payments.enums import PayoutState


class PayoutBatch(models.Model):
    """All rows drawn together; becomes one file for the bank."""

    key = KeyField()
    drawn_at = models.DateTimeField(_("lập lúc"))
    drawn_by = models.CharField(_("người lập"), max_length=80)
    left_out = models.PositiveIntegerField(_("hộ chưa trả được"), default=0)
    sent_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("đợt chi")
        verbose_name_plural = _("đợt chi")
        ordering = ["-drawn_at", "-id"]

    def __str__(self) -> str:
        return self.key


class Payout(models.Model):
    """One household's row of a batch. The bank account is the one that stood when it was drawn."""

    key = KeyField()
    batch = models.ForeignKey(PayoutBatch, models.PROTECT, related_name="payouts")
    household_key = models.CharField(max_length=26)
    amount_dong = models.BigIntegerField(_("số tiền"))
    state = models.CharField(_("bước"), max_length=12, choices=PayoutState.choices, default=PayoutState.DRAWN)
    version = models.PositiveIntegerField(default=1)
    bank_code = models.CharField(_("ngân hàng"), max_length=20)
    bank_account = EncryptedTextField()
    bank_holder = EncryptedTextField()
    purpose = models.CharField(_("nội dung"), max_length=70)
    sent_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(_("lý do trả lại"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("khoản chi")
        verbose_name_plural = _("khoản chi")
        ordering = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="payout_one_a_household_and_batch", fields=["batch", "household_key"]
            ),
            models.CheckConstraint(name="payout_pays_something", condition=Q(amount_dong__gt=0)),
            models.CheckConstraint(name="payout_state", condition=Q(state__in=PayoutState.values)),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="payout_of_household", fields=["household_key", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.household_key}: {self.amount_dong}"


class Payable(models.Model):
    """A sum owed to a household (negative: a claw-back, netted at the next draw).

    `payable_from` is empty while the cash is still with the carrier. `held_at` is set while a complaint
    is open. `payout` is the live row that pays it; one column holds one payout, so nothing is ever paid
    twice.
    """

    key = KeyField()
    household_key = models.CharField(max_length=26)
    reference = models.CharField(_("về"), max_length=120, unique=True)
    subject = models.CharField(_("đơn"), max_length=64, db_index=True)
    amount_dong = models.BigIntegerField(_("số tiền"))
    payable_from = models.DateTimeField(_("trả được từ"), null=True, blank=True)
    held_at = models.DateTimeField(_("giữ lại lúc"), null=True, blank=True)
    hold_reason = models.CharField(_("lý do giữ"), max_length=200, blank=True)
    payout = models.ForeignKey(Payout, models.PROTECT, null=True, blank=True, related_name="payables")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("khoản phải trả")
        verbose_name_plural = _("khoản phải trả")
        ordering = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="payable_not_zero", condition=~Q(amount_dong=0)),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="payable_of_household", fields=["household_key", "-id"]),
            models.Index(
                name="payable_due",
                fields=["payable_from"],
                condition=Q(payout__isnull=True, held_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.amount_dong}"


class PayoutItem(models.Model):
    """Which payables a payout was drawn for; stays when the payout comes back and its payables are open
    again.
    """

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="items")
    payable = models.ForeignKey(Payable, models.PROTECT, related_name="items")
    amount_dong = models.BigIntegerField()

    class Meta:
        ordering = ["payout_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="payout_item_once", fields=["payout", "payable"]),
        ]

    def __str__(self) -> str:
        return f"{self.payout_id}: {self.amount_dong}"
