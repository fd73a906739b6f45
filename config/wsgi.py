"""WSGI entry point. Without DJANGO_SETTINGS_MODULE it is production, which refuses to start with anything
missing.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = get_wsgi_application()

from config.warm import warm  # noqa: E402 reads models, so only once the application stands

warm()
