"""Pages of the demo shop: messages that were sent, the desk of its carriers, every component on one page."""

from django.urls import URLPattern, path

from web.views.demo import carriers, components, inbox

PATTERNS: list[URLPattern] = [
    path("tin-nhan-demo", inbox.show, name="inbox"),
    path("hang-demo", carriers.show, name="demo_carriers"),
    path("components", components.show, name="components"),
]
