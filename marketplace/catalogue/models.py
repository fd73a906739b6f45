"""What is on offer: listings, their price tiers and photos, the lots behind them and what is reserved of
those.

Quantities are integers in the listing's base unit (grams or pieces); prices are whole dong for one unit of
the listing. A sale writes to lots and reservations only, never to the listing.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField
from kernel.measures import Base, Unit
from logistics.goods.models import Commodity
from marketplace.catalogue.enums import (
    ListingState,
    LotState,
    PauseReason,
    PhotoState,
    ReservationState,
    Undelivered,
)
from marketplace.households.models import Household, Plot

GROUNDS = 32


class Listing(models.Model):
    """`unit_factor` base units make one unit; one base unit weighs `unit_weight_g` grams net (1 where the
    base is the gram).

    `commodity_id` is the commodity's code. `unit_price` is 0 only while it is a draft nobody has priced.
    `certificates` are words for chips, written by staff who have seen the papers. `claims` of healing
    found in its text send it to review unless staff cleared them; a `watched` one (it was taken down
    before) goes there always.
    """

    key = KeyField()
    slug = models.SlugField(_("địa chỉ"), max_length=120, unique=True)
    household = models.ForeignKey(Household, models.PROTECT, related_name="listings", verbose_name=_("hộ"))
    commodity = models.ForeignKey(
        Commodity, models.PROTECT, to_field="code", related_name="listings", verbose_name=_("mặt hàng")
    )
    title = models.CharField(_("tên hàng"), max_length=90)
    description = models.TextField(_("mô tả"), max_length=2_000, blank=True, default="")
    grade = models.CharField(_("loại"), max_length=40, blank=True, default="")
    unit = models.CharField(_("đơn vị"), max_length=10, choices=Unit)
    unit_label = models.CharField(_("tên đơn vị"), max_length=60)
    base = models.CharField(max_length=5, choices=Base)
    unit_factor = models.PositiveIntegerField()
    unit_weight_g = models.PositiveIntegerField(default=1)
    unit_price = models.PositiveBigIntegerField(_("giá"), default=0)
    minimum = models.PositiveBigIntegerField()
    step = models.PositiveBigIntegerField()
    harvest_from = models.DateField(_("hái từ"), null=True, blank=True)
    harvest_to = models.DateField(_("hái đến"), null=True, blank=True)
    commune_code = models.CharField(_("mã xã"), max_length=5)
    province_code = models.CharField(_("mã tỉnh"), max_length=2)
    on_undelivered = models.CharField(max_length=10, choices=Undelivered, default=Undelivered.RETURN)
    self_produced = models.BooleanField(_("nhà trồng, chưa qua chế biến"), default=True)
    certificates = models.CharField(_("chứng nhận"), max_length=120, blank=True, default="")
    state = models.CharField(_("trạng thái"), max_length=12, choices=ListingState, default=ListingState.DRAFT)
    claims = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    cleared_claims = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    watched = models.BooleanField(_("duyệt trước khi đăng"), default=False)
    state_reason = models.CharField(_("lý do"), max_length=300, blank=True, default="")
    pause_reason = models.CharField(max_length=14, choices=PauseReason, blank=True, default=PauseReason.NONE)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("tin bán")
        verbose_name_plural = _("tin bán")
        indexes = [
            models.Index(fields=["household", "state"], name="listing_household_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ListingState.values), name="listing_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=[ListingState.DRAFT, ListingState.ENDED]) | Q(unit_price__gt=0),
                name="listing_has_a_price",
            ),
            models.CheckConstraint(
                condition=Q(unit_factor__gt=0) & Q(unit_weight_g__gt=0) & Q(minimum__gt=0) & Q(step__gt=0),
                name="listing_measures_positive",
            ),
            models.CheckConstraint(
                condition=Q(harvest_to__isnull=True) | Q(harvest_from__lte=F("harvest_to")),
                name="listing_harvest_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        return f"listing:{self.key}"

    @property
    def on_sale(self) -> bool:
        return self.state == ListingState.PUBLISHED

    def net_g(self, quantity: int) -> int:
        """Net grams of `quantity` base units."""
        return quantity * self.unit_weight_g


class PriceTier(models.Model):
    """From `minimum` base units on, one unit costs `unit_price`. Prices fall as minimums rise (checked
    when written).
    """

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="tiers")
    minimum = models.PositiveBigIntegerField()
    unit_price = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("bậc giá")
        verbose_name_plural = _("bậc giá")
        constraints = [
            models.UniqueConstraint(fields=["listing", "minimum"], name="price_tier_once"),
            models.CheckConstraint(
                condition=Q(unit_price__gt=0) & Q(minimum__gt=0), name="price_tier_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"≥ {self.minimum}: {self.unit_price}"


class Lot(models.Model):
    """What one household harvested on one day for one listing.

    quantity = available + written_off + held and taken reservations, always (`stock.imbalances`).
    `expires_on` is the last day on which the goods are good; None keeps for longer than any road.
    `available` must stay out of every index: only so does a sale stay a heap-only update.
    """

    key = KeyField()
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="lots")
    household = models.ForeignKey(Household, models.PROTECT, related_name="lots")
    plot = models.ForeignKey(Plot, models.PROTECT, null=True, blank=True, related_name="lots")
    harvested_on = models.DateField(_("ngày hái"))
    expires_on = models.DateField(_("nên ăn trước"), null=True, blank=True)
    quantity = models.PositiveBigIntegerField(_("đã nhập"))
    available = models.BigIntegerField(_("còn"))
    written_off = models.BigIntegerField(_("bỏ"), default=0)
    state = models.CharField(max_length=8, choices=LotState, default=LotState.OPEN)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("lô hàng")
        verbose_name_plural = _("lô hàng")
        indexes = [
            models.Index(fields=["listing"], condition=Q(state=LotState.OPEN), name="lot_open_of_listing"),
            models.Index(fields=["expires_on"], condition=Q(state=LotState.OPEN), name="lot_open_expiry"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(available__gte=0)
                & Q(written_off__gte=0)
                & Q(quantity__gte=F("available") + F("written_off")),
                name="lot_never_oversold",
            ),
            models.CheckConstraint(
                condition=Q(state=LotState.OPEN) | Q(available=0), name="lot_closed_sells_nothing"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("harvested_on")),
                name="lot_expires_after_harvest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} · {self.harvested_on}"

    @property
    def reference(self) -> str:
        """What logistics calls it."""
        return f"lot:{self.key}"


class Photo(models.Model):
    """`base` is the address of the three sizes without "-320.avif"; "shared/…" are the project's own
    pictures.
    """

    key = KeyField()
    household = models.ForeignKey(Household, models.CASCADE, related_name="photos")
    listing = models.ForeignKey(Listing, models.SET_NULL, null=True, blank=True, related_name="photos")
    position = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=PhotoState, default=PhotoState.UPLOADED)
    original = models.CharField(max_length=200, blank=True, default="")
    base = models.CharField(max_length=120, blank=True, default="")
    ground = models.PositiveSmallIntegerField(default=0)
    alt = models.CharField(max_length=120, blank=True, default="")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    broken_reason = models.CharField(max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ảnh")
        verbose_name_plural = _("ảnh")
        indexes = [
            models.Index(
                fields=["uploaded_at"], condition=Q(state=PhotoState.UPLOADED), name="photo_waiting"
            ),
            models.Index(fields=["base"], condition=~Q(base=""), name="photo_base"),
            models.Index(fields=["uploaded_at"], condition=Q(listing=None), name="photo_loose"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ground__lt=GROUNDS), name="photo_ground_known"),
            models.CheckConstraint(
                condition=~Q(state=PhotoState.READY) | ~Q(base=""), name="photo_ready_has_files"
            ),
        ]

    def __str__(self) -> str:
        return self.base or self.key


class StockReservation(models.Model):
    """So much of a lot is spoken for by `reference` (an order line). Without `expires_at` it holds until
    it is ended.
    """

    reference = models.CharField(max_length=64)
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="reservations", db_index=False)
    quantity = models.PositiveBigIntegerField()
    state = models.CharField(max_length=8, choices=ReservationState, default=ReservationState.HELD)
    reserved_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("hàng đang giữ")
        verbose_name_plural = _("hàng đang giữ")
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(state=ReservationState.HELD, expires_at__isnull=False),
                name="reservation_running_out",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["reference", "lot"], name="reservation_once_per_lot"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.quantity}"
