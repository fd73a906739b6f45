"""How an order ended, as far as money is concerned: written once, by the road it took."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.payments.enums import PaidBy, Road


class Settlement(models.Model):
    """`reference` is "order:<key>". What was withheld is in dong, computed line by line at the rates
    frozen at the sale.

    `claimed_dong` counts what a later refund took back from the household, so that commission and tax go
    back in proportion and exactly. Everything else never changes.
    """

    reference = models.CharField(_("đơn"), max_length=64, unique=True)
    road = models.CharField(_("kết cục"), max_length=12, choices=Road.choices)
    household_key = models.CharField(max_length=26, db_index=True)
    carrier_code = models.CharField(max_length=20)
    paid_by = models.CharField(_("trả bằng"), max_length=8, choices=PaidBy.choices)
    goods_dong = models.BigIntegerField(_("tiền hàng"))
    postage_dong = models.BigIntegerField(_("cước người mua trả"))
    commission_dong = models.BigIntegerField(_("hoa hồng"), default=0)
    vat_dong = models.BigIntegerField(_("thuế GTGT"), default=0)
    pit_dong = models.BigIntegerField(_("thuế TNCN"), default=0)
    farm_postage_dong = models.BigIntegerField(_("cước nhà vườn chịu"), default=0)
    claimed_dong = models.BigIntegerField(default=0)
    settled_at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("quyết toán đơn")
        verbose_name_plural = _("quyết toán đơn")
        ordering = ["-settled_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="settlement_road", condition=Q(road__in=Road.values)),
            models.CheckConstraint(name="settlement_paid_by", condition=Q(paid_by__in=PaidBy.values)),
            models.CheckConstraint(
                name="settlement_amounts",
                condition=Q(goods_dong__gte=0, postage_dong__gte=0, claimed_dong__gte=0),
            ),
            models.CheckConstraint(
                name="settlement_claims_no_more_than_goods", condition=Q(claimed_dong__lte=F("goods_dong"))
            ),
            models.CheckConstraint(
                name="settlement_leaves_the_household_something",
                condition=Q(commission_dong__gte=0, vat_dong__gte=0, pit_dong__gte=0)
                & Q(farm_postage_dong__gte=0)
                & Q(
                    goods_dong__gte=F("commission_dong")
                    + F("vat_dong")
                    + F("pit_dong")
                    + F("farm_postage_dong")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.road})"

    @property
    def household_dong(self) -> int:
        """What the household gets of it."""
        withheld = self.commission_dong + self.vat_dong + self.pit_dong
        return self.goods_dong - withheld - self.farm_postage_dong
