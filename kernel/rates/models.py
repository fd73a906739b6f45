"""What one unit of a currency was worth on a day, as a source said it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ExchangeRate(models.Model):
    """`value` units of `quote` for one unit of `base`, on a day. Codes are of ISO 4217 (XDR: special drawing
    rights). A row never changes: a correction is a later row of the same day.
    """

    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    value = models.DecimalField(max_digits=24, decimal_places=10)
    valid_on = models.DateField()
    source = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("-valid_on", "base", "quote")
        verbose_name = _("tỷ giá")
        verbose_name_plural = _("tỷ giá")
        indexes: ClassVar = [
            models.Index(fields=["base", "quote", "-valid_on", "-id"], name="exchange_rate_newest")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(value__gt=0), name="exchange_rate_positive"),
            models.CheckConstraint(condition=~Q(base=F("quote")), name="exchange_rate_of_two"),
            models.CheckConstraint(condition=~Q(source=""), name="exchange_rate_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"1 {self.base} = {self.value} {self.quote} ({self.valid_on})"
