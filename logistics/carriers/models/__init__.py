"""Tables of the carriers: their rate cards, our accounts with them, and what we asked of them."""

from logistics.carriers.models.accounts import CarrierAccount, PlaceId
from logistics.carriers.models.bookings import CarrierBooking, CarrierLabel, CarrierMessage
from logistics.carriers.models.cards import (
    Carrier,
    PostOffice,
    RateCardVersion,
    Service,
    Tariff,
    WeightStep,
    ZoneProvince,
)
from logistics.carriers.models.zones import ClosedZone, FlatPostage, TransitTime

__all__ = [
    "Carrier",
    "CarrierAccount",
    "CarrierBooking",
    "CarrierLabel",
    "CarrierMessage",
    "ClosedZone",
    "FlatPostage",
    "PlaceId",
    "PostOffice",
    "RateCardVersion",
    "Service",
    "Tariff",
    "TransitTime",
    "WeightStep",
    "ZoneProvince",
]
