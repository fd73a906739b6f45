"""Which currencies cards are charged in: those whose smallest unit at Stripe is the minor unit of ISO 4217
that kernel.money counts in (https://docs.stripe.com/currencies).

Zero decimals: VND, JPY, KRW; two: the others. Left out on purpose: ISK and UGX, which have none and are sent
as if they had two, HUF and TWD, whose transfers must be whole, and those with three decimals.
"""

from typing import Final

TAKEN: Final = frozenset(
    {"VND", "JPY", "KRW", "EUR", "USD", "GBP", "CHF", "CZK", "PLN", "SEK", "NOK", "DKK", "RON"}
    | {"AUD", "NZD", "CAD", "CNY", "HKD", "SGD", "THB", "MYR", "PHP", "INR", "AED", "SAR", "QAR"}
)
