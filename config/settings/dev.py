"""The demo shop and a developer's own machine: no set-up, nothing secret."""

from config.settings.base import *

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = SECRET_KEY or "demo-only-not-a-secret-0000000000000000000000000000000000"
ALLOWED_HOSTS = ALLOWED_HOSTS or ["*"]
PERSONAL_DATA_KEYS = PERSONAL_DATA_KEYS or ["ZGVtby1vbmx5LWtleS1ub3QtYS1zZWNyZXQtMDAwMDA="]
DEMO_INBOX = env.bool("DEMO_INBOX", True)
