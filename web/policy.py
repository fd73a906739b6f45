"""What a browser may load on our pages: nothing inline, nothing evaluated, nothing from elsewhere.

Pages with scripts of others (the admin, GraphiQL, the partner's documentation) have a policy of their own;
the page that takes cards adds the provider's hosts from the settings.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from urllib.parse import urlsplit

from django.conf import settings

Policy = Mapping[str, tuple[str, ...]]

OURS: Policy = MappingProxyType(
    {
        "default-src": ("'none'",),
        "script-src": ("'self'",),
        "style-src": ("'self'",),
        "img-src": ("'self'", "data:", "blob:"),
        "connect-src": ("'self'",),
        "media-src": ("'self'",),
        "form-action": ("'self'",),
        "base-uri": ("'none'",),
        "frame-ancestors": ("'none'",),
    }
)
ADMIN: Policy = MappingProxyType(
    {**OURS, "style-src": ("'self'", "'unsafe-inline'"), "font-src": ("'self'", "data:")}
)

PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(self), usb=(), browsing-topics=()"


@cache
def header(path_kind: str = "ours") -> str:
    """`path_kind` is "ours", "admin" or "card"."""
    policy = ADMIN if path_kind == "admin" else _with(OURS, {"img-src": tuple(settings.PHOTO_HOSTS)})
    if path_kind == "card":
        policy = _with(policy, card_hosts())
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in policy.items())


def card_hosts() -> Policy:
    """Where the provider's script comes from, and the frames and calls that it makes."""
    script = origin(settings.STRIPE_JS_URL)
    frames = tuple(origin(address) for address in settings.STRIPE_FRAME_URLS)
    return {
        "script-src": (script,),
        "frame-src": (script, *frames),
        "connect-src": (script, *frames),
        "style-src": (),
    }


def origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _with(policy: Policy, more: Policy) -> Policy:
    merged = {**policy}
    for name, sources in more.items():
        merged[name] = tuple(dict.fromkeys((*merged.get(name, ()), *sources)))
    return merged
