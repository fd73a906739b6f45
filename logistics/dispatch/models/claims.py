"""What we claim from a carrier. A buyer's claim is another thing, and marketplace.orders' own."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField
from logistics.dispatch.enums import ClaimKind, ClaimState
from logistics.dispatch.models.shipments import Shipment


class CarrierClaim(models.Model):
    """Our claim about one shipment: at most one of a kind. The days are those of Decree 47/2011
    (claims.py)."""

    key = KeyField()
    carrier_code = models.CharField(max_length=20)
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=10, choices=ClaimKind.choices)
    state = models.CharField(max_length=10, choices=ClaimState.choices, default=ClaimState.OPEN)
    description = models.CharField(max_length=1000)
    claimed_dong = models.BigIntegerField()
    minimum_dong = models.BigIntegerField()  # what the law says at least
    accepted_dong = models.BigIntegerField(null=True)
    answer = models.CharField(max_length=1000, blank=True, default="")
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=120)
    answered_at = models.DateTimeField(null=True)
    pay_until = models.DateField(null=True)
    paid_at = models.DateTimeField(null=True)
    payment_reference = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("khiếu nại với hãng")
        verbose_name_plural = _("khiếu nại với hãng")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shipment", "kind"], name="carrier_claim_once"),
            models.CheckConstraint(
                condition=Q(claimed_dong__gt=0, minimum_dong__gte=0), name="carrier_claim_amounts"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["carrier_code", "key"], name="carrier_claim_carrier")]


class CarrierClaimPhoto(models.Model):
    """A photo of what happened, in the private store under `name`."""

    claim = models.ForeignKey(CarrierClaim, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim", "position"], name="carrier_claim_photo_position"),
        ]
