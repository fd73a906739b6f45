"""Dated facts beside the rules: which days a country rests, and what it takes at its border."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics.paperwork.enums import Channel, Confidence, Levy


class HolidayYear(models.Model):
    """The public holidays of a country in a year: all of them, or the year has no row at all."""

    country = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    days = ArrayField(models.DateField())
    source = models.CharField(max_length=30)
    as_of = models.CharField(max_length=40, blank=True)
    confidence = models.CharField(max_length=8, choices=Confidence)

    class Meta:
        ordering = ("country", "year")
        verbose_name = _("năm có ngày lễ")
        verbose_name_plural = _("năm có ngày lễ")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country", "year"], name="holiday_year_once"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.year}"


class LevyRow(models.Model):
    """What a destination takes of goods of some value, from one day to another: `percent` of the value, or
    `amount_minor` of `currency` for each tariff heading. `from_minor` ≤ value < `below_minor`, in `currency`;
    an empty `country`, `good`, `channel` or `preference` means any, and the most special row wins.
    """

    name = models.CharField(max_length=60, unique=True)
    levy = models.CharField(max_length=8, choices=Levy)
    destination = models.CharField(max_length=4)
    country = models.CharField(max_length=2, blank=True)
    good = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=8, choices=Channel, blank=True)
    preference = models.CharField(max_length=20, blank=True)
    currency = models.CharField(max_length=3)
    from_minor = models.BigIntegerField(default=0)
    below_minor = models.BigIntegerField(null=True, blank=True)
    percent = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    amount_minor = models.BigIntegerField(null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=30)
    as_of = models.CharField(max_length=40)
    confidence = models.CharField(max_length=8, choices=Confidence)

    class Meta:
        ordering = ("destination", "levy", "name")
        verbose_name = _("thuế ở nơi đến")
        verbose_name_plural = _("thuế ở nơi đến")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(percent__isnull=False, amount_minor=None)
                | Q(percent=None, amount_minor__isnull=False),
                name="levy_row_percent_or_amount",
            ),
        ]

    def __str__(self) -> str:
        return self.name
