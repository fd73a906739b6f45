"""Pickups: offered by booking, taken by the post office, done when the last box is handed over."""

from datetime import datetime

from logistics.dispatch.models import Pickup


def take_pickup(*, carrier_code: str, pickup_key: str, actor: str, at: datetime) -> Pickup:
    """The post office takes the pickup. Taking it again changes nothing."""
    raise NotImplementedError
