"""Where to go next: only to an address of our own."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def next_url(request: HttpRequest, *, otherwise: str) -> str:
    """The `tiep` parameter of the form or the address, if it stays here."""
    wanted = request.POST.get("tiep") or request.GET.get("tiep") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else otherwise
