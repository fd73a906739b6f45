"""Who is at the other end of the line, as far as limits need to know."""

from django.conf import settings
from django.http import HttpRequest


def client_of(request: HttpRequest) -> str:
    """The address that the outermost proxy of ours saw; without proxies, the peer's own.

    TRUSTED_PROXIES says how many of the last entries of X-Forwarded-For our own proxies wrote.
    """
    count: int = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if count and len(hops) >= count:
        return hops[-count]
    return str(request.META.get("REMOTE_ADDR", ""))
