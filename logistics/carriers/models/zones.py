"""What a rate card cannot know: where nothing goes for a while, what a farm asks itself, how long it really
takes. Like the cards they are read into memory.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from logistics.carriers.enums import Closure, Direction, Zone
from logistics.carriers.models.cards import Carrier, Service


class ClosedZone(models.Model):
    """A commune or a province that is closed or slower from one day to another, for one carrier or for all.

    `reason` is shown to buyers and households, so it is a clause in their words: "bão số 5".
    """

    carrier = models.ForeignKey(
        Carrier, on_delete=models.CASCADE, null=True, blank=True, related_name="closed_zones"
    )
    province_code = models.CharField(max_length=2, blank=True, help_text=_("Để trống nếu chỉ đóng một xã."))
    commune_code = models.CharField(max_length=5, blank=True)
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.BOTH)
    kind = models.CharField(max_length=10, choices=Closure, default=Closure.CLOSED)
    extra_hours = models.PositiveSmallIntegerField(default=0, help_text=_("Chậm thêm bao nhiêu giờ."))
    reason = models.CharField(max_length=80)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True, help_text=_("Ngày cuối còn đóng; trống: chưa biết."))

    class Meta:
        ordering = ("-from_on", "province_code", "commune_code")
        verbose_name = _("vùng tạm ngừng")
        verbose_name_plural = _("vùng tạm ngừng")
        constraints = (
            models.CheckConstraint(
                condition=(Q(province_code="") & ~Q(commune_code=""))
                | (~Q(province_code="") & Q(commune_code="")),
                name="closed_zone_is_one_place",
                violation_error_message=_("Chọn một tỉnh hoặc một xã, không cả hai."),
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="closed_zone_days_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(kind="slow") | Q(extra_hours__gt=0), name="closed_zone_slow_by_hours"
            ),
        )

    def __str__(self) -> str:
        return f"{self.province_code or self.commune_code}: {self.reason}"


class FlatPostage(models.Model):
    """What a farm asks for postage itself, whatever the carrier's card says: a dated row, like a tariff. The
    farm bears the difference. `sender_reference` is opaque here.
    """

    sender_reference = models.CharField(max_length=64)
    zone = models.CharField(max_length=15, choices=Zone)
    up_to_g = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    dong = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("sender_reference", "zone", "valid_from")
        verbose_name = _("cước đồng giá của nhà vườn")
        verbose_name_plural = _("cước đồng giá của nhà vườn")
        constraints = (
            ExclusionConstraint(
                name="flat_postage_one_at_a_time",
                expressions=(
                    ("sender_reference", RangeOperators.EQUAL),
                    ("zone", RangeOperators.EQUAL),
                    (
                        Func(F("valid_from"), F("valid_to"), models.Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ),
                violation_error_message=_("Trùng thời gian với một mức khác của cùng nhà vườn, cùng vùng."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="flat_postage_days_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sender_reference} {self.zone} {self.dong}"


class TransitTime(models.Model):
    """How long a service took in a zone, out of our own tracking: 95 of 100 parcels arrived within p95_hours
    of their hand-over.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="transit_times")
    zone = models.CharField(max_length=15, choices=Zone)
    p95_hours = models.PositiveSmallIntegerField()
    samples = models.PositiveIntegerField()
    measured_at = models.DateTimeField()

    class Meta:
        ordering = ("service__code", "zone")
        verbose_name = _("thời gian đi thật")
        verbose_name_plural = _("thời gian đi thật")
        constraints = (models.UniqueConstraint(fields=("service", "zone"), name="transit_time_once"),)

    def __str__(self) -> str:
        return f"{self.service_id} {self.zone}: {self.p95_hours} h"
