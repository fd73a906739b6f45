"""Standard Webhooks 1.0.0: what is signed, and how a message is addressed and timed."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = 32  # the standard asks for 24 to 64

# When each try is made after the one before: ten in all, over about three days.
SCHEDULE: Final = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
JITTER: Final = 0.1  # up to a tenth later, so that a thousand that failed together do not come back together


def new_signing_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signature(*, secret: str, webhook_id: str, timestamp: int, body: bytes) -> str:
    """Version 1, a comma and the base64 of HMAC-SHA256 over `id.timestamp.body`, the exact bytes that go out.
    The key is what follows the prefix, decoded."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{webhook_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers_for(
    *, live_secrets: Sequence[str], webhook_id: str, timestamp: int, body: bytes
) -> dict[str, str]:
    """One signature for each secret that holds, with spaces between."""
    signatures = [
        signature(secret=one, webhook_id=webhook_id, timestamp=timestamp, body=body) for one in live_secrets
    ]
    return {
        "content-type": "application/json",
        "user-agent": "NhaNong-Webhooks/1.0",
        "webhook-id": webhook_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def wait_before(attempt: int, *, chance: float, retry_after: timedelta | None = None) -> timedelta | None:
    """How long after the failed try number `attempt - 1` the try number `attempt` (from 1) comes; None when
    there is none. `chance` in [0, 1) is the jitter's. What the receiver asks for is honoured when it is
    longer, up to a day."""
    if attempt > len(SCHEDULE):
        return None
    wait = SCHEDULE[attempt - 1] * (1 + JITTER * chance)
    asked = min(retry_after, timedelta(days=1)) if retry_after else timedelta(0)
    return max(wait, asked)
