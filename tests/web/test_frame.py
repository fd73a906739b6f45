"""What every page has around it: headers, language, its way through errors."""

import pytest
from django.test import Client, override_settings

from web import policy

pytestmark = pytest.mark.usefixtures("shop")


def test_nothing_inline_and_nothing_from_elsewhere_may_run(client: Client) -> None:
    headers = client.get("/dang-nhap").headers

    policy_said = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy_said
    assert "script-src 'self';" in policy_said
    assert "style-src 'self';" in policy_said
    assert "unsafe" not in policy_said
    assert "frame-ancestors 'none'" in policy_said
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Permissions-Policy"].startswith("camera=(self)")


def test_no_page_has_an_inline_style_or_script(client: Client) -> None:
    for address in ("/", "/tim", "/gio", "/dang-nhap", "/giao-den", "/components", "/tin-nhan-demo"):
        html = client.get(address).content.decode()
        assert " style=" not in html, address
        assert "<style" not in html, address
        assert " onclick=" not in html, address
        assert "<script>" not in html, address


@override_settings(STRIPE_JS_URL="https://js.example/v3/", STRIPE_FRAME_URLS=["https://hooks.example"])
def test_only_the_card_page_lets_the_provider_in() -> None:
    policy.header.cache_clear()
    try:
        card = policy.header("card")
        assert "script-src 'self' https://js.example" in card
        assert "frame-src https://js.example https://hooks.example" in card
        assert "js.example" not in policy.header("ours")
    finally:
        policy.header.cache_clear()


def test_a_request_keeps_the_name_it_came_with(client: Client) -> None:
    assert (
        client.get("/dang-nhap", headers={"X-Request-ID": "abc-12345"}).headers["X-Request-ID"] == "abc-12345"
    )


def test_a_request_with_a_strange_name_gets_another(client: Client) -> None:
    given = client.get("/dang-nhap", headers={"X-Request-ID": "<script>"}).headers["X-Request-ID"]

    assert given != "<script>"
    assert len(given) == 32


def test_pages_are_vietnamese_whatever_the_browser_says(client: Client) -> None:
    html = client.get("/dang-nhap", headers={"Accept-Language": "en"}).content.decode()

    assert '<html lang="vi">' in html
    assert "Đăng nhập" in html


def test_the_switch_makes_them_english_and_says_each_language_in_its_own_words(client: Client) -> None:
    client.post("/ngon-ngu", {"language": "en", "tiep": "/dang-nhap"})
    html = client.get("/dang-nhap").content.decode()

    assert '<html lang="en">' in html
    assert "Sign in" in html
    assert "Tiếng Việt" in html


def test_an_unknown_address_offers_a_search(client: Client) -> None:
    response = client.get("/khong-co-trang-nay")

    assert response.status_code == 404
    assert 'role="search"' in response.content.decode()


def test_a_household_that_does_not_exist_is_a_404(client: Client) -> None:
    assert client.get("/nha-vuon/khong-co").status_code == 404


def test_who_may_not_see_a_page_is_told_so(client: Client) -> None:
    from tests.factories.people import AccountFactory

    client.force_login(AccountFactory.create())

    response = client.get("/buu-cuc")

    assert response.status_code == 403
    assert "Trang này không dành cho bạn" in response.content.decode()


def test_a_form_without_its_token_is_refused_with_a_way_on() -> None:
    response = Client(enforce_csrf_checks=True).post("/gio/doi", {})

    assert response.status_code == 403
    assert "Trang đã để quá lâu" in response.content.decode()


def test_a_broken_page_still_says_what_to_do(client: Client) -> None:
    client.raise_request_exception = False
    from unittest.mock import patch

    with patch("web.views.buyer.front.local_day", side_effect=RuntimeError):
        response = client.get("/", headers={"X-Request-ID": "abcdefgh-1"})

    assert response.status_code == 500
    assert "abcdefgh" in response.content.decode()


@override_settings(DEBUG=False, DEMO_INBOX=False)
def test_demo_pages_are_not_there_in_a_real_shop(client: Client) -> None:
    assert client.get("/tin-nhan-demo").status_code == 404
    assert client.get("/components").status_code == 404


def test_every_page_has_one_h1_and_a_label_for_each_field(client: Client) -> None:
    import re

    for address in ("/", "/tim", "/gio", "/dang-nhap", "/giao-den", "/don-cua-toi", "/components"):
        html = client.get(address).content.decode()
        assert html.count("<h1") == 1, address
        labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
        for field in re.findall(r"<(?:input|select|textarea)[^>]*>", html):
            if 'type="hidden"' in field or 'type="radio"' in field or 'type="checkbox"' in field:
                continue
            name = re.search(r' id="([^"]+)"', field)
            assert "aria-label" in field or (name and name.group(1) in labelled), (address, field)


def test_pages_travel_compressed_where_the_browser_can(client: Client) -> None:
    squeezed = client.get("/components", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/components")

    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in squeezed.headers["Vary"]
    assert len(squeezed.content) < len(plain.content) / 3
