"""A checkout is what one buyer orders at once; an order is one household's part of it, sent as one parcel
(or several boxes).
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import KeyField, new_secret, order_code
from marketplace.orders.enums import BEFORE_PRICING, CALLED_OFF, CancelReason, LineState, Payment, State

OPEN_CASH = sorted(BEFORE_PRICING | {State.PRICED, State.BOOKED, State.HANDED_OVER, State.DELIVERY_FAILED})
"""States in which a cash order counts against its telephone; sorted, so that migrations stay the same."""


class Checkout(models.Model):
    """Who buys, where it goes, how it is paid. `secret` opens the page with all its orders, without signing
    in.
    """

    key = KeyField()
    secret = models.CharField(max_length=43, unique=True, default=new_secret, editable=False)
    account = models.ForeignKey(
        "people.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="checkouts"
    )
    telephone = models.CharField(_("điện thoại"), max_length=16)
    name = models.CharField(_("tên"), max_length=120)
    commune_code = models.CharField(_("mã xã"), max_length=5)
    address = models.CharField(_("địa chỉ"), max_length=200)
    note = models.CharField(_("lời nhắn"), max_length=500, blank=True)
    payment = models.CharField(_("trả bằng"), max_length=8, choices=Payment.choices)
    currency = models.CharField(max_length=3, default="VND")
    goods_dong = models.BigIntegerField(_("tiền hàng"))
    postage_dong = models.BigIntegerField(_("cước"))
    total_dong = models.BigIntegerField(_("tổng"))
    placed_at = models.DateTimeField(_("đặt lúc"))
    card_expires_at = models.DateTimeField(null=True, blank=True)
    authorised_at = models.DateTimeField(_("thẻ giữ tiền lúc"), null=True, blank=True)
    capture_asked_at = models.DateTimeField(null=True, blank=True)
    capture_dong = models.BigIntegerField(_("thu qua thẻ"), null=True, blank=True)
    captured_at = models.DateTimeField(_("thu xong lúc"), null=True, blank=True)
    card_closed_at = models.DateTimeField(
        null=True, blank=True, help_text="nothing will be captured: cancelled, expired or refused"
    )

    class Meta:
        verbose_name = _("lần đặt hàng")
        verbose_name_plural = _("lần đặt hàng")
        ordering = ["-placed_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="checkout_payment", condition=Q(payment__in=Payment.values)),
            models.CheckConstraint(
                name="checkout_total", condition=Q(total_dong=F("goods_dong") + F("postage_dong"))
            ),
            models.CheckConstraint(
                name="checkout_captures_no_more_than_agreed",
                condition=Q(capture_dong__isnull=True)
                | Q(capture_dong__lte=F("total_dong"), capture_dong__gte=0),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="checkout_of_account", fields=["account", "-placed_at"]),
            models.Index(
                name="checkout_card_to_capture",
                fields=["authorised_at"],
                condition=Q(authorised_at__isnull=False, capture_asked_at=None, card_closed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_card(self) -> bool:
        return self.payment == Payment.CARD


class SharedParcel(models.Model):
    """Orders of one checkout that go in one parcel: neighbours of one commune, one postage. `postage_dong` is
    what checkout showed for it; the orders' own `postage_dong` always add up to it.
    """

    key = KeyField()
    checkout = models.ForeignKey(Checkout, on_delete=models.PROTECT, related_name="shared_parcels")
    postage_dong = models.BigIntegerField(_("cước"))

    class Meta:
        verbose_name = _("kiện chung")
        verbose_name_plural = _("các kiện chung")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="shared_postage", condition=Q(postage_dong__gte=0)),
        ]

    def __str__(self) -> str:
        return self.key


class Order(models.Model):
    """One household's part of a checkout.

    `agreed_dong` (goods and postage) is the most the buyer can ever pay; `packed_dong` the goods as packed,
    set when priced. `farm_postage_dong` is what the carrier asks above the farm's own postage, frozen at
    placing. `due_at` is the deadline that people see; `wake_at` the next instant a sweep has to look at the
    order. `card_dong` is this order's part of the captured card payment, less what was given back since.
    `secret` is the buyer's link, `answer_secret` the household's. `shared`: it goes in one parcel with others
    of the checkout; the one of the lowest `shared_rank` that is left packs it, and `apart_dong` is what its
    postage would have been by itself.
    """

    key = KeyField()
    code = models.CharField(_("mã đơn"), max_length=12, unique=True, default=order_code, editable=False)
    secret = models.CharField(max_length=43, unique=True, default=new_secret, editable=False)
    answer_secret = models.CharField(max_length=43, unique=True, default=new_secret, editable=False)
    checkout = models.ForeignKey(Checkout, on_delete=models.PROTECT, related_name="orders")
    household = models.ForeignKey("households.Household", on_delete=models.PROTECT, related_name="orders")
    household_key = models.CharField(max_length=26, help_text="the household's, repeated: it never changes")
    telephone = models.CharField(
        _("điện thoại"), max_length=16, help_text="the buyer's, repeated here to count open cash orders"
    )
    payment = models.CharField(_("trả bằng"), max_length=8, choices=Payment.choices)
    state = models.CharField(_("trạng thái"), max_length=16, choices=State.choices)
    version = models.PositiveIntegerField(default=1)
    service_code = models.CharField(max_length=40)
    service_name = models.CharField(_("gửi bằng"), max_length=80)
    carrier_code = models.CharField(_("bưu điện"), max_length=20)
    arrives_on = models.DateField(_("dự kiến đến"))
    goods_dong = models.BigIntegerField(_("tiền hàng"))
    postage_dong = models.BigIntegerField(_("cước"))
    farm_postage_dong = models.BigIntegerField(_("cước nhà vườn chịu"), default=0)
    agreed_dong = models.BigIntegerField(_("tối đa đã hẹn"))
    packed_dong = models.BigIntegerField(_("tiền hàng theo cân"), null=True, blank=True)
    card_dong = models.BigIntegerField(_("thẻ đang trả"), null=True, blank=True)
    refunded_dong = models.BigIntegerField(
        _("đã trả lại"), default=0, help_text="given back by staff, after pricing"
    )
    shared = models.ForeignKey(
        SharedParcel,
        to_field="key",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="orders",
        verbose_name=_("kiện chung"),
    )
    shared_rank = models.PositiveSmallIntegerField(default=0)
    apart_dong = models.BigIntegerField(_("cước nếu gửi riêng"), default=0)
    on_undelivered = models.CharField(_("không giao được thì"), max_length=8)
    bookings = models.PositiveSmallIntegerField(default=0)
    booking_refusal = models.CharField(_("bưu điện từ chối"), max_length=64, blank=True)
    placed_at = models.DateTimeField(_("đặt lúc"))
    moved_at = models.DateTimeField(_("đổi trạng thái lúc"))
    due_at = models.DateTimeField(_("hạn"), null=True, blank=True)
    wake_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(_("nhắc lúc"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("nhờ hợp tác xã lúc"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("nhận lúc"), null=True, blank=True)
    packed_at = models.DateTimeField(_("đóng gói lúc"), null=True, blank=True)
    priced_at = models.DateTimeField(_("tính tiền lúc"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("giao lúc"), null=True, blank=True)
    cancel_reason = models.CharField(_("lý do hủy"), max_length=24, choices=CancelReason.choices, blank=True)

    class Meta:
        verbose_name = _("đơn hàng")
        verbose_name_plural = _("đơn hàng")
        ordering = ["-placed_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="order_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="order_agreed", condition=Q(agreed_dong=F("goods_dong") + F("postage_dong"))
            ),
            models.CheckConstraint(name="order_farm_postage", condition=Q(farm_postage_dong__gte=0)),
            models.CheckConstraint(
                name="order_packed_no_more_than_agreed",
                condition=Q(packed_dong__isnull=True)
                | Q(packed_dong__gte=0, packed_dong__lte=F("goods_dong")),
            ),
            models.CheckConstraint(
                name="order_card_no_more_than_agreed",
                condition=Q(card_dong__isnull=True) | Q(card_dong__gte=0, card_dong__lte=F("agreed_dong")),
            ),
            models.CheckConstraint(
                name="order_refunded_no_more_than_agreed",
                condition=Q(refunded_dong__gte=0, refunded_dong__lte=F("agreed_dong")),
            ),
            models.UniqueConstraint(
                name="one_order_a_household_and_checkout", fields=["checkout", "household"]
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="order_to_wake", fields=["wake_at"], condition=Q(wake_at__isnull=False)),
            models.Index(name="order_of_household", fields=["household", "state", "due_at"]),
            models.Index(name="order_of_household_by_time", fields=["household", "-placed_at", "-id"]),
            models.Index(
                name="order_unpaid_card", fields=["telephone"], condition=Q(state=State.AWAITING_CARD)
            ),
            models.Index(
                name="order_open_cash",
                fields=["telephone"],
                condition=Q(payment=Payment.CASH, state__in=OPEN_CASH),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def subject(self) -> str:
        """How the audit and the ledger name this order."""
        return f"order:{self.key}"

    @property
    def booking_reference(self) -> str:
        """The reference of the latest shipment; another booking gets another number. Orders that share a
        parcel share it.
        """
        return self.reference_of_booking(self.bookings)

    def reference_of_booking(self, number: int) -> str:
        return f"{f'shared:{self.shared_id}' if self.shared_id else self.subject}#{number}"

    @property
    def charged_goods_dong(self) -> int:
        """What the goods cost as things stand: agreed until weighed, nothing once called off."""
        if self.state in CALLED_OFF:
            return 0
        return self.goods_dong if self.packed_dong is None else self.packed_dong

    @property
    def charged_dong(self) -> int:
        """Goods as they stand, and the postage that checkout showed."""
        return 0 if self.state in CALLED_OFF else self.charged_goods_dong + self.postage_dong

    @property
    def money_back_dong(self) -> int:
        """What the buyer pays less than was agreed."""
        return self.agreed_dong - self.charged_dong + self.refunded_dong


class OrderLine(models.Model):
    """What was ordered of one listing, frozen at placing. `quantity` and `packed_base` are base units
    (grams or pieces).
    """

    key = KeyField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    listing = models.ForeignKey("catalogue.Listing", on_delete=models.PROTECT, related_name="order_lines")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("tên hàng"), max_length=160)
    unit = models.CharField(max_length=16)
    unit_label = models.CharField(max_length=60)
    base = models.CharField(max_length=8)
    unit_factor = models.PositiveIntegerField()
    unit_weight_g = models.PositiveIntegerField()
    unit_price = models.BigIntegerField()
    quantity = models.PositiveBigIntegerField()
    agreed_dong = models.BigIntegerField()
    commission_ppm = models.PositiveIntegerField(default=0)
    vat_ppm = models.PositiveIntegerField(default=0)
    pit_ppm = models.PositiveIntegerField(default=0)
    packed_base = models.PositiveBigIntegerField(null=True, blank=True)
    packed_dong = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(
        _("trạng thái"), max_length=8, choices=LineState.choices, default=LineState.ORDERED
    )

    class Meta:
        verbose_name = _("món")
        verbose_name_plural = _("các món")
        ordering = ["order_id", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="order_line_position", fields=["order", "position"]),
            models.CheckConstraint(name="order_line_quantity", condition=Q(quantity__gt=0)),
            models.CheckConstraint(name="order_line_state", condition=Q(state__in=LineState.values)),
            models.CheckConstraint(
                name="order_line_packed_no_more_than_agreed",
                condition=Q(packed_dong__isnull=True)
                | Q(packed_dong__gte=0, packed_dong__lte=F("agreed_dong")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.quantity})"

    @property
    def reference(self) -> str:
        """The name under which the stock of this line is reserved."""
        return f"line:{self.key}"

    @property
    def money_back_dong(self) -> int:
        return 0 if self.packed_dong is None else self.agreed_dong - self.packed_dong


class OrderBox(models.Model):
    """One box as it stands on the household's scales."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="boxes")
    position = models.PositiveSmallIntegerField(_("số"))
    gross_g = models.PositiveIntegerField(_("cả bì (g)"))
    length_mm = models.PositiveIntegerField(_("dài (mm)"))
    width_mm = models.PositiveIntegerField(_("rộng (mm)"))
    height_mm = models.PositiveIntegerField(_("cao (mm)"))

    class Meta:
        verbose_name = _("thùng")
        verbose_name_plural = _("các thùng")
        ordering = ["order_id", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="order_box_position", fields=["order", "position"]),
            models.CheckConstraint(name="order_box_weighs", condition=Q(gross_g__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.gross_g} g"


class OrderHistory(models.Model):
    """One row a move, written by states.move alone; never changed."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="history")
    version = models.PositiveIntegerField(_("lần"))
    old = models.CharField(_("từ"), max_length=16, blank=True)
    new = models.CharField(_("sang"), max_length=16)
    at = models.DateTimeField(_("lúc"))
    actor = models.CharField(_("ai"), max_length=80)
    acting_for = models.CharField(_("thay cho"), max_length=80, blank=True)
    reason = models.CharField(_("vì sao"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("việc đã qua")
        verbose_name_plural = _("những việc đã qua")
        ordering = ["order_id", "version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="order_history_version", fields=["order", "version"])
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
