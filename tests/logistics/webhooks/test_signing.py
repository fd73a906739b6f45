"""Standard Webhooks, by its own vectors, with its own library as a second opinion."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from logistics.webhooks.signing import (
    JITTER,
    SCHEDULE,
    headers_for,
    new_signing_secret,
    signature,
    wait_before,
)
from tests.factories.webhooks import SECRET

ID, WHEN, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'


def test_the_vector_of_the_standard() -> None:
    assert (
        signature(secret=SECRET, webhook_id=ID, timestamp=WHEN, body=BODY)
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_the_standards_library_signs_the_same() -> None:
    at = datetime.fromtimestamp(WHEN, UTC)
    assert Webhook(SECRET).sign(ID, at, BODY.decode()) == signature(
        secret=SECRET, webhook_id=ID, timestamp=WHEN, body=BODY
    )


@given(st.text(max_size=200), st.text("abcdefXYZ_019", min_size=1, max_size=30))
def test_and_verifies_whatever_we_sign(body: str, webhook_id: str) -> None:
    secret, now = new_signing_secret(), int(datetime.now(UTC).timestamp())
    text = f'{{"said": {len(body)}}}'
    headers = headers_for(live_secrets=[secret], webhook_id=webhook_id, timestamp=now, body=text.encode())
    assert Webhook(secret).verify(text, headers) == {"said": len(body)}
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(text + " ", headers)


def test_after_a_rotation_both_secrets_sign() -> None:
    old, new, now = new_signing_secret(), new_signing_secret(), int(datetime.now(UTC).timestamp())
    headers = headers_for(live_secrets=[old, new], webhook_id=ID, timestamp=now, body=BODY)
    for secret in (old, new):
        Webhook(secret).verify(BODY.decode(), headers)
    assert len(headers["webhook-signature"].split(" ")) == 2


def test_a_secret_has_the_prefix_and_32_bytes() -> None:
    secret = new_signing_secret()
    assert secret.startswith("whsec_")
    assert len(secret) == len("whsec_") + 44
    assert new_signing_secret() != secret


def test_ten_tries_over_three_days() -> None:
    waits = [wait_before(number, chance=0) for number in range(1, 12)]
    seconds = [wait.total_seconds() if wait is not None else None for wait in waits]
    assert seconds == [0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400, None]
    assert sum(SCHEDULE, timedelta(0)) == timedelta(hours=75, minutes=35, seconds=5)


@given(st.integers(2, 10), st.floats(0, 1, exclude_max=True))
def test_jitter_only_ever_waits_longer_and_a_tenth_at_most(attempt: int, chance: float) -> None:
    wait = wait_before(attempt, chance=chance)
    assert wait is not None
    assert SCHEDULE[attempt - 1] <= wait <= SCHEDULE[attempt - 1] * (1 + JITTER)


def test_retry_after_is_honoured_up_to_a_day() -> None:
    assert wait_before(2, chance=0, retry_after=timedelta(minutes=7)) == timedelta(minutes=7)
    assert wait_before(6, chance=0, retry_after=timedelta(minutes=7)) == timedelta(hours=5)
    assert wait_before(2, chance=0, retry_after=timedelta(days=300)) == timedelta(days=1)
