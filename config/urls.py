"""Every address of the house."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from api.view import GraphQLView
from logistics.partner_api.api import partner_api

urlpatterns = [
    path("graphql", GraphQLView.as_view(), name="graphql"),
    path("partner/v1/", partner_api.urls),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("marketplace.payments.urls")),
    path("", include("web.urls")),
]

if settings.DEBUG or settings.DEMO_INBOX:
    from django.conf.urls.static import static

    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)
