"""Visits of couriers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField
from logistics.dispatch.enums import OPEN_PICKUPS, PickupState, Reason


class Pickup(models.Model):
    """One visit of a carrier to the senders of one commune on one day. At most one of them is open."""

    key = KeyField()
    carrier_code = models.CharField(max_length=20)
    office_code = models.CharField(
        max_length=20
    )  # the post office that serves the commune; its code is the commune's
    commune_code = models.CharField(max_length=5)
    day = models.DateField()
    window_start = models.TimeField()
    window_end = models.TimeField()
    state = models.CharField(max_length=10, choices=PickupState.choices, default=PickupState.OFFERED)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=120, blank=True, default="")
    done_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True, default="", db_default="")
    note = models.CharField(max_length=500, blank=True, default="", db_default="")
    moved_to_key = models.CharField(
        max_length=26, blank=True, default="", db_default=""
    )  # after a refusal or another day

    class Meta:
        verbose_name = _("chuyến lấy hàng")
        verbose_name_plural = _("chuyến lấy hàng")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["carrier_code", "commune_code", "day"],
                condition=Q(state__in=OPEN_PICKUPS),
                name="pickup_one_open",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["carrier_code", "day", "key"], name="pickup_carrier_day")]
