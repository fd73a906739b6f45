"""What partners and staff read of webhooks."""

from django.db.models import Prefetch, QuerySet

from logistics.webhooks.models import Attempt, Delivery, Endpoint
from logistics.webhooks.refusals import UnknownDelivery, UnknownEndpoint


def endpoints_of(*, carrier_code: str) -> QuerySet[Endpoint]:
    return Endpoint.objects.filter(carrier_code=carrier_code)


def endpoint_by_key(*, carrier_code: str, key: str) -> Endpoint:
    """Raises UnknownEndpoint, for another carrier's too."""
    found = endpoints_of(carrier_code=carrier_code).filter(key=key).first()
    if found is None:
        raise UnknownEndpoint
    return found


def deliveries_of(*, carrier_code: str) -> QuerySet[Delivery]:
    """The carrier's log, with endpoint, message and tries: two statements for any page of it."""
    found = Delivery.objects.filter(endpoint__carrier_code=carrier_code)
    tries = Prefetch("tries", Attempt.objects.order_by("number"))
    return found.select_related("endpoint", "message").prefetch_related(tries)


def delivery_by_key(*, carrier_code: str, key: str) -> Delivery:
    """Raises UnknownDelivery, for another carrier's too."""
    found = deliveries_of(carrier_code=carrier_code).filter(key=key).first()
    if found is None:
        raise UnknownDelivery
    return found
