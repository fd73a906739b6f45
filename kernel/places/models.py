"""The administrative map as rows, for joins and for the admin. Look-ups go through queries.py."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.places.enums import CommuneKind, OldLevel, ProvinceKind
from kernel.text import SortKeyField


class Province(models.Model):
    """A unit of the first level. The code was reused in 2025: 24 was Bắc Giang and is now Bắc Ninh."""

    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=60)
    full_name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=ProvinceKind)
    folded = models.CharField(max_length=60)
    sort_key = SortKeyField()
    latitude = models.FloatField()
    longitude = models.FloatField()
    admin_version = models.CharField(max_length=10)
    retired_in = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        verbose_name = _("tỉnh, thành")
        verbose_name_plural = _("tỉnh, thành")
        ordering = ("sort_key", "code")

    def __str__(self) -> str:
        return self.full_name


class Commune(models.Model):
    """A unit of the second level: xã, phường or đặc khu. There is no district level any more."""

    code = models.CharField(max_length=5, primary_key=True)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="communes")
    name = models.CharField(max_length=80)
    full_name = models.CharField(max_length=100)
    kind = models.CharField(max_length=15, choices=CommuneKind)
    folded = models.CharField(max_length=80)
    sort_key = SortKeyField()
    latitude = models.FloatField()
    longitude = models.FloatField()
    admin_version = models.CharField(max_length=10)
    retired_in = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        verbose_name = _("xã, phường")
        verbose_name_plural = _("xã, phường")
        ordering = ("sort_key", "code")

    def __str__(self) -> str:
        return self.full_name


class OldUnit(models.Model):
    """A unit of before the reform and the communes it went into, the likeliest first.

    `code` is the code of its own time and level (province 2, district 3, commune 5 digits), so it is unique
    only within its level and must never be joined to a code of today.
    """

    level = models.CharField(max_length=10, choices=OldLevel)
    code = models.CharField(max_length=5)
    name = models.CharField(max_length=100)
    full_name = models.CharField(max_length=250)
    folded = models.CharField(max_length=250)
    commune_codes = ArrayField(models.CharField(max_length=5))
    until_version = models.CharField(max_length=10)

    class Meta:
        verbose_name = _("địa danh cũ")
        verbose_name_plural = _("địa danh cũ")
        ordering = ("level", "code")
        constraints = (
            models.UniqueConstraint(fields=("level", "code"), name="old_unit_once_per_level"),
            models.CheckConstraint(condition=~models.Q(commune_codes=[]), name="old_unit_went_somewhere"),
        )

    def __str__(self) -> str:
        return self.full_name
