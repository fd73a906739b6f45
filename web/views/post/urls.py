"""The post office's pages."""

from django.urls import URLPattern, path

from web.views.post import cash, offices, parcel, rounds, today, vehicles, yard

PATTERNS: list[URLPattern] = [
    path("buu-cuc", today.show, name="post"),
    path("buu-cuc/chuyen/<slug:key>/nhan", today.take, name="take_pickup"),
    path("buu-cuc/chuyen/<slug:key>/tem.pdf", today.labels, name="pickup_labels"),
    path("buu-cuc/chuyen-xe", rounds.show, name="post_rounds"),
    path("buu-cuc/chuyen-xe/chia", rounds.plan_again, name="plan_rounds"),
    path("buu-cuc/xe", vehicles.show, name="post_vehicles"),
    path("buu-cuc/xe/<slug:key>/thoi", vehicles.retire, name="retire_vehicle"),
    path("buu-cuc/xe/<slug:key>/the", vehicles.courier_pass, name="courier_pass"),
    path("the/<str:text>", vehicles.check_pass, name="check_pass"),
    path("buu-cuc/noi-lam", offices.choose, name="post_offices"),
    path("buu-cuc/kien", parcel.find, name="post_scan"),
    path("buu-cuc/kien/<str:code>", parcel.show, name="post_parcel"),
    path("buu-cuc/kien/<str:code>/cho-lay", yard.show, name="post_yard"),
    path("buu-cuc/tien-mat", cash.show, name="post_cash"),
]
