"""Errors in Stripe's shape (https://docs.stripe.com/api/errors)."""

from typing import Any


class StripeFault(Exception):
    """`stored` says whether Stripe remembers this answer under the idempotency key (it forgets failed
    validation).
    """

    def __init__(self, status: int, kind: str, message: str, *, stored: bool = False, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.stored = stored
        self.body = {"error": {"type": kind, "message": message, **more}}


def invalid(message: str, *, code: str = "", param: str = "", **more: Any) -> StripeFault:
    named: dict[str, Any] = {name: value for name, value in (("code", code), ("param", param)) if value}
    return StripeFault(400, "invalid_request_error", message, **named, **more)


def missing(kind: str, object_id: str) -> StripeFault:
    return StripeFault(
        404,
        "invalid_request_error",
        f"No such {kind}: '{object_id}'",
        code="resource_missing",
        param="intent" if kind == "payment_intent" else "id",
    )


def unauthorised() -> StripeFault:
    return StripeFault(401, "invalid_request_error", "Invalid API Key provided.")


def declined(decline_code: str, **more: Any) -> StripeFault:
    """A decline is an answer about the card, remembered like a success."""
    code = "expired_card" if decline_code == "expired_card" else "card_declined"
    return StripeFault(
        402,
        "card_error",
        "Your card was declined.",
        stored=True,
        code=code,
        decline_code=decline_code,
        **more,
    )


def key_reused() -> StripeFault:
    return StripeFault(
        400,
        "idempotency_error",
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        "Try using a key other than the one that was sent if you meant to execute a different request.",
    )


def unexpected_state(intent: dict[str, Any], verb: str, wanted: str) -> StripeFault:
    return StripeFault(
        400,
        "invalid_request_error",
        f"This PaymentIntent could not be {verb} because it has a status of {intent['status']}. "
        f"Only a PaymentIntent with one of the following statuses may be {verb}: {wanted}.",
        stored=True,
        code="payment_intent_unexpected_state",
        payment_intent=intent,
    )
