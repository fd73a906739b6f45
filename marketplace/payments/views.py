"""The one address that the card provider calls."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kernel.clock import now
from marketplace.payments.cards import messages
from marketplace.payments.providers.stripe.webhook import NotFromStripe


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Stored before it is answered; 400 for a wrong or stale signature. A message we have had is answered
    the same.
    """
    signature = request.headers.get("Stripe-Signature", "")
    try:
        messages.store(body=request.body, signature=signature, at=now())
    except NotFromStripe:
        return JsonResponse({"error": "signature"}, status=400)
    return JsonResponse({"received": True})
