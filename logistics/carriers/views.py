"""The addresses that carriers send their messages to: one for each account, with a secret in it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kernel.clock import now
from kernel.limits import client_of
from logistics.carriers.operations import store_message
from logistics.carriers.protocol import Inbound
from logistics.carriers.trouble import KeyRefused, NotFromCarrier

LARGEST_MESSAGE = 256 * 1024


@csrf_exempt
@require_POST
def carrier_hook(request: HttpRequest, carrier_code: str, secret: str) -> HttpResponse:
    """Stored before it is answered. Whatever does not prove itself is told the same, so that nobody learns
    which part was wrong.
    """
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > LARGEST_MESSAGE:
        return JsonResponse({"error": "size"}, status=413)
    at = now()
    inbound = Inbound(
        body=request.body,
        headers={name.lower(): value for name, value in request.headers.items()},
        query={name: value for name, value in request.GET.items() if isinstance(value, str)},
        received_at=at,
    )
    try:
        answer = store_message(
            carrier_code=carrier_code, secret=secret, client=client_of(request), inbound=inbound, at=at
        )
    except (NotFromCarrier, KeyRefused):
        return JsonResponse({"error": "not found"}, status=404)
    return JsonResponse(answer)
