"""Cards that do what a test wants. Where Stripe has such a test number, it is Stripe's; the others are
ours.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class TestCard:
    """`decline`, `capture_decline`: Stripe decline codes. `lose`: the call whose answer gets lost, often
    enough that the library's own retries do not help. `refund`: "", "pending" (succeeds later) or
    "failing" (fails later).
    """

    __test__ = False

    number: str
    token: str
    what: str
    decline: str = ""
    capture_decline: str = ""
    three_d_secure: bool = False
    lose: str = ""
    refund: str = ""


CARDS = (
    TestCard("4242424242424242", "pm_card_visa", "succeeds"),
    TestCard("4000000000000002", "pm_card_visa_chargeDeclined", "is declined", decline="generic_decline"),
    TestCard(
        "4000000000009995",
        "pm_card_visa_chargeDeclinedInsufficientFunds",
        "has too little money",
        decline="insufficient_funds",
    ),
    TestCard(
        "4000002500003155", "pm_card_authenticationRequired", "asks for 3-D Secure", three_d_secure=True
    ),
    TestCard("4000000000007726", "pm_card_pendingRefund", "refunds slowly", refund="pending"),
    TestCard("4000000000005126", "pm_card_refundFail", "takes no refund", refund="failing"),
    TestCard(
        "4000000000001018", "pm_card_answerLostOnCapture", "is charged, the answer lost", lose="capture"
    ),
    TestCard("4000000000001026", "pm_card_answerLostOnConfirm", "is held, the answer lost", lose="confirm"),
    TestCard("4000000000001034", "pm_card_answerLostOnRefund", "is refunded, the answer lost", lose="refund"),
    TestCard(
        "4000000000001042",
        "pm_card_captureDeclined",
        "is held but cannot be charged",
        capture_decline="generic_decline",
    ),
)
BY_NUMBER = {card.number: card for card in CARDS}
BY_TOKEN = {card.token: card for card in CARDS}


def passes_luhn(number: str) -> bool:
    digits = [int(letter) for letter in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
