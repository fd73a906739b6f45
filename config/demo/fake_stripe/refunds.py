"""Refunds of captured charges, whole or in part; slow and failing ones too."""

from config.demo.fake_stripe import intents, shapes
from config.demo.fake_stripe.desk import Desk
from config.demo.fake_stripe.faults import invalid
from config.demo.fake_stripe.store import Shape

REASONS = {"duplicate", "fraudulent", "requested_by_customer"}
SLOW_SECONDS = 1.0


def create(desk: Desk) -> Shape:
    desk.allow("payment_intent", "charge", "amount", "reason", "metadata")
    charge = _charge(desk)
    left = charge["amount_captured"] - charge["amount_refunded"]
    if left == 0:
        raise invalid(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    amount = desk.number("amount", left)
    if amount > left:
        raise invalid(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount"
        )
    reason = desk.text("reason") or None
    if reason is not None and reason not in REASONS:
        raise invalid(f"Invalid reason: {reason}", param="reason")
    return _give_back(desk, charge, amount=amount, reason=reason)


def retrieve(desk: Desk, refund_id: str) -> Shape:
    return desk.fetch("refund", refund_id)


def listed(desk: Desk) -> Shape:
    """Newest first; `limit` at most 100, as Stripe has it."""
    desk.allow("payment_intent", "charge", "limit", "starting_after")
    wanted = {name: desk.params[name] for name in ("payment_intent", "charge") if name in desk.params}
    found = [
        refund
        for refund in desk.store.newest("refund")
        if all(refund[name] == value for name, value in wanted.items())
    ]
    after = desk.params.get("starting_after")
    if after:
        ids = [refund["id"] for refund in found]
        found = found[ids.index(after) + 1 :] if after in ids else []
    limit = min(int(desk.params.get("limit", 10)), 100)
    return shapes.listed("/v1/refunds", found[:limit]) | {"has_more": len(found) > limit}


def finish(desk: Desk, refund_id: str, *, succeeded: bool) -> None:
    """What happens days later to a slow refund, or to one whose card no longer exists."""
    refund = desk.fetch("refund", refund_id)
    if succeeded:
        refund["status"] = "succeeded"
        desk.store.put(refund)
        desk.announce("refund.updated", refund)
        return
    refund |= {"status": "failed", "failure_reason": "expired_or_canceled_card"}
    charge = desk.fetch("charge", refund["charge"])
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    desk.store.put(charge)
    desk.store.put(refund)
    desk.announce("refund.failed", refund)


def _charge(desk: Desk) -> Shape:
    if "payment_intent" in desk.params:
        intent = desk.fetch("payment_intent", desk.text("payment_intent"))
        charge_id = intent["latest_charge"] or ""
    else:
        charge_id = desk.text("charge")
    charge = desk.fetch("charge", charge_id)
    if not charge["captured"]:
        raise invalid(
            "This PaymentIntent does not have a successful charge to refund.",
            code="payment_intent_unexpected_state",
        )
    return charge


def _give_back(desk: Desk, charge: Shape, *, amount: int, reason: str | None) -> Shape:
    intent = desk.fetch("payment_intent", charge["payment_intent"])
    manner = intents.card_of(desk, intent).refund
    status = "pending" if manner == "pending" else "succeeded"
    refund = shapes.refund(charge, amount=amount, reason=reason, metadata=desk.metadata(), status=status)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    desk.store.put(refund)
    desk.store.put(charge)
    desk.announce("refund.created", refund)
    desk.announce("charge.refunded", charge)
    if manner:
        after = float(desk.store.knob("slow_seconds", SLOW_SECONDS))
        desk.store.do_later(f"refund:{manner}", refund["id"], after=after)
    return refund
