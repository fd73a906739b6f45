"""A post office's vehicles, the yards they call at, and the plan of each day. docs/rounds.md."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField
from logistics.dispatch.models import Shipment
from logistics.rounds.enums import SpotSource, VehicleKind


class Base(models.Model):
    """An office from which vehicles go out. It fetches what waits in its own commune and in `also_communes`:
    one town office may serve the villages around it."""

    carrier_code = models.CharField(max_length=20)
    office_code = models.CharField(max_length=40)
    commune_code = models.CharField(max_length=5)
    also_communes = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    latitude = models.FloatField(validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(validators=[MinValueValidator(-180), MaxValueValidator(180)])

    class Meta:
        verbose_name = _("bưu cục có xe")
        verbose_name_plural = _("bưu cục có xe")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["carrier_code", "office_code"], name="rounds_base_office"),
        ]

    def __str__(self) -> str:
        return self.office_code

    @property
    def communes(self) -> list[str]:
        return [self.commune_code, *self.also_communes]


class Vehicle(models.Model):
    """What carries: grams in all, grams of them in a cold box, a shift, and who drives."""

    key = KeyField()
    base = models.ForeignKey(Base, on_delete=models.PROTECT, related_name="vehicles")
    kind = models.CharField(max_length=12, choices=VehicleKind.choices, default=VehicleKind.MOTORBIKE)
    name = models.CharField(max_length=40)
    courier = models.CharField(max_length=60, blank=True, default="")
    capacity_g = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    chilled_g = models.PositiveIntegerField(default=0)
    from_time = models.TimeField()
    to_time = models.TimeField()
    trips = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(6)]
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("xe")
        verbose_name_plural = _("xe")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(capacity_g__gt=0, chilled_g__lte=models.F("capacity_g")), name="vehicle_box_fits"
            ),
            models.CheckConstraint(
                condition=Q(to_time__gt=models.F("from_time")), name="vehicle_shift_forward"
            ),
            models.CheckConstraint(condition=Q(trips__gte=1, trips__lte=6), name="vehicle_trips_few"),
            models.UniqueConstraint(
                fields=["base", "name"], condition=Q(retired_at=None), name="vehicle_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Yard(models.Model):
    """Where a sender's yard lies and when somebody is there. One for each address that stands on shipments;
    none is needed: the middle of the commune and the pickup's own hours stand in, and the page says so."""

    commune_code = models.CharField(max_length=5)
    address = models.CharField(max_length=300)
    latitude = models.FloatField(validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(validators=[MinValueValidator(-180), MaxValueValidator(180)])
    source = models.CharField(max_length=10, choices=SpotSource.choices)
    earliest = models.TimeField(null=True, blank=True)
    latest = models.TimeField(null=True, blank=True)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("sân nhà vườn")
        verbose_name_plural = _("sân nhà vườn")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commune_code", "address"], name="yard_once"),
            models.CheckConstraint(
                condition=Q(latest=None) | Q(earliest=None) | Q(latest__gt=models.F("earliest")),
                name="yard_hours_forward",
            ),
        ]


class Plan(models.Model):
    """The rounds of one base on one day. `wanted_at` until a planner has taken it up; `version` counts how
    often it was made."""

    key = KeyField()
    base = models.ForeignKey(Base, on_delete=models.CASCADE, related_name="plans")
    day = models.DateField()
    version = models.PositiveIntegerField(default=0)
    wanted_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    made_in_ms = models.PositiveIntegerField(default=0)
    distance_m = models.PositiveIntegerField(default=0)
    shipment_ids = ArrayField(models.BigIntegerField(), default=list)  # what it was made for, sorted

    class Meta:
        verbose_name = _("bảng chia chuyến")
        verbose_name_plural = _("bảng chia chuyến")
        constraints: ClassVar = [models.UniqueConstraint(fields=["base", "day"], name="plan_once_a_day")]
        indexes: ClassVar = [
            models.Index(fields=["wanted_at"], condition=Q(wanted_at__isnull=False), name="plan_wanted"),
            models.Index(fields=["day"], name="plan_day"),
        ]


class Round(models.Model):
    """One trip of one vehicle."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="rounds")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()  # of all rounds of the plan
    leaves_at = models.DateTimeField()
    back_at = models.DateTimeField()
    distance_m = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="round_number"),
        ]


class Stop(models.Model):
    """One sender on a round, in the order of `position`; without a round it could not be fitted in."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="stops")
    round = models.ForeignKey(Round, null=True, on_delete=models.CASCADE, related_name="stops")
    position = models.PositiveSmallIntegerField()
    arrives_at = models.DateTimeField(null=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    is_exact = models.BooleanField()  # a yard that somebody pointed at, not the middle of the commune
    shipments = models.ManyToManyField(Shipment, related_name="stops", db_table="rounds_stop_shipment")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "position"], name="stop_position"),
        ]
