"""Settings that every way of running shares. What differs is in dev.py, test.py and production.py."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

import django_stubs_ext
import environ

from config.local.addresses import local_addresses

django_stubs_ext.monkeypatch()  # `ModelAdmin[Listing]`, `File[bytes]`: the types mypy wants exist at run time

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
LOCAL_DIR = Path(env.str("NHANONG_LOCAL", str(BASE_DIR / ".local")))

_local = local_addresses(LOCAL_DIR)

SECRET_KEY = env.str("SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)  # how many of our proxies write X-Forwarded-For
PUBLIC_URL = env.str("PUBLIC_URL", "http://127.0.0.1:8000")
# A folder with the ePhyto Hub's schemas, which are not ours to ship; without it our own rules check alone.
EPHYTO_XSD_DIR = env.str("EPHYTO_XSD_DIR", "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.admin",
    "django_htmx",
    "ninja",
    "kernel.audit",
    "kernel.places",
    "kernel.rates",
    "kernel.outbox",
    "kernel.idempotency",
    "kernel.messages.apps.MessagesConfig",
    "logistics.goods",
    "logistics.paperwork",
    "logistics.carriers",
    "logistics.documents",
    "logistics.dispatch",
    "logistics.rounds",
    "logistics.webhooks",
    "logistics.partner_api",
    "marketplace.people",
    "marketplace.households",
    "marketplace.catalogue",
    "marketplace.payments",
    "marketplace.orders",
    "marketplace.campaigns",
    "marketplace.postal",
    "search",
    "api",
    "config.demo",
    "web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "web.middleware.RequestIdMiddleware",
    "web.middleware.PageCompressionMiddleware",
    "web.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "web.middleware.PersonMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "people.Account"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "web" / "templates"],  # ours before the admin's own
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "web.context.house",
            ],
            "builtins": ["web.templatetags.house"],
        },
    }
]

DATABASES = {"default": env.db_url_config(env.str("DATABASE_URL", "") or _local.database_url)}
# A socket's folder comes percent-encoded.
DATABASES["default"]["HOST"] = unquote(DATABASES["default"]["HOST"])
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {})
# Statements are prepared at their third use in a connection: planning is a good part of a short query's cost.
# Behind a pooler that hands a session to many (PgBouncer in transaction mode) set PREPARED_STATEMENTS=false.
if env.bool("PREPARED_STATEMENTS", True):
    DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 3}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "") or _local.broker_url
CACHE_URL = env.str("CACHE_URL", "") or _local.cache_url
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    if CACHE_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "web.refused.csrf_failure"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "web" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [("pictures", BASE_DIR / "fixtures" / "pictures")]
STATIC_ROOT = LOCAL_DIR / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
    "jpg",
    "jpeg",
    "png",
    "avif",
    "webp",
    "gif",
    "woff",
    "woff2",
    "map",
    "md",
)
MEDIA_URL = "/media/"
MEDIA_ROOT = LOCAL_DIR / "media"
# Photos in MEDIA_ROOT are served by us; off where a server in front of us, or S3, does it.
SERVE_MEDIA = env.bool("SERVE_MEDIA", False)
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Uploads as they came, with what the camera wrote into them: never served, and deleted once the
    # sizes are made.
    "originals": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": LOCAL_DIR / "originals", "base_url": None},
    },
    # Export papers of authorities and their drafts: only ever given out by a view that asks who it is.
    "papers": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": LOCAL_DIR / "papers", "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if S3_BUCKET := env.str("S3_BUCKET", ""):
    _bucket = {"bucket_name": S3_BUCKET, "endpoint_url": env.str("S3_ENDPOINT_URL", "") or None}
    # photos/ in the bucket may be read by all; originals/ by nobody but us.
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {**_bucket, "querystring_auth": False},
    }
    STORAGES["originals"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {**_bucket, "location": "originals"},
    }
    STORAGES["papers"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {**_bucket, "location": "papers"},
    }

# Hosts that photos are loaded from, when they are not our own ("https://photos.example.vn").
PHOTO_HOSTS = env.list("PHOTO_HOSTS", default=[])

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# Keys that encrypt personal data (identity number, tax code, bank account), newest first.
PERSONAL_DATA_KEYS = env.list("PERSONAL_DATA_KEYS", default=[])
# Keys the fingerprints by which secrets and codes are looked up; it is never rotated.
FINGERPRINT_KEY = env.str("FINGERPRINT_KEY", "")

# Whether reviews of export rules by the demo's made-up reviewers count. Never where real goods leave.
EXPORT_DEMO_REVIEWS = env.bool("EXPORT_DEMO_REVIEWS", False)

SMS_BACKEND = env.str("SMS_BACKEND", "kernel.messages.backends.ConsoleBackend")
# One-time codes an hour from one client address: whole villages share one behind their operator's gateway.
CODE_REQUESTS_PER_CLIENT = env.int("CODE_REQUESTS_PER_CLIENT", 60)
DEMO_CODE = ""  # a sign-in code that always works for demo telephones (0900000xxx); "" = none
SEARCH_VOCABULARY_SECONDS = env.int("SEARCH_VOCABULARY_SECONDS", 300)  # how old the catalogue's words may be
SEARCH_TOTALS_KEPT_SECONDS = env.int("SEARCH_TOTALS_KEPT_SECONDS", 5)  # how old a total beside a list may be
# Which engine answers searches: postgres, or elasticsearch with PostgreSQL to stand in for it.
SEARCH = env.str("SEARCH", "") or "postgres"
ELASTICSEARCH_URL = env.list("ELASTICSEARCH_URL", default=[]) or ["http://127.0.0.1:9209"]  # of each node
ELASTICSEARCH_API_KEY = env.str("ELASTICSEARCH_API_KEY", "")
ELASTICSEARCH_CA = env.str("ELASTICSEARCH_CA", "")  # a file: who signed the nodes' certificates
ELASTICSEARCH_INDEX = env.str("ELASTICSEARCH_INDEX", "nhanong")  # the alias; indices are called after it
SEARCH_GATE = env.str("SEARCH_GATE", "")  # package.module.function: a further gate for a new index
ELASTICSEARCH_SHARDS = env.int("ELASTICSEARCH_SHARDS", 1)
ELASTICSEARCH_REPLICAS = env.int("ELASTICSEARCH_REPLICAS", 0)  # 1 or more with several nodes
METRICS_TOKEN = env.str("METRICS_TOKEN", "")  # whoever bears it may read /metrics; without it nobody may
# A page that shows every message that was sent; demo and tests only.
DEMO_INBOX = env.bool("DEMO_INBOX", False)

STRIPE_API_KEY = env.str("STRIPE_API_KEY", "")
STRIPE_PUBLISHABLE_KEY = env.str("STRIPE_PUBLISHABLE_KEY", "")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", "")
STRIPE_API_BASE = env.str("STRIPE_API_BASE", "https://api.stripe.com")
STRIPE_JS_URL = env.str("STRIPE_JS_URL", "https://js.stripe.com/v3/")
# What the card provider's script opens and calls; the pages' policy lets it where cards are taken.
STRIPE_FRAME_URLS = env.list(
    "STRIPE_FRAME_URLS", default=["https://hooks.stripe.com", "https://api.stripe.com"]
)
CARD_PAYMENTS = bool(STRIPE_API_KEY)

# Which of a carrier's accounts is used: "sandbox" or "production".
CARRIER_ENVIRONMENT = env.str("CARRIER_ENVIRONMENT", "sandbox")
# Where the demo's carriers are: their desk is a page of the demo shop.
FAKE_CARRIER_URL = env.str("FAKE_CARRIER_URL", "")
# How long one worker may be busy with one call to a carrier before another takes it over.
CARRIER_LEASE_SECONDS = env.int("CARRIER_LEASE_SECONDS", 120)

# Webhooks to addresses inside a network, and without TLS: for tests and for trying things out only.
WEBHOOKS_TO_PRIVATE = env.bool("WEBHOOKS_TO_PRIVATE", False)

# Of one token of the partner API.
PARTNER_REQUESTS_PER_MINUTE = env.int("PARTNER_REQUESTS_PER_MINUTE", 30_000)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "web.request_id.RequestIdFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(request_id)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {"elastic_transport": {"level": "WARNING"}},  # else a line for each call
}
