"""The post office's pages."""

from django.urls import URLPattern, path

from web.views.post import cash, parcel, today

PATTERNS: list[URLPattern] = [
    path("buu-cuc", today.show, name="post"),
    path("buu-cuc/chuyen/<slug:key>/nhan", today.take, name="take_pickup"),
    path("buu-cuc/chuyen/<slug:key>/tem.pdf", today.labels, name="pickup_labels"),
    path("buu-cuc/kien", parcel.find, name="post_scan"),
    path("buu-cuc/kien/<str:code>", parcel.show, name="post_parcel"),
    path("buu-cuc/tien-mat", cash.show, name="post_cash"),
]
