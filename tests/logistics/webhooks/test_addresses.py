"""Partners write the addresses: none of them leads into our own house."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.webhooks.addresses import check_url, choose, is_public
from logistics.webhooks.refusals import UrlRefused


@pytest.mark.parametrize(
    "url",
    [
        "https://partner.example/hook",
        "https://partner.example:8443/a/b?c=d",
        "https://93.184.216.34/hook",
        "https://[2606:4700::1111]/hook",
    ],
)
def test_an_address_of_the_open_internet(url: str) -> None:
    assert check_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "partner.example",
        "http://partner.example/",
        "ftp://partner.example/",
        "file:///etc/passwd",
        "gopher://partner.example/",
        "https://",
        "https:///x",
        "https://user@partner.example/",
        "https://user:word@partner.example/",
        "https://partner.example/#x",
        "https://partner.example:22/",
        "https://partner.example:0/",
        "https://partner.example:99999/",
        "https://partner.example/ x",
        "https://partner.example/\r\nHost: evil",
        "https://partner.example/\x00",
        "https://bưu-cục.example/",
        "https://partner.example\\@127.0.0.1/",
        "https://localhost/",
        "https://db/",
        "https://redis.internal/",
        "https://printer.local/",
        "https://127.0.0.1/",
        "https://10.0.0.8/",
        "https://172.16.4.4/",
        "https://192.168.1.1/",
        "https://100.64.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://0.0.0.0/",
        "https://255.255.255.255/",
        "https://224.0.0.1/",
        "https://[::1]/",
        "https://[::]/",
        "https://[fe80::1]/",
        "https://[fd00:ec2::254]/",
        "https://[ff02::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:a9fe:a9fe]/",
        "https://[::127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://[2002:7f00:1::]/",
        "https://[2002:a9fe:a9fe::]/",
        "https://[2001:0:4136:e378:8000:63bf:f5ff:fffe]/",
        "https://partner.example/" + "x" * 500,
        "https://[::1",
    ],
)
def test_what_is_refused_before_anything_is_looked_up(url: str) -> None:
    with pytest.raises(UrlRefused):
        check_url(url)


@given(st.ip_addresses(v=4))
def test_what_carries_an_address_is_as_public_as_what_it_carries(inner: ipaddress.IPv4Address) -> None:
    number = int(inner)
    for outer in (
        ipaddress.IPv6Address((0xFFFF << 32) | number),
        ipaddress.IPv6Address((0x2002 << 112) | (number << 80)),
        ipaddress.IPv6Address((0x64FF9B << 96) | number),
    ):
        assert is_public(outer) == is_public(inner)


def test_one_address_of_the_inside_spoils_a_name() -> None:
    assert choose(["93.184.216.34", "2606:4700::1111"]) == "93.184.216.34"
    assert choose(["2606:4700::1111"]) == "2606:4700::1111"
    for found in (["93.184.216.34", "127.0.0.1"], ["::1"], ["fe80::1%eth0"], []):
        with pytest.raises(UrlRefused):
            choose(found)
