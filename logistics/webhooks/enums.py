"""States of a delivery, and what partners can be told."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.states import allow_moves


class DeliveryState(TextChoices):
    PENDING = "pending", _("Chờ gửi")
    DELIVERED = "delivered", _("Đã nhận")
    FAILED = "failed", _("Gửi không được")
    DROPPED = "dropped", _("Thôi gửi")


class EventType(TextChoices):
    """`type` of a message. The value is the contract; the label is for people."""

    SHIPMENT_BOOKED = "shipment.booked", _("Có vận đơn mới")
    SHIPMENT_CANCELLED = "shipment.cancelled", _("Vận đơn đã hủy")
    PICKUP_FAILED = "pickup.failed", _("Lấy hàng chưa được, dời ngày")
    SHIPMENT_HANDED_OVER = "shipment.handed_over", _("Mọi kiện đã giao cho hãng")
    SHIPMENT_OUT_FOR_DELIVERY = "shipment.out_for_delivery", _("Đang giao")
    SHIPMENT_DELIVERY_FAILED = "shipment.delivery_failed", _("Giao chưa được")
    SHIPMENT_REFUSED = "shipment.refused", _("Người nhận từ chối")
    SHIPMENT_RETURNING = "shipment.returning", _("Đang trả về")
    SHIPMENT_DELIVERED = "shipment.delivered", _("Đã giao")
    SHIPMENT_RETURNED = "shipment.returned", _("Đã trả về")
    SHIPMENT_DESTROYED = "shipment.destroyed", _("Đã hủy hàng")
    SHIPMENT_DAMAGED = "shipment.damaged", _("Hư hỏng")
    SHIPMENT_LOST = "shipment.lost", _("Thất lạc")
    COD_COLLECTED = "cod.collected", _("Đã thu đúng tiền")
    COD_REMITTED = "cod.remitted", _("Dòng nộp tiền đã khớp")
    BATCH_COMPLETED = "batch.completed", _("Lô việc đã xong")
    TEST = "test.ping", _("Thử")


class DisabledBecause(TextChoices):
    ASKED = "asked", _("đối tác tắt")
    GONE = "gone", _("máy nhận trả lời 410")
    FAILING = "failing", _("gửi hỏng nhiều ngày")


# Message types by the name of the domain's event.
TYPE_OF_EVENT: Final = {
    "ShipmentBooked": EventType.SHIPMENT_BOOKED,
    "ShipmentCancelled": EventType.SHIPMENT_CANCELLED,
    "PickupFailed": EventType.PICKUP_FAILED,
    "ShipmentHandedOver": EventType.SHIPMENT_HANDED_OVER,
    "ShipmentOutForDelivery": EventType.SHIPMENT_OUT_FOR_DELIVERY,
    "DeliveryFailed": EventType.SHIPMENT_DELIVERY_FAILED,
    "ShipmentRefused": EventType.SHIPMENT_REFUSED,
    "ShipmentReturning": EventType.SHIPMENT_RETURNING,
    "ShipmentDelivered": EventType.SHIPMENT_DELIVERED,
    "ShipmentReturned": EventType.SHIPMENT_RETURNED,
    "ShipmentDestroyed": EventType.SHIPMENT_DESTROYED,
    "ShipmentDamaged": EventType.SHIPMENT_DAMAGED,
    "ShipmentLost": EventType.SHIPMENT_LOST,
    "CodCollected": EventType.COD_COLLECTED,
    "CodRemitted": EventType.COD_REMITTED,
}

allow_moves(
    DeliveryState,
    {
        DeliveryState.PENDING: {DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.DROPPED},
        DeliveryState.DELIVERED: (),
        DeliveryState.FAILED: (),
        DeliveryState.DROPPED: (),
    },
)
