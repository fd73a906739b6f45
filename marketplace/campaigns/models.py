"""Campaigns abroad: what is offered to buyers in another country, whose lots it comes from, who ordered what,
and in which consignment it went.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.crypto import EncryptedTextField
from kernel.ids import KeyField, order_code
from logistics.paperwork.enums import Incoterm, Route
from marketplace.campaigns.enums import (
    PACKED_IN,
    UNPAID_STATES,
    AbroadState,
    CampaignState,
    OfferState,
    RefundReason,
)


class Campaign(models.Model):
    """One kind of goods to one country, in boxes of one weight at one price: "lychee to Germany, 3 t".

    `owner` exports ("household:…", "cooperative:…"). `good` is a kind of goods of the export rules,
    `price_minor` what a box costs at the door, clearance and last mile included, in minor units of
    `currency`. `taken_boxes` are those of orders that wait for the card or are paid: never above
    `quota_boxes`. Below `minimum_boxes` paid at the cut-off it is called off. `capacity_g` is the most that
    one consignment carries. The importer of record stands on all papers; their data is encrypted.
    """

    key = KeyField()
    owner = models.CharField(max_length=80)
    province_code = models.CharField(max_length=2)
    good = models.CharField(_("mặt hàng"), max_length=40)
    title_vi = models.CharField(_("tên"), max_length=120)
    title_en = models.CharField(_("tên tiếng Anh"), max_length=120)
    destination = models.CharField(_("nơi đến"), max_length=4)
    country = models.CharField(_("nước"), max_length=2)
    route = models.CharField(_("đường đi"), max_length=8, choices=Route)
    incoterm = models.CharField(max_length=3, choices=Incoterm)
    incoterm_place = models.CharField(max_length=80)
    currency = models.CharField(_("tiền tệ"), max_length=3)
    box_g = models.PositiveIntegerField(_("gam một thùng"))
    box_gross_g = models.PositiveIntegerField(_("gam cả bì"))
    price_minor = models.PositiveBigIntegerField(_("giá một thùng"))
    quota_boxes = models.PositiveIntegerField(_("bán nhiều nhất"))
    minimum_boxes = models.PositiveIntegerField(_("đặt ít nhất"))
    taken_boxes = models.IntegerField(_("đã đặt"), default=0)
    capacity_g = models.PositiveBigIntegerField(_("một chuyến chở được"))
    cut_off_at = models.DateTimeField(_("chốt lúc"))
    ships_on = models.DateField(_("ngày đi"))
    importer_name = EncryptedTextField()
    importer_address = EncryptedTextField()
    importer_country = models.CharField(max_length=2)
    importer_tax_number = EncryptedTextField(blank=True, default="")
    importer_email = EncryptedTextField(blank=True, default="")
    state = models.CharField(max_length=12, choices=CampaignState, default=CampaignState.DRAFT)
    called_off_for = models.CharField(max_length=16, choices=RefundReason, blank=True, default="")
    version = models.PositiveIntegerField(default=0)
    opened_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("đợt bán ra nước ngoài")
        verbose_name_plural = _("đợt bán ra nước ngoài")
        ordering = ("-id",)
        indexes: ClassVar = [
            models.Index(fields=["owner", "-id"], name="campaign_owner"),
            models.Index(fields=["cut_off_at"], condition=Q(state=CampaignState.OPEN), name="campaign_open"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=CampaignState.values), name="campaign_state"),
            models.CheckConstraint(
                condition=Q(taken_boxes__gte=0) & Q(taken_boxes__lte=F("quota_boxes")),
                name="campaign_never_oversold",
            ),
            models.CheckConstraint(
                condition=Q(minimum_boxes__gt=0) & Q(quota_boxes__gte=F("minimum_boxes")),
                name="campaign_minimum_in_quota",
            ),
            models.CheckConstraint(
                condition=Q(box_g__gt=0)
                & Q(box_gross_g__gte=F("box_g"))
                & Q(capacity_g__gte=F("box_g"))
                & Q(price_minor__gt=0),
                name="campaign_box_is_something",
            ),
            models.CheckConstraint(condition=~Q(currency="VND"), name="campaign_in_foreign_money"),
            models.CheckConstraint(condition=~Q(route="POST"), name="campaign_goes_as_cargo"),
            models.CheckConstraint(
                condition=Q(state="called_off") ^ Q(called_off_for=""),
                name="campaign_called_off_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title_vi

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return f"campaign:{self.key}"

    @property
    def left_boxes(self) -> int:
        return self.quota_boxes - self.taken_boxes


class CampaignStep(models.Model):
    """The history of a campaign's states. Rows are only added."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="steps")
    old = models.CharField(max_length=12, choices=CampaignState, blank=True)
    new = models.CharField(max_length=12, choices=CampaignState)
    actor = models.CharField(max_length=80)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("campaign", "id")

    def __str__(self) -> str:
        return f"{self.old} > {self.new}"


class OfferedLot(models.Model):
    """So many grams of a household's lot for a campaign, at so many dong a kilogram. The catalogue holds them
    under `reference`; `left_g` is in no consignment yet.

    Growing area, packing house and treatment are what `logistics.goods` said when they were last read:
    goods that differ in one of them never share a consignment.
    """

    key = KeyField()
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="offers")
    lot = models.ForeignKey("catalogue.Lot", models.PROTECT, related_name="+")
    household = models.ForeignKey("households.Household", models.PROTECT, related_name="+")
    offered_g = models.PositiveBigIntegerField(_("góp"))
    left_g = models.BigIntegerField(_("chưa xếp"))
    price_dong = models.PositiveBigIntegerField(_("đồng một kg"))
    self_produced = models.BooleanField(default=True)
    growing_area = models.CharField(_("mã vùng trồng"), max_length=40, blank=True, default="")
    packing_house = models.CharField(_("mã cơ sở đóng gói"), max_length=40, blank=True, default="")
    treatment = models.CharField(_("đã xử lý"), max_length=120, blank=True, default="")
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.OFFERED)
    offered_by = models.CharField(max_length=80)
    offered_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("lô góp vào đợt bán")
        verbose_name_plural = _("lô góp vào đợt bán")
        ordering = ("campaign", "id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=OfferState.values), name="offered_lot_state"),
            models.CheckConstraint(
                condition=Q(left_g__gte=0) & Q(left_g__lte=F("offered_g")) & Q(offered_g__gt=0),
                name="offered_lot_never_overpacked",
            ),
            models.CheckConstraint(condition=Q(price_dong__gt=0), name="offered_lot_costs_something"),
            models.UniqueConstraint(
                fields=["campaign", "lot"],
                condition=~Q(state=OfferState.WITHDRAWN),
                name="offered_lot_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} · {self.lot_id}"

    @property
    def reference(self) -> str:
        """Under which the catalogue holds its grams."""
        return f"offer:{self.key}"


class CampaignConsignment(models.Model):
    """An export consignment that was made for a campaign: what leaves on one day from one growing area and
    packing house with one treatment. While it is not cancelled there is no second of the same.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="consignments")
    consignment_key = models.CharField(max_length=26, unique=True)
    number = models.CharField(max_length=20)
    departs_on = models.DateField()
    growing_area = models.CharField(max_length=40, blank=True)
    packing_house = models.CharField(max_length=40, blank=True)
    treatment = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("lô xuất khẩu của đợt bán")
        verbose_name_plural = _("lô xuất khẩu của đợt bán")
        ordering = ("campaign", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "departs_on", "growing_area", "packing_house", "treatment"],
                condition=Q(cancelled_at=None),
                name="campaign_consignment_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class OrderAbroad(models.Model):
    """Boxes of a campaign for one buyer, paid by card in its currency.

    `amount` is in minor units. The rate (dong for one unit of the currency) is frozen with its day and its
    source when the order is placed. The buyer's data is encrypted; `email_print` is a fingerprint, and
    `link_print` that of the secret that opens the buyer's page. `notice_version` is the notice on personal
    data that the buyer read.
    """

    key = KeyField()
    code = models.CharField(_("mã đơn"), max_length=12, unique=True, default=order_code, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="orders")
    boxes = models.PositiveIntegerField(_("thùng"))
    amount = models.PositiveBigIntegerField(_("số tiền"))
    currency = models.CharField(max_length=3)
    rate_value = models.DecimalField(_("tỷ giá"), max_digits=24, decimal_places=10)
    rate_on = models.DateField(_("tỷ giá ngày"))
    rate_source = models.CharField(_("nguồn tỷ giá"), max_length=120)
    frozen_at = models.DateTimeField()
    name = EncryptedTextField(_("tên"))
    email = EncryptedTextField()
    telephone = EncryptedTextField(blank=True, default="")
    address = EncryptedTextField(_("địa chỉ"))
    email_print = models.CharField(max_length=64)
    language = models.CharField(max_length=2, default="en")
    notice_version = models.CharField(max_length=20)
    link_secret = EncryptedTextField()
    link_print = models.CharField(max_length=64, unique=True)
    state = models.CharField(_("trạng thái"), max_length=10, choices=AbroadState, default=AbroadState.UNPAID)
    version = models.PositiveIntegerField(default=0)
    consigned = models.ForeignKey(
        CampaignConsignment, models.PROTECT, null=True, blank=True, related_name="orders"
    )
    card_refusal = models.CharField(_("thẻ bị từ chối"), max_length=64, blank=True, default="")
    refund_reason = models.CharField(max_length=16, choices=RefundReason, blank=True, default="")
    refund_failed_at = models.DateTimeField(_("không hoàn được lúc"), null=True, blank=True)
    placed_at = models.DateTimeField(_("đặt lúc"))
    expires_at = models.DateTimeField(_("trả trước"))
    paid_at = models.DateTimeField(_("trả lúc"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("giao lúc"), null=True, blank=True)
    moved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("đơn từ nước ngoài")
        verbose_name_plural = _("đơn từ nước ngoài")
        ordering = ("campaign", "id")
        indexes: ClassVar = [
            models.Index(fields=["campaign", "state", "id"], name="order_abroad_of_campaign"),
            models.Index(
                fields=["expires_at"], condition=Q(state=AbroadState.UNPAID), name="order_abroad_unpaid"
            ),
            models.Index(fields=["email_print", "state"], name="order_abroad_of_buyer"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=AbroadState.values), name="order_abroad_state"),
            models.CheckConstraint(
                condition=Q(boxes__gt=0) & Q(amount__gt=0) & Q(rate_value__gt=0),
                name="order_abroad_is_something",
            ),
            models.CheckConstraint(condition=~Q(rate_source=""), name="order_abroad_rate_has_a_source"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(UNPAID_STATES)) | Q(paid_at__isnull=False),
                name="order_abroad_paid_first",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(PACKED_IN), consigned__isnull=False)
                | (~Q(state__in=sorted(PACKED_IN)) & Q(consigned__isnull=True)),
                name="order_abroad_packed_in_one",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["refunding", "refunded"]) ^ Q(refund_reason=""),
                name="order_abroad_refunded_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def reference(self) -> str:
        """How the ledger, the stock and the consignment name it."""
        return f"abroad:{self.key}"

    @property
    def refund_reference(self) -> str:
        """The one name of the one refund of an order."""
        return f"{self.reference}#refund"


class OrderAbroadStep(models.Model):
    """The history of an order's states. Rows are only added."""

    order = models.ForeignKey(OrderAbroad, models.PROTECT, related_name="steps")
    version = models.PositiveIntegerField()
    old = models.CharField(max_length=10, choices=AbroadState, blank=True)
    new = models.CharField(max_length=10, choices=AbroadState)
    actor = models.CharField(max_length=80)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("order", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "version"], name="order_abroad_step_once")
        ]

    def __str__(self) -> str:
        return f"{self.old} > {self.new}"


class Share(models.Model):
    """Which boxes of a packed order come from which lot, what its household is owed for them, and the rates
    that were in force when the order was placed.
    """

    order = models.ForeignKey(OrderAbroad, models.PROTECT, related_name="shares")
    offer = models.ForeignKey(OfferedLot, models.PROTECT, related_name="shares")
    boxes = models.PositiveIntegerField()
    grams = models.PositiveBigIntegerField()
    goods_dong = models.PositiveBigIntegerField()
    commission_ppm = models.PositiveIntegerField(default=0)
    vat_ppm = models.PositiveIntegerField(default=0)
    pit_ppm = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("phần của đơn")
        verbose_name_plural = _("phần của đơn")
        ordering = ("order", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "offer"], name="share_once"),
            models.CheckConstraint(condition=Q(boxes__gt=0) & Q(grams__gt=0), name="share_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} · {self.offer_id}"

    @property
    def consignment_key(self) -> str:
        """Of the consignment it is packed in."""
        return self.order.consigned.consignment_key if self.order.consigned else ""
