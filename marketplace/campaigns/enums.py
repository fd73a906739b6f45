"""The states of campaigns abroad, of lots offered into them, and of orders."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.states import allow_moves


class CampaignState(TextChoices):
    """Buyers order while it is OPEN. CLOSED: the minimum was reached, consignments are made. SHIPPED: every
    order that is not called off has left. DONE: each of them has arrived.
    """

    DRAFT = "draft", _("Đang chuẩn bị")
    OPEN = "open", _("Đang nhận đặt")
    CALLED_OFF = "called_off", _("Đã hủy, hoàn tiền")
    CLOSED = "closed", _("Đã chốt, đang gom hàng")
    SHIPPED = "shipped", _("Hàng đã đi")
    DONE = "done", _("Đã xong")


allow_moves(
    CampaignState,
    {
        CampaignState.DRAFT: {CampaignState.OPEN, CampaignState.CALLED_OFF},
        CampaignState.OPEN: {CampaignState.CALLED_OFF, CampaignState.CLOSED},
        CampaignState.CALLED_OFF: (),
        CampaignState.CLOSED: {CampaignState.SHIPPED, CampaignState.CALLED_OFF},
        CampaignState.SHIPPED: {CampaignState.DONE},
        CampaignState.DONE: (),
    },
)


class OfferState(TextChoices):
    """A lot's grams are held from the offer on; only what the exporter accepted is packed."""

    OFFERED = "offered", _("Chờ người xuất khẩu nhận")
    ACCEPTED = "accepted", _("Đã nhận")
    WITHDRAWN = "withdrawn", _("Đã rút")


allow_moves(
    OfferState,
    {
        OfferState.OFFERED: {OfferState.ACCEPTED, OfferState.WITHDRAWN},
        OfferState.ACCEPTED: {OfferState.WITHDRAWN},
        OfferState.WITHDRAWN: (),
    },
)


class AbroadState(TextChoices):
    """Of an order abroad. A cancelled consignment puts its orders from POOLED back to PAID. A payment that
    comes after EXPIRED takes boxes again, or is given back.
    """

    UNPAID = "unpaid", _("Chờ thanh toán")
    PAID = "paid", _("Đã thanh toán")
    POOLED = "pooled", _("Đã xếp vào lô hàng")
    SHIPPED = "shipped", _("Đã lên đường")
    DELIVERED = "delivered", _("Đã giao")
    EXPIRED = "expired", _("Không thanh toán kịp")
    REFUNDING = "refunding", _("Đang hoàn tiền")
    REFUNDED = "refunded", _("Đã hoàn tiền")


allow_moves(
    AbroadState,
    {
        AbroadState.UNPAID: {AbroadState.PAID, AbroadState.EXPIRED},
        AbroadState.PAID: {AbroadState.POOLED, AbroadState.REFUNDING},
        AbroadState.POOLED: {AbroadState.PAID, AbroadState.SHIPPED, AbroadState.REFUNDING},
        AbroadState.SHIPPED: {AbroadState.DELIVERED},
        AbroadState.DELIVERED: (),
        AbroadState.EXPIRED: {AbroadState.PAID, AbroadState.REFUNDING},
        AbroadState.REFUNDING: {AbroadState.REFUNDED},
        AbroadState.REFUNDED: (),
    },
)

PACKED_IN = (AbroadState.POOLED, AbroadState.SHIPPED, AbroadState.DELIVERED)
"""States in which an order stands in a consignment."""
UNPAID_STATES = (AbroadState.UNPAID, AbroadState.EXPIRED)


class RefundReason(TextChoices):
    NONE = "", ""
    BELOW_MINIMUM = "below_minimum", _("Không đủ số đặt tối thiểu")
    CALLED_OFF = "called_off", _("Người xuất khẩu hủy đợt bán")
    PAID_TOO_LATE = "paid_too_late", _("Tiền đến khi đợt bán đã hết chỗ")
    DOES_NOT_FIT = "does_not_fit", _("Không xếp được vào chuyến nào")
