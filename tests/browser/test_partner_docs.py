"""The partner's documentation works under our Content-Security-Policy and asks no foreign host."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_page_opens_an_operation_without_complaint(chrome: Browser, live_server: LiveServer) -> None:
    complaints: list[str] = []
    addresses: list[str] = []
    page = chrome.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: addresses.append(request.url))
    page.goto(f"{live_server.url}/partner/v1/docs")
    page.click("#operations-Events-postEvents .opblock-summary-control")
    assert "NNV483920175628" in page.inner_text("#operations-Events-postEvents")
    page.close()
    assert complaints == []
    assert [address for address in addresses if not address.startswith(live_server.url)] == []
