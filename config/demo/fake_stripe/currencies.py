"""Which currencies a charge may be in, and how small and how large (https://docs.stripe.com/currencies).
Amounts are in the smallest unit: the dong, the yen and the won have no decimals.
"""

from typing import Final

from config.demo.fake_stripe.desk import Desk
from config.demo.fake_stripe.faults import StripeFault, invalid

ZERO_DECIMAL: Final = frozenset(
    [
        "bif",
        "clp",
        "djf",
        "gnf",
        "jpy",
        "kmf",
        "krw",
        "mga",
        "pyg",
        "rwf",
        "ugx",
        "vnd",
        "vuv",
        "xaf",
        "xof",
        "xpf",
    ]
)
TWO_DECIMAL: Final = frozenset(
    [
        "usd",
        "aed",
        "aud",
        "brl",
        "cad",
        "chf",
        "cny",
        "czk",
        "dkk",
        "eur",
        "gbp",
        "hkd",
        "huf",
        "idr",
        "ils",
        "inr",
        "isk",
        "mxn",
        "myr",
        "nok",
        "nzd",
        "php",
        "pln",
        "qar",
        "ron",
        "sar",
        "sek",
        "sgd",
        "thb",
        "try",
        "twd",
        "zar",
    ]
)
KNOWN: Final = ZERO_DECIMAL | TWO_DECIMAL
SMALLEST: Final = {
    **{"usd": 50, "aed": 200, "aud": 50, "brl": 50, "cad": 50, "chf": 50, "czk": 15_00, "dkk": 250},
    **{"eur": 50, "gbp": 30, "hkd": 400, "huf": 175_00, "inr": 50, "jpy": 50, "mxn": 10_00, "myr": 200},
    **{"nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 10_00},
}
"""By the currency of settlement; what is not listed has no smallest charge of its own here."""
LARGEST: Final = 99_999_999
"""Eight digits, but for the currencies that need more."""
MORE_DIGITS: Final = frozenset({"cop", "huf", "idr", "inr", "jpy", "krw", "lbp", "vnd"})


def read(desk: Desk) -> str:
    """Lower case, however it was written."""
    currency = desk.text("currency").lower()
    if not currency:
        raise invalid("Missing required param: currency.", code="parameter_missing", param="currency")
    if currency not in KNOWN:
        said = f"Invalid currency: {currency}. Stripe currently supports these currencies: "
        raise invalid(said + ", ".join(sorted(KNOWN)), param="currency")
    return currency


def check_amount(amount: int, currency: str) -> None:
    if amount < SMALLEST.get(currency, 1):
        raise _wrong_amount("amount_too_small", "greater than or equal to the minimum charge amount allowed")
    if amount > LARGEST and currency not in MORE_DIGITS:
        raise _wrong_amount("amount_too_large", "no more than the maximum charge amount allowed")


def _wrong_amount(code: str, must: str) -> StripeFault:
    return invalid(
        f"The amount must be {must} for your account and the currency set.", code=code, param="amount"
    )
