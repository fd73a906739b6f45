"""Production: every address and every secret comes from the environment; a missing one stops the start."""

from config.settings.base import *

SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
DATABASES["default"] = {**DATABASES["default"], **env.db_url("DATABASE_URL")}
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL")
PERSONAL_DATA_KEYS = env.list("PERSONAL_DATA_KEYS")
DEMO_INBOX = False

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
