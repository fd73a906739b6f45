"""Stripe's objects, as its OpenAPI description has them (tests compare them with stripe-mock's)."""

import secrets
import time
from typing import Any

from config.demo.fake_stripe.store import Shape
from config.demo.fake_stripe.testcards import TestCard

API_VERSION = "2026-10-28.endive"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"
DAY = 86_400


def new_id(prefix: str) -> str:
    return f"{prefix}_" + "".join(secrets.choice(_LETTERS) for _letter in range(24))


def seconds() -> int:
    return int(time.time())


def intent(*, amount: int, currency: str, capture_method: str, types: list[str], metadata: Shape) -> Shape:
    object_id = new_id("pi")
    return {
        "id": object_id,
        "object": "payment_intent",
        "allowed_payment_method_types": types,
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": capture_method,
        "client_secret": f"{object_id}_secret_{new_id('x')[2:]}",
        "confirmation_method": "automatic",
        "created": seconds(),
        "currency": currency,
        "customer": None,
        "customer_account": None,
        "description": None,
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": metadata,
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": types,
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }


def charge(intent: Shape, card: TestCard, *, hold_seconds: int, failure: Shape | None = None) -> Shape:
    failed = failure is not None
    return {
        "id": new_id("ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": {"address": None, "email": None, "name": None, "phone": None, "tax_id": None},
        "calculated_statement_descriptor": "NHA NONG",
        "captured": False,
        "created": seconds(),
        "currency": intent["currency"],
        "customer": None,
        "description": None,
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": failure["code"] if failure else None,
        "failure_message": failure["message"] if failure else None,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "on_behalf_of": None,
        "outcome": _outcome(failure),
        "paid": not failed,
        "payment_intent": intent["id"],
        "payment_method": intent["payment_method"],
        "payment_method_details": {"type": "card", "card": _card(card, hold_seconds if not failed else 0)},
        "receipt_email": None,
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "failed" if failed else "succeeded",
        "transfer_data": None,
        "transfer_group": None,
    }


def _outcome(failure: Shape | None) -> Shape:
    return {
        "network_status": "declined_by_network" if failure else "approved_by_network",
        "reason": failure["decline_code"] if failure else None,
        "seller_message": None,
        "type": "issuer_declined" if failure else "authorized",
    }


def _card(card: TestCard, hold_seconds: int) -> Shape:
    shown: Shape = {
        "brand": "visa",
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "US",
        "exp_month": 12,
        "exp_year": 2034,
        "funding": "credit",
        "last4": card.number[-4:],
        "network": "visa",
        "three_d_secure": None,
        "wallet": None,
    }
    return shown | ({"capture_before": seconds() + hold_seconds} if hold_seconds else {})


def refund(charge: Shape, *, amount: int, reason: str | None, metadata: Shape, status: str) -> Shape:
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": seconds(),
        "currency": charge["currency"],
        "customer": None,
        "customer_account": None,
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": status,
        "transfer_reversal": None,
    }


def event(kind: str, thing: Shape, *, request_id: str | None, key: str | None) -> Shape:
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": seconds(),
        "data": {"object": thing},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": request_id, "idempotency_key": key},
        "type": kind,
    }


def listed(url: str, things: list[Any]) -> Shape:
    return {"object": "list", "data": things, "has_more": False, "url": url}
