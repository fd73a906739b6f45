"""Rates with a date. A new rate is a new row; what was sold before keeps what it was frozen with."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

MILLION = 1_000_000


class CommissionRate(models.Model):
    """The platform's share of the goods, in millionths (10,000 = 1 %), from `valid_from` on."""

    valid_from = models.DateField(_("từ ngày"), unique=True)
    rate_ppm = models.PositiveIntegerField(_("phần triệu"))
    note = models.CharField(_("ghi chú"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("mức hoa hồng")
        verbose_name_plural = _("mức hoa hồng")
        ordering = ["valid_from"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="commission_at_most_all", condition=Q(rate_ppm__lte=MILLION)),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.rate_ppm / 10_000:g} %"


class TaxRate(models.Model):
    """What the platform withholds of the goods for the seller's VAT and personal income tax, in millionths.

    `source` names the law; `assumption` marks a row that an accountant has not confirmed yet.
    """

    valid_from = models.DateField(_("từ ngày"))
    self_produced = models.BooleanField(_("nông sản tự trồng, chưa chế biến"))
    vat_ppm = models.PositiveIntegerField(_("GTGT, phần triệu"))
    pit_ppm = models.PositiveIntegerField(_("TNCN, phần triệu"))
    source = models.CharField(_("căn cứ"), max_length=300)
    assumption = models.BooleanField(_("chờ kế toán xác nhận"), default=False)

    class Meta:
        verbose_name = _("mức thuế giữ lại")
        verbose_name_plural = _("mức thuế giữ lại")
        ordering = ["self_produced", "valid_from"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="tax_rate_once_a_day", fields=["valid_from", "self_produced"]),
            models.CheckConstraint(
                name="tax_at_most_all",
                condition=Q(vat_ppm__lte=MILLION - models.F("pit_ppm"), pit_ppm__lte=MILLION),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.vat_ppm / 10_000:g} % + {self.pit_ppm / 10_000:g} %"
