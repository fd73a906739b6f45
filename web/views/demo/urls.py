"""Pages of the demo shop: the messages that were sent, and every component on one page."""

from django.urls import URLPattern, path

from web.views.demo import components, inbox

PATTERNS: list[URLPattern] = [
    path("tin-nhan-demo", inbox.show, name="inbox"),
    path("components", components.show, name="components"),
]
