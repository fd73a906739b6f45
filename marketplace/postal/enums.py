"""The states of a parcel that one buyer abroad ordered, and why its money goes back."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.states import allow_moves


class PostalState(TextChoices):
    """Paid in full before it is packed. PACKED: it has a consignment and the post's number, and waits behind
    the gate.
    """

    AWAITING_CARD = "awaiting_card", _("Chờ trả bằng thẻ")
    PAID = "paid", _("Đã trả, chờ đóng gói")
    PACKED = "packed", _("Đã đóng gói, đang làm giấy tờ")
    HANDED_OVER = "handed_over", _("Bưu điện đã nhận")
    DELIVERED = "delivered", _("Đã giao")
    RETURNED = "returned", _("Đã trả về nhà vườn")
    DESTROYED = "destroyed", _("Đã hủy ở nơi đến")
    LOST = "lost", _("Thất lạc")
    DAMAGED = "damaged", _("Hư hỏng trên đường")
    EXPIRED = "expired", _("Không trả kịp")
    CANCELLED = "cancelled", _("Đã hủy, hoàn tiền")


_ENDS_ON_THE_ROAD: Final = frozenset(
    {
        PostalState.DELIVERED,
        PostalState.RETURNED,
        PostalState.DESTROYED,
        PostalState.LOST,
        PostalState.DAMAGED,
    }
)
allow_moves(
    PostalState,
    {
        PostalState.AWAITING_CARD: frozenset({PostalState.PAID, PostalState.EXPIRED}),
        PostalState.PAID: frozenset({PostalState.PACKED, PostalState.CANCELLED}),
        PostalState.PACKED: frozenset({PostalState.HANDED_OVER, PostalState.CANCELLED}),
        PostalState.HANDED_OVER: _ENDS_ON_THE_ROAD,
        PostalState.DELIVERED: frozenset(),
        PostalState.RETURNED: frozenset(),
        PostalState.DESTROYED: frozenset(),
        PostalState.LOST: frozenset(),
        PostalState.DAMAGED: frozenset(),
        PostalState.EXPIRED: frozenset(),
        PostalState.CANCELLED: frozenset(),
    },
)
