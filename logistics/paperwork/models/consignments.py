"""What goes abroad as one: the unit of paperwork is the consignment, not a buyer's order.

`data_version` counts every change of anything that a decision rests on; triggers of the database raise it
(migration 0002), so bulk writes and SQL count too.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.crypto import EncryptedTextField
from kernel.ids import KeyField
from logistics.paperwork.enums import (
    Channel,
    ConsignmentState,
    Form,
    Incoterm,
    OperatorSize,
    PartyRole,
    Purpose,
    Route,
    Wood,
)
from logistics.paperwork.models.rules import Destination, ExportGood


class Consignment(models.Model):
    """Goods of one exporter to one importer by one conveyance.

    `owner` ("household:…", "cooperative:…") sees it; `decision` is the one on which CLEARED and all later
    states rest. Money is in minor units of `currency`; `eur_rate` is euros per unit of it, with day and
    source, null while unknown (then thresholds in euros are asked, never guessed). `entry_on` is the planned
    day of entry, `arrival_at` the planned instant. `region` is a state or province of the destination, where
    the rules differ by it. `marked_not_for` says which regions the cartons are marked as closed for.
    """

    key = KeyField()
    number = models.CharField(max_length=20, unique=True)
    owner = models.CharField(max_length=80)
    province_code = models.CharField(max_length=2)
    destination = models.ForeignKey(
        Destination, on_delete=models.PROTECT, related_name="consignments", to_field="code"
    )
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=10, blank=True, default="")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.CARGO)
    route = models.CharField(max_length=8, choices=Route)
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.SALE)
    incoterm = models.CharField(max_length=3, choices=Incoterm)
    incoterm_place = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    eur_rate = models.DecimalField(max_digits=18, decimal_places=10, null=True, blank=True)
    eur_rate_on = models.DateField(null=True, blank=True)
    eur_rate_source = models.CharField(max_length=80, blank=True, default="")
    freight_minor = models.BigIntegerField(default=0)
    insurance_minor = models.BigIntegerField(default=0)
    preference = models.CharField(max_length=20, blank=True, default="")
    departure_on = models.DateField()
    arrival_at = models.DateTimeField(null=True, blank=True)
    entry_on = models.DateField(null=True, blank=True)
    conveyance = models.CharField(max_length=80, blank=True, default="")
    point_of_exit = models.CharField(max_length=5, blank=True, default="")
    point_of_entry = models.CharField(max_length=5, blank=True, default="")
    wood = models.CharField(max_length=10, choices=Wood, default=Wood.UNKNOWN)
    marked_not_for = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    operator_size = models.CharField(max_length=10, choices=OperatorSize, blank=True, default="")
    notice_at = models.DateTimeField(null=True, blank=True)
    notice_number = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(
        max_length=12, choices=ConsignmentState, default=ConsignmentState.PREPARING, editable=False
    )
    state_since = models.DateTimeField(editable=False)
    data_version = models.BigIntegerField(default=1, editable=False)
    decision = models.ForeignKey(
        "paperwork.Decision",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    version = models.BigIntegerField(default=0, editable=False)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("lô xuất khẩu")
        verbose_name_plural = _("lô xuất khẩu")
        indexes: ClassVar = [
            models.Index(fields=["owner", "-id"], name="consignment_owner"),
            models.Index(fields=["province_code", "-id"], name="consignment_province"),
            models.Index(fields=["state", "departure_on"], name="consignment_stage"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(freight_minor__gte=0) & Q(insurance_minor__gte=0),
                name="consignment_costs_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(eur_rate=None) | Q(eur_rate__gt=0), name="consignment_rate_positive"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["CLEARED", "HANDED_OVER", "ARRIVED", "RELEASED", "DELIVERED"])
                | Q(decision__isnull=False),
                name="consignment_rests_on_a_decision",
            ),
            models.CheckConstraint(
                condition=(Q(channel="POST") & Q(route="POST")) | (Q(channel="CARGO") & ~Q(route="POST")),
                name="consignment_post_by_post",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ConsignmentParty(models.Model):
    """Who sends, imports, receives or is told. Personal data is encrypted; `licence` is the importer's own
    registration with an authority, where a rule asks for one.
    """

    consignment = models.ForeignKey(Consignment, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=10, choices=PartyRole)
    name = EncryptedTextField()
    address = EncryptedTextField(blank=True, default="")
    country = models.CharField(max_length=2)
    tax_number = EncryptedTextField(blank=True, default="")
    telephone = EncryptedTextField(blank=True, default="")
    email = EncryptedTextField(blank=True, default="")
    licence = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        ordering = ("consignment", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consignment", "role"], name="consignment_party_role")
        ]

    def __str__(self) -> str:
        return f"{self.consignment_id} {self.role}"


class ConsignmentLine(models.Model):
    """One kind of goods on all papers. `package_kind` is a code of UN/ECE Recommendation 21 (CT carton)."""

    consignment = models.ForeignKey(Consignment, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    good = models.ForeignKey(ExportGood, on_delete=models.PROTECT, related_name="+", to_field="code")
    form = models.CharField(max_length=8, choices=Form)
    description_en = models.CharField(max_length=120)
    package_kind = models.CharField(max_length=2, default="CT")

    class Meta:
        ordering = ("consignment", "position")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["consignment", "position"], name="consignment_line_position"),
        ]

    def __str__(self) -> str:
        return f"{self.consignment_id}/{self.position}"


class Allocation(models.Model):
    """Which lot stands for whose quantity. `holder` is opaque ("order-line:…", "wholesale:…"); a holder is in
    a consignment once. `lot` is the opaque reference of logistics.goods.
    """

    line = models.ForeignKey(ConsignmentLine, on_delete=models.CASCADE, related_name="allocations")
    holder = models.CharField(max_length=80)
    lot = models.CharField(max_length=80)
    net_g = models.PositiveBigIntegerField()
    gross_g = models.PositiveBigIntegerField()
    packages = models.PositiveIntegerField()
    value_minor = models.PositiveBigIntegerField()
    region = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        ordering = ("line", "id")
        indexes: ClassVar = [
            models.Index(fields=["lot"], name="allocation_lot"),
            models.Index(fields=["holder"], name="allocation_holder"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "holder", "lot"], name="allocation_once"),
            models.CheckConstraint(
                condition=Q(net_g__gt=0) & Q(gross_g__gte=F("net_g")) & Q(packages__gt=0),
                name="allocation_weighs_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.lot}"


class ConsignmentParcel(models.Model):
    """A parcel of the carrier that carries goods of a consignment: while the gate is shut, no label and no
    hand-over of it. `shipment` is the reference under which dispatch booked it.
    """

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="parcels")
    shipment = models.CharField(max_length=128, unique=True)

    class Meta:
        ordering = ("consignment", "id")

    def __str__(self) -> str:
        return self.shipment


class ConsignmentStep(models.Model):
    """The history of a consignment's states. Rows are only added."""

    consignment = models.ForeignKey(Consignment, on_delete=models.CASCADE, related_name="steps")
    old = models.CharField(max_length=12, choices=ConsignmentState, blank=True)
    new = models.CharField(max_length=12, choices=ConsignmentState)
    actor = models.CharField(max_length=80)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("consignment", "id")

    def __str__(self) -> str:
        return f"{self.old} > {self.new}"
