"""Every address of the house."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from api.view import GraphQLView
from config.health import live, ready
from config.media import media
from config.metrics import metrics
from logistics.partner_api.api import partner_api

handler403 = "web.refused.permission_denied"
handler404 = "web.refused.page_not_found"
handler500 = "web.refused.server_error"

urlpatterns = [
    path("healthz", live, name="healthz"),
    path("readyz", ready, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("graphql", GraphQLView.as_view(), name="graphql"),
    path("partner/v1/", partner_api.urls),
    path("admin/", admin.site.urls),
    path("", include("logistics.carriers.urls")),
    path("", include("marketplace.payments.urls")),
    path("", include("web.urls")),
]

if settings.SERVE_MEDIA:
    urlpatterns.append(path("media/<path:path>", media, name="media"))
