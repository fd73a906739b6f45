"""The library's client, with our timeouts.

The library takes a fifth of a second to load, so it is imported where it is used: processes that ask no card
provider do not pay for it.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    import stripe

TIMEOUT_SECONDS = 8
NETWORK_RETRIES = 2


def client() -> "stripe.StripeClient":
    return _client(settings.STRIPE_API_KEY, settings.STRIPE_API_BASE)


@lru_cache(maxsize=4)
def _client(api_key: str, api_base: str) -> "stripe.StripeClient":
    """The library repeats a lost request by itself, under the same idempotency key."""
    import stripe

    return stripe.StripeClient(
        api_key,
        base_addresses={"api": api_base},
        max_network_retries=NETWORK_RETRIES,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
    )
