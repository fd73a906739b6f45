"""Claim what is due, send it, write down what came of it."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from kernel.database import fetch
from kernel.states import check_move
from logistics.webhooks.enums import DeliveryState, DisabledBecause
from logistics.webhooks.models import Attempt, Delivery, Endpoint
from logistics.webhooks.operations.endpoints import disable_endpoint
from logistics.webhooks.sending import TIMEOUT_S, Answer, post
from logistics.webhooks.signing import headers_for, wait_before

BY_ITSELF: Final = "system:webhooks"
BATCH: Final = 50
GIVE_UP_AFTER: Final = timedelta(days=5)  # of nothing but failures: the endpoint is switched off
_PEACE: Final = timedelta(minutes=1)
_WANTS_PEACE: Final = frozenset({429, 502, 503, 504})
_GONE: Final = 410

# Due, of an endpoint that is on and asked for no peace; of one shipment the oldest only. Two senders never
# get the same row, and what a sender that died had claimed is free again after a while.
_CLAIM: Final = """
    UPDATE webhooks_delivery SET claimed_until = %s WHERE id IN (
        SELECT d.id FROM webhooks_delivery d JOIN webhooks_endpoint e ON e.id = d.endpoint_id
        WHERE d.state = 'pending' AND d.next_at <= %s AND (d.claimed_until IS NULL OR d.claimed_until <= %s)
          AND e.disabled_at IS NULL AND (e.paused_until IS NULL OR e.paused_until <= %s)
          AND (d.is_replay OR d.shipment_key = '' OR NOT EXISTS (
              SELECT 1 FROM webhooks_delivery b
              WHERE b.endpoint_id = d.endpoint_id AND b.shipment_key = d.shipment_key AND b.id < d.id
                AND b.state = 'pending' AND NOT b.is_replay))
        ORDER BY d.next_at LIMIT %s FOR UPDATE OF d SKIP LOCKED)
    RETURNING id
"""


@dataclass(frozen=True, slots=True)
class _Letter:
    """A delivery with all that sending needs, read before anything is sent."""

    delivery: Delivery
    url: str
    body: bytes
    secrets: Sequence[str]


def send_due(*, at: datetime, limit: int = BATCH) -> int:
    """Send what is due, all of a batch at once, none longer than twenty seconds; how many were tried. Not to
    be called inside a transaction: nothing is held while others are waited for."""
    until = at + timedelta(seconds=2 * TIMEOUT_S)
    ids = [row[0] for row in fetch(_CLAIM, [until, at, at, at, limit])]
    letters = _letters(ids, at=at)
    answers = asyncio.run(_send(letters, at=at)) if letters else []
    for letter, answer in zip(letters, answers, strict=True):
        _write_down(letter.delivery, answer, at=at)
    return len(letters)


def _letters(ids: Sequence[int], *, at: datetime) -> list[_Letter]:
    found = Delivery.objects.filter(id__in=ids).select_related("endpoint", "message").order_by("id")
    rows = list(found.prefetch_related("endpoint__secrets"))
    return [
        _Letter(
            row,
            row.endpoint.url,
            row.message.body.encode(),
            [
                one.secret
                for one in row.endpoint.secrets.all()
                if one.expires_at is None or one.expires_at > at
            ],
        )
        for row in rows
    ]


async def _send(letters: Sequence[_Letter], *, at: datetime) -> list[Answer]:
    return list(await asyncio.gather(*(_one(letter, at=at) for letter in letters)))


async def _one(letter: _Letter, *, at: datetime) -> Answer:
    headers = headers_for(
        live_secrets=letter.secrets,
        webhook_id=letter.delivery.message.webhook_id,
        timestamp=int(at.timestamp()),
        body=letter.body,
    )
    return await post(url=letter.url, headers=headers, body=letter.body, at=at)


@transaction.atomic
def _write_down(read: Delivery, answer: Answer, *, at: datetime) -> None:
    """The try, and what follows from it: done, another one later, or the end. The endpoint is locked first,
    as everywhere."""
    endpoint = Endpoint.objects.select_for_update(no_key=True).get(id=read.endpoint_id)
    delivery = Delivery.objects.select_for_update().get(id=read.id)
    delivery.attempts += 1
    Attempt.objects.create(
        delivery=delivery,
        number=delivery.attempts,
        at=at,
        took_ms=answer.took_ms,
        status=answer.status,
        error=answer.error,
        answer=answer.text,
    )
    delivery.claimed_until = None
    if delivery.state == DeliveryState.PENDING:
        _follow(delivery, answer, at=at)
    delivery.save()
    _judge_endpoint(endpoint.id, answer, at=at)


def _follow(delivery: Delivery, answer: Answer, *, at: datetime) -> None:
    wait = wait_before(delivery.attempts + 1, chance=random.random(), retry_after=answer.retry_after)  # noqa: S311
    if answer.ok or wait is None:
        new = DeliveryState.DELIVERED if answer.ok else DeliveryState.FAILED
        check_move(delivery.state, new)
        delivery.state, delivery.done_at = new, at
    else:
        delivery.next_at = at + wait


def _judge_endpoint(endpoint_id: int, answer: Answer, *, at: datetime) -> None:
    """What an answer says about the endpoint as a whole."""
    endpoints = Endpoint.objects.filter(id=endpoint_id)
    if answer.ok:
        endpoints.exclude(failing_since=None, paused_until=None).update(failing_since=None, paused_until=None)
        return
    endpoints.filter(failing_since=None).update(failing_since=at)
    if answer.status in _WANTS_PEACE:
        wait = min(max(answer.retry_after or _PEACE, _PEACE), timedelta(days=1))
        endpoints.update(paused_until=at + wait)
    tired = Q(failing_since__lte=at - GIVE_UP_AFTER)
    gone = answer.status == _GONE
    for endpoint in endpoints.filter(disabled_at=None) if gone else endpoints.filter(tired, disabled_at=None):
        because = DisabledBecause.GONE if gone else DisabledBecause.FAILING
        disable_endpoint(
            carrier_code=endpoint.carrier_code, key=endpoint.key, because=because, actor=BY_ITSELF, at=at
        )
