"""One booking for several orders."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BookingPart(models.Model):
    """An order's part of a parcel that several share: what its buyer pays of the postage and of the cash at
    the door. The carrier's bill and its cash are divided by these; never changed.
    """

    booking = models.CharField(_("số bưu gửi"), max_length=64)
    position = models.PositiveSmallIntegerField()
    subject = models.CharField(_("đơn"), max_length=64, db_index=True)
    postage_dong = models.BigIntegerField(_("cước"))
    cash_dong = models.BigIntegerField(_("thu hộ"))

    class Meta:
        verbose_name = _("phần của kiện chung")
        verbose_name_plural = _("các phần của kiện chung")
        ordering = ["booking", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="booking_part_position", fields=["booking", "position"]),
            models.UniqueConstraint(name="booking_part_once", fields=["booking", "subject"]),
            models.CheckConstraint(
                name="booking_part_amounts", condition=Q(postage_dong__gte=0, cash_dong__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking}/{self.position}"
