"""Whom we may call. A partner writes the address, so it may point at our own house: every address that a name
leads to is looked at, and the one that was looked at is the one that is called (sending.py)."""

import ipaddress
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from logistics.webhooks.refusals import UrlRefused

LONGEST: Final = 500
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_LEAST_PORT: Final = 1024
_INSIDE: Final = (".local", ".internal", ".localhost", ".home.arpa")


def check_url(url: str) -> str:
    """The address as it will be called. Raises UrlRefused for all but https to a name or a public address,
    without a user, on 443 or a high port. Names are looked up only when a message is sent."""
    if len(url) > LONGEST or not url.isascii() or any(letter <= " " or letter == "\x7f" for letter in url):
        raise UrlRefused(why=_("chỉ dùng chữ ASCII, không dấu cách, tối đa 500 chữ."))
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as wrong:
        raise UrlRefused(why=_("không đọc được.")) from wrong
    inside = settings.WEBHOOKS_TO_PRIVATE
    if parts.scheme != "https" and not (inside and parts.scheme == "http"):
        raise UrlRefused(why=_("cần https."))
    if not host or parts.username or parts.password or "\\" in url:
        raise UrlRefused(why=_("không ghi tên người dùng, cần tên máy."))
    if parts.fragment:
        raise UrlRefused(why=_("không dùng dấu #."))
    if port is not None and port != 443 and port < _LEAST_PORT:
        raise UrlRefused(why=_("chỉ dùng cổng 443 hoặc từ 1024."))
    if (literal := _literal(host)) is not None and not inside and not is_public(literal):
        raise UrlRefused(why=_("máy ở mạng trong."))
    if literal is None and not inside and ("." not in host or host.endswith(_INSIDE)):
        raise UrlRefused(why=_("tên máy ở mạng trong."))
    return url


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_public(address: Address) -> bool:
    """Whether it is a machine of the open internet. An IPv6 address that carries an IPv4 one (mapped, 6to4,
    Teredo, NAT64) is as public as what it carries."""
    if isinstance(address, ipaddress.IPv6Address):
        carried = _carried(address)
        if carried is not None:
            return is_public(carried)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    low = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if any(address in network for network in _NAT64) or int(address) >> 32 == 0:
        return low  # the last: IPv4-compatible ::a.b.c.d, long out of use
    return None


def choose(addresses: Sequence[str]) -> str:
    """The address to call, of those that a name leads to: one that is not public spoils them all, for the
    name is then not an honest one. Raises UrlRefused."""
    found = [ipaddress.ip_address(text.partition("%")[0]) for text in addresses]
    if not found:
        raise UrlRefused(why=_("không tìm thấy máy."))
    if not settings.WEBHOOKS_TO_PRIVATE and not all(is_public(address) for address in found):
        raise UrlRefused(why=_("máy ở mạng trong."))
    return str(next((one for one in found if one.version == 4), found[0]))
