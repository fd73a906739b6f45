"""Letting goods go, and calling them back before they went."""

from datetime import datetime


def release_shipment(*, reference: str, at: datetime) -> None:
    """Let the carrier take the goods; what it reported meanwhile is applied now. Idempotent."""
    raise NotImplementedError


def cancel_shipment(*, reference: str, at: datetime) -> None:
    """Cancel a shipment that is not handed over yet (else ShipmentUnderWay). Idempotent. Announces
    ShipmentCancelled."""
    raise NotImplementedError
