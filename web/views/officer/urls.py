"""An officer's pages."""

from django.urls import URLPattern, path

from web.views.officer import exports

PATTERNS: list[URLPattern] = [
    path("tinh/xuat-khau", exports.mine, name="my_province_exports"),
    path("tinh/<slug:province_code>/xuat-khau", exports.show, name="province_exports"),
    path("tinh/<slug:province_code>/xuat-khau/ma", exports.decide, name="decide_code"),
    path("tinh/<slug:province_code>/xuat-khau/don/<slug:key>", exports.answer, name="answer_code_request"),
]
