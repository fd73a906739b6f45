"""The demo shop and a developer's own machine: no set-up, nothing secret."""

from config.settings.base import *

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = SECRET_KEY or "demo-only-not-a-secret-0000000000000000000000000000000000"
ALLOWED_HOSTS = ALLOWED_HOSTS or ["*"]
PERSONAL_DATA_KEYS = PERSONAL_DATA_KEYS or ["ZGVtby1vbmx5LWtleS1ub3QtYS1zZWNyZXQtMDAwMDA="]
FINGERPRINT_KEY = FINGERPRINT_KEY or "demo-only-fingerprints-not-a-secret"
DEMO_CODE = env.str("DEMO_CODE", "")
EXPORT_DEMO_REVIEWS = env.bool("EXPORT_DEMO_REVIEWS", True)
DEMO_INBOX = env.bool("DEMO_INBOX", True)
SERVE_MEDIA = True
