"""Production: every address and every secret comes from the environment; a missing one stops the start."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *


def required(name: str) -> str:
    """The variable's value; the start fails when it is missing or empty."""
    if value := str(env.str(name, "")).strip():
        return value
    raise ImproperlyConfigured(f"Set {name}.")


DEBUG = False
SECRET_KEY = required("SECRET_KEY")
PUBLIC_URL = required("PUBLIC_URL")
required("ALLOWED_HOSTS")
required("DATABASE_URL")
required("CELERY_BROKER_URL")
required("CACHE_URL")
required("PERSONAL_DATA_KEYS")
required("FINGERPRINT_KEY")
if required("SMS_BACKEND").endswith(".ConsoleBackend"):
    raise ImproperlyConfigured("SMS_BACKEND prints telephones and codes into the log; use a provider's.")
if CARD_PAYMENTS:
    required("STRIPE_PUBLISHABLE_KEY")
    required("STRIPE_WEBHOOK_SECRET")

CARRIER_ENVIRONMENT = env.str("CARRIER_ENVIRONMENT", "production")

# Never here: codes that always work, and a page that shows everybody's messages.
DEMO_INBOX = False
DEMO_CODE = ""

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL.rstrip("/")]
