"""In and out."""

from django.urls import URLPattern, path

from web.views.sign_in import code, language, leave, telephone

PATTERNS: list[URLPattern] = [
    path("dang-nhap", telephone.show, name="sign_in"),
    path("dang-nhap/ma", code.show, name="sign_in_code"),
    path("ngon-ngu", language.switch, name="language"),
    path("dang-xuat", leave.leave, name="sign_out"),
]
