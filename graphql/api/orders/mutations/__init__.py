from api.orders.mutations.card_open import CardOpen
from api.orders.mutations.order_answer import OrderAccept, OrderAnswer, OrderDecline
from api.orders.mutations.order_answer_short import OrderAnswerShort
from api.orders.mutations.order_cancel import OrderCancel
from api.orders.mutations.order_pack import OrderPack
from api.orders.mutations.order_place import OrderPlace
from api.orders.mutations.parcel_close import ParcelClose
from api.orders.mutations.staff import StaffOrderBookAgain, StaffOrderCancel, StaffOrderRefund

__all__ = [
    "CardOpen",
    "OrderAccept",
    "OrderAnswer",
    "OrderAnswerShort",
    "OrderCancel",
    "OrderDecline",
    "OrderPack",
    "OrderPlace",
    "ParcelClose",
    "StaffOrderBookAgain",
    "StaffOrderCancel",
    "StaffOrderRefund",
]
