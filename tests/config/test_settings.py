"""Production starts only with every secret and address given."""

import os
import subprocess
import sys

import pytest

WHOLE = {
    "SECRET_KEY": "x" * 60,
    "PUBLIC_URL": "https://nhanong.example",
    "ALLOWED_HOSTS": "nhanong.example",
    "DATABASE_URL": "postgresql://shop@db.example/nhanong",
    "CELERY_BROKER_URL": "redis://broker.example/0",
    "CACHE_URL": "redis://broker.example/1",
    "PERSONAL_DATA_KEYS": "ZGVtby1vbmx5LWtleS1ub3QtYS1zZWNyZXQtMDAwMDA=",
    "FINGERPRINT_KEY": "y" * 40,
    "SMS_BACKEND": "kernel.messages.backends.QuietBackend",
}
SAY = (
    "from django.conf import settings as s; "
    "print(s.DEBUG, s.DEMO_INBOX, repr(s.DEMO_CODE), s.SESSION_COOKIE_SECURE, s.DATABASES['default']['HOST'])"
)


def start_production(variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings.production"}
    return subprocess.run(
        [sys.executable, "-c", SAY], env=environment | variables, capture_output=True, text=True, check=False
    )


def test_production_starts_when_everything_is_given() -> None:
    started = start_production(WHOLE | {"DEMO_INBOX": "1", "DEMO_CODE": "111111"})
    assert started.stdout.split() == ["False", "False", "''", "True", "db.example"], started.stderr


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_production_refuses_to_start_without(name: str) -> None:
    refused = start_production(WHOLE | {name: ""})
    assert refused.returncode != 0
    assert f"Set {name}." in refused.stderr


def test_card_payments_need_the_secret_that_signs_webhooks() -> None:
    refused = start_production(WHOLE | {"STRIPE_API_KEY": "sk_live_x", "STRIPE_PUBLISHABLE_KEY": "pk_live_x"})
    assert "Set STRIPE_WEBHOOK_SECRET." in refused.stderr
