"""The cash of deliveries: accepting what differs, and matching what the carrier hands in."""

from collections.abc import Sequence
from datetime import datetime

from logistics.dispatch.values import RemittanceLineSpec, RemittanceResult


def record_remittance(
    *,
    carrier_code: str,
    reference: str,
    lines: Sequence[RemittanceLineSpec],
    total_dong: int | None = None,
    at: datetime,
) -> RemittanceResult:
    """Match a carrier's list line by line; each line that does not match is kept and queued, none is lost.

    Idempotent on (carrier, reference): the same lines give the stored result, others raise RemittanceReused.
    Announces CodRemitted per matched line."""
    raise NotImplementedError


def accept_collection(*, shipment_key: str, actor: str, at: datetime) -> None:
    """Staff accept that the carrier collected another amount than it should: announces CodCollected of
    that amount."""
    raise NotImplementedError


def accept_remittance_line(*, line_id: int, actor: str, at: datetime) -> None:
    """Staff accept a line whose amount differs: it counts as matched, CodRemitted of its own amount is
    announced."""
    raise NotImplementedError
