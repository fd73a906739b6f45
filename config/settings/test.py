"""The tests: real PostgreSQL and Valkey, started by tests/conftest.py unless their addresses are given."""

from config.settings.base import *

SECRET_KEY = "tests-only"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PERSONAL_DATA_KEYS = ["dGVzdC1vbmx5LWtleS1ub3QtYS1zZWNyZXQtMDAwMDA="]
FINGERPRINT_KEY = "tests-only-fingerprints"
SEARCH_TOTALS_KEPT_SECONDS = 0
SEARCH_VOCABULARY_SECONDS = 0  # only the words that the code and the commodities bring
DEMO_INBOX = True
SERVE_MEDIA = True
_database = env.str("TEST_DATABASE_NAME", "test_nhanong")
DATABASES["default"]["TEST"] = {"NAME": _database}
CACHES["default"]["KEY_PREFIX"] = f"{_database}:{env.str('PYTEST_XDIST_WORKER', '')}"  # one Valkey for all
if CACHE_URL.rpartition("/")[2].isdigit():  # and a database of it for each worker: clearing empties one whole
    _worker = int((env.str("PYTEST_XDIST_WORKER", "") or "gw0").removeprefix("gw"))
    CACHES["default"]["LOCATION"] = f"{CACHE_URL.rpartition('/')[0]}/{1 + _worker % 15}"
SMS_BACKEND = env.str("SMS_BACKEND", "kernel.messages.backends.QuietBackend")
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STRIPE_API_KEY = env.str("STRIPE_API_KEY", "sk_test_fake")
STRIPE_PUBLISHABLE_KEY = "pk_test_fake"
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", "whsec_test_fake")
STRIPE_API_BASE = env.str("STRIPE_API_BASE", "http://127.0.0.1:9")
CARD_PAYMENTS = True
LOGGING["root"]["level"] = env.str("LOG_LEVEL", "WARNING")
SEARCH = "postgres"
ELASTICSEARCH_INDEX = f"{_database}_{env.str('PYTEST_XDIST_WORKER', 'main')}"  # one server for all
