"""What Stripe's objects say, as facts. An older picture of an intent is still true: facts only add up."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from marketplace.payments.enums import FactKind
from marketplace.payments.facts import Fact

RAN_OUT = frozenset({"automatic", "expired"})
RELEASED = "expired_uncaptured_charge"


def facts_of_intent(intent: Mapping[str, Any]) -> list[Fact]:
    """`latest_charge` may be an id or the charge itself."""
    match intent["status"]:
        case "requires_capture":
            return [_authorised(intent, intent["amount_capturable"])]
        case "succeeded":
            captured = Fact(
                kind=FactKind.CAPTURED,
                provider_ref=_charge_id(intent),
                amount=int(intent["amount_received"]),
                currency=intent["currency"].upper(),
            )
            return [_authorised(intent, intent["amount"]), captured]
        case "canceled":
            return [_let_go(intent)]
        case "requires_payment_method" if intent.get("last_payment_error"):
            return [_refused(intent, intent["last_payment_error"])]
    return []


def facts_of_charge(charge: Mapping[str, Any]) -> list[Fact]:
    """A charge that is held says until when."""
    if charge["status"] != "succeeded" or charge["captured"]:
        return []
    return [
        Fact(
            kind=FactKind.AUTHORISED,
            provider_ref=charge["id"],
            amount=int(charge["amount"]),
            currency=charge["currency"].upper(),
            ends_at=_ends_at(charge),
        )
    ]


def facts_of_refund(refund: Mapping[str, Any]) -> list[Fact]:
    """A pending refund is no fact yet. What Stripe calls a refund of a hold that ran out moved no money."""
    if refund.get("reason") == RELEASED:
        return []
    kinds = {
        "succeeded": FactKind.REFUNDED,
        "failed": FactKind.REFUND_FAILED,
        "canceled": FactKind.REFUND_FAILED,
    }
    kind = kinds.get(refund["status"])
    metadata = refund.get("metadata") or {}
    return (
        []
        if kind is None
        else [
            Fact(
                kind=kind,
                provider_ref=refund["id"],
                amount=int(refund["amount"]),
                currency=refund["currency"].upper(),
                reason=refund.get("failure_reason") or "",
                reference=metadata.get("reference", refund["id"]),
                order_reference=metadata.get("order", ""),
            )
        ]
    )


def _authorised(intent: Mapping[str, Any], amount: int) -> Fact:
    charge = intent.get("latest_charge")
    return Fact(
        kind=FactKind.AUTHORISED,
        provider_ref=_charge_id(intent),
        amount=int(amount),
        currency=intent["currency"].upper(),
        ends_at=None if charge is None or isinstance(charge, str) else _ends_at(charge),
    )


def _let_go(intent: Mapping[str, Any]) -> Fact:
    reason = intent.get("cancellation_reason") or ""
    kind = FactKind.ENDED if reason in RAN_OUT else FactKind.CANCELLED
    return Fact(kind=kind, provider_ref=intent["id"], currency=intent["currency"].upper(), reason=reason)


def _refused(intent: Mapping[str, Any], error: Mapping[str, Any]) -> Fact:
    return Fact(
        kind=FactKind.REFUSED,
        provider_ref=error.get("charge") or _charge_id(intent) or intent["id"],
        amount=int(intent["amount"]),
        currency=intent["currency"].upper(),
        reason=error.get("decline_code") or error.get("code") or "",
    )


def _charge_id(intent: Mapping[str, Any]) -> str:
    charge = intent.get("latest_charge") or ""
    return charge if isinstance(charge, str) else str(charge["id"])


def _ends_at(charge: Mapping[str, Any]) -> datetime | None:
    card = (charge.get("payment_method_details") or {}).get("card") or {}
    seconds = card.get("capture_before")
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
