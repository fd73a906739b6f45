"""What one buyer abroad ordered to come by post: one listing, one household, one parcel, paid by card at
once.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.crypto import EncryptedTextField
from kernel.ids import KeyField, new_secret, order_code
from logistics.paperwork.enums import Incoterm
from marketplace.postal.enums import PostalState


class PostalOrder(models.Model):
    """`total_dong` is what the card pays: goods, postage, and with DDP the estimated duty and tax, which the
    post lays out there. `estimate` is what the buyer was shown, with the rows it came from, frozen. Rates of
    commission and tax are those of the day of the order. `secret` opens the buyer's page without signing in.
    About 2 kB an order, personal data encrypted.
    """

    key = KeyField()
    code = models.CharField(_("mã đơn"), max_length=12, unique=True, default=order_code, editable=False)
    secret = models.CharField(max_length=43, unique=True, default=new_secret, editable=False)
    household = models.ForeignKey("households.Household", models.PROTECT, related_name="+")
    listing = models.ForeignKey("catalogue.Listing", models.PROTECT, related_name="+")
    title = models.CharField(_("tên hàng"), max_length=120)
    unit = models.CharField(max_length=20)
    unit_label = models.CharField(max_length=40, blank=True)
    base = models.CharField(max_length=8)
    unit_factor = models.PositiveBigIntegerField()
    quantity = models.PositiveBigIntegerField(_("số lượng"))
    net_g = models.PositiveBigIntegerField()
    gross_g = models.PositiveBigIntegerField(_("nặng cả bì"), null=True, blank=True)
    name = EncryptedTextField()
    email = EncryptedTextField()
    email_print = models.CharField(max_length=64, db_index=True)
    telephone = EncryptedTextField()
    address = EncryptedTextField()
    city = EncryptedTextField()
    postal_code = EncryptedTextField(blank=True, default="")
    country = models.CharField(_("nước"), max_length=2)
    incoterm = models.CharField(max_length=3, choices=[(one, one) for one in (Incoterm.DAP, Incoterm.DDP)])
    estimate = models.JSONField()
    service_code = models.CharField(max_length=40)
    service_name = models.CharField(max_length=60)
    carrier_code = models.CharField(max_length=20)
    arrives_on = models.DateField(_("hẹn đến"))
    goods_dong = models.PositiveBigIntegerField(_("tiền hàng"))
    postage_dong = models.PositiveBigIntegerField(_("cước"))
    levies_dong = models.PositiveBigIntegerField(_("thuế trả trước"))
    total_dong = models.PositiveBigIntegerField(_("tổng"))
    commission_ppm = models.PositiveIntegerField()
    vat_ppm = models.PositiveIntegerField()
    pit_ppm = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=PostalState, default=PostalState.AWAITING_CARD)
    version = models.PositiveIntegerField(default=0)
    consignment_key = models.CharField(max_length=26, blank=True, default="", db_index=True)
    waybill = models.CharField(_("mã bưu gửi"), max_length=40, blank=True, default="")
    reason = models.CharField(_("lý do"), max_length=200, blank=True, default="")
    placed_at = models.DateTimeField(_("đặt lúc"))
    card_expires_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("gói gửi nước ngoài")
        verbose_name_plural = _("gói gửi nước ngoài")
        ordering = ("-id",)
        indexes: ClassVar = [
            models.Index(fields=["household", "-id"], name="postal_of_household"),
            models.Index(
                fields=["card_expires_at"],
                condition=Q(state=PostalState.AWAITING_CARD),
                name="postal_waiting_for_card",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=PostalState.values), name="postal_state"),
            models.CheckConstraint(
                condition=Q(total_dong=F("goods_dong") + F("postage_dong") + F("levies_dong")),
                name="postal_total",
            ),
            models.CheckConstraint(
                condition=Q(incoterm="DDP") | Q(incoterm="DAP", levies_dong=0), name="postal_who_pays_levies"
            ),
            models.CheckConstraint(condition=~Q(country="VN"), name="postal_goes_abroad"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def reference(self) -> str:
        """Under this the ledger, the stock and the consignment know it."""
        return f"postal:{self.key}"

    @property
    def shipment_reference(self) -> str:
        return f"{self.reference}#1"


class PostalStep(models.Model):
    """The history of its states. Rows are only added."""

    order = models.ForeignKey(PostalOrder, models.PROTECT, related_name="steps")
    old = models.CharField(max_length=16, choices=PostalState, blank=True)
    new = models.CharField(max_length=16, choices=PostalState)
    actor = models.CharField(max_length=80)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("order", "id")

    def __str__(self) -> str:
        return f"{self.old} > {self.new}"
