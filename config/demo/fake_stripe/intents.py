"""PaymentIntents: create, confirm, authenticate, capture, cancel, and the end of a hold."""

from config.demo.fake_stripe import currencies, shapes
from config.demo.fake_stripe.desk import Desk
from config.demo.fake_stripe.faults import StripeFault, declined, invalid, unexpected_state
from config.demo.fake_stripe.store import Shape
from config.demo.fake_stripe.testcards import BY_NUMBER, BY_TOKEN, TestCard, passes_luhn

CONFIRMABLE = {"requires_payment_method", "requires_confirmation", "requires_action"}
CANCELLABLE = CONFIRMABLE | {"requires_capture", "processing"}
CANCEL_REASONS = {"duplicate", "fraudulent", "requested_by_customer", "abandoned"}
CREATE_PARAMETERS = (
    "amount",
    "currency",
    "capture_method",
    "allowed_payment_method_types",
    "metadata",
    "description",
)
CAPTURE_METHODS = {"automatic", "automatic_async", "manual"}


def create(desk: Desk) -> Shape:
    desk.allow(*CREATE_PARAMETERS)
    amount, currency = desk.number("amount"), currencies.read(desk)
    currencies.check_amount(amount, currency)
    method = desk.text("capture_method", "automatic_async")
    if method not in CAPTURE_METHODS:
        raise invalid(f"Invalid capture_method: {method}", param="capture_method")
    intent = shapes.intent(
        amount=amount,
        currency=currency,
        capture_method=method,
        types=desk.params.get("allowed_payment_method_types") or ["card"],
        metadata=desk.metadata(),
    )
    intent["description"] = desk.params.get("description")
    desk.store.put(intent)
    desk.announce("payment_intent.created", intent)
    return intent


def retrieve(desk: Desk, intent_id: str) -> Shape:
    return shown(desk, _permitted(desk, intent_id))


def shown(desk: Desk, intent: Shape) -> Shape:
    """With `expand[]=latest_charge` the charge itself stands where its id would; a browser never sees it."""
    if "latest_charge" in (desk.params.get("expand") or []) and intent["latest_charge"] and not desk.public:
        return intent | {"latest_charge": desk.store.get(intent["latest_charge"])}
    return intent


def confirm(desk: Desk, intent_id: str) -> Shape:
    intent = _permitted(desk, intent_id)
    desk.allow(
        "client_secret", "payment_method", "payment_method_data", "return_url", "key", "use_stripe_sdk"
    )
    if intent["status"] not in CONFIRMABLE:
        raise unexpected_state(intent, "confirmed", ", ".join(sorted(CONFIRMABLE)))
    card = _card(desk)
    intent["payment_method"] = remember_card(desk, card)
    intent["last_payment_error"] = None
    if card.three_d_secure:
        return _ask_for_authentication(desk, intent)
    return _charge(desk, intent, card)


def authenticate(desk: Desk, intent_id: str, *, passed: bool) -> Shape:
    """What the bank's page decides. Pressing its button twice changes nothing."""
    intent = desk.fetch("payment_intent", intent_id)
    if intent["status"] != "requires_action":
        return intent
    intent["next_action"] = None
    card = card_of(desk, intent)
    if passed:
        return _charge(desk, intent, card)
    _decline(desk, intent, card, "authentication_required")
    return intent


def capture(desk: Desk, intent_id: str) -> Shape:
    intent = desk.fetch("payment_intent", intent_id)
    desk.allow("amount_to_capture", "final_capture", "metadata")
    if intent["status"] != "requires_capture":
        raise unexpected_state(intent, "captured", "requires_capture")
    amount = desk.number("amount_to_capture", intent["amount_capturable"])
    if amount > intent["amount_capturable"]:
        raise invalid(
            f"The amount_to_capture {amount} is greater than the amount {intent['amount_capturable']} "
            "that can be captured.",
            code="amount_too_large",
            param="amount_to_capture",
        )
    card = card_of(desk, intent)
    if card.capture_decline:
        raise _decline(desk, intent, card, card.capture_decline)
    _take(desk, intent, amount)
    return intent


def cancel(desk: Desk, intent_id: str) -> Shape:
    intent = desk.fetch("payment_intent", intent_id)
    desk.allow("cancellation_reason")
    reason = desk.text("cancellation_reason") or None
    if reason is not None and reason not in CANCEL_REASONS:
        raise invalid(f"Invalid cancellation_reason: {reason}", param="cancellation_reason")
    if intent["status"] not in CANCELLABLE:
        raise unexpected_state(intent, "canceled", ", ".join(sorted(CANCELLABLE)))
    _end(desk, intent, reason)
    return intent


def expire(desk: Desk, intent_id: str) -> Shape:
    """The hold runs out: Stripe cancels the intent by itself."""
    intent = desk.fetch("payment_intent", intent_id)
    if intent["status"] == "requires_capture":
        desk.announce("charge.expired", desk.fetch("charge", intent["latest_charge"]))
        _end(desk, intent, "automatic")
    return intent


def listed(desk: Desk) -> Shape:
    return shapes.listed("/v1/payment_intents", desk.store.newest("payment_intent")[:100])


def remember_card(desk: Desk, card: TestCard) -> str:
    method = {"id": shapes.new_id("pm"), "object": "payment_method", "type": "card", "number": card.number}
    desk.store.put(method)
    return str(method["id"])


def card_of(desk: Desk, intent: Shape) -> TestCard:
    return BY_NUMBER[desk.fetch("payment_method", intent["payment_method"])["number"]]


def _permitted(desk: Desk, intent_id: str) -> Shape:
    intent = desk.fetch("payment_intent", intent_id)
    if desk.public and desk.params.get("client_secret") != intent["client_secret"]:
        raise invalid("The client_secret provided does not match.", param="client_secret")
    return intent


def _card(desk: Desk) -> TestCard:
    """By token from a server, by number from the browser."""
    token, given = desk.params.get("payment_method"), desk.params.get("payment_method_data")
    if token in BY_TOKEN:
        return BY_TOKEN[token]
    if not isinstance(given, dict) or not isinstance(given.get("card"), dict):
        raise invalid(f"No such PaymentMethod: '{token}'", code="resource_missing", param="payment_method")
    number = "".join(letter for letter in str(given["card"].get("number", "")) if letter.isdigit())
    if not passes_luhn(number) or number not in BY_NUMBER:
        raise StripeFault(
            402, "card_error", "Your card number is incorrect.", code="incorrect_number", param="number"
        )
    return BY_NUMBER[number]


def _ask_for_authentication(desk: Desk, intent: Shape) -> Shape:
    url = f"{desk.base_url}/3ds/{intent['id']}?client_secret={intent['client_secret']}"
    intent["status"] = "requires_action"
    intent["next_action"] = {
        "type": "redirect_to_url",
        "redirect_to_url": {"url": url, "return_url": desk.params.get("return_url")},
    }
    desk.store.put(intent)
    desk.announce("payment_intent.requires_action", intent)
    return intent


def _charge(desk: Desk, intent: Shape, card: TestCard) -> Shape:
    if card.decline:
        raise _decline(desk, intent, card, card.decline)
    if intent["capture_method"] != "manual":
        return _take_at_once(desk, intent, card)
    hold = int(desk.store.knob("hold_seconds", 7 * shapes.DAY))
    charge = shapes.charge(intent, card, hold_seconds=hold)
    intent |= {
        "status": "requires_capture",
        "amount_capturable": intent["amount"],
        "latest_charge": charge["id"],
    }
    desk.store.put(charge)
    desk.store.put(intent)
    desk.announce("charge.succeeded", charge)
    desk.announce("payment_intent.amount_capturable_updated", intent)
    desk.store.do_later("expire", intent["id"], after=hold)
    return intent


def _take_at_once(desk: Desk, intent: Shape, card: TestCard) -> Shape:
    """Authorised and captured in one: the charge is captured when it is first heard of, and nothing was ever
    capturable.
    """
    if card.capture_decline:
        raise _decline(desk, intent, card, card.capture_decline)
    charge = shapes.charge(intent, card, hold_seconds=0)
    charge |= {"captured": True, "amount_captured": intent["amount"]}
    intent |= {"status": "succeeded", "amount_received": intent["amount"], "latest_charge": charge["id"]}
    desk.store.put(charge)
    desk.store.put(intent)
    desk.announce("charge.succeeded", charge)
    desk.announce("payment_intent.succeeded", intent)
    return intent


def _take(desk: Desk, intent: Shape, amount: int) -> None:
    charge = desk.fetch("charge", intent["latest_charge"])
    charge |= {"captured": True, "amount_captured": amount}
    charge["payment_method_details"]["card"].pop("capture_before", None)
    intent |= {"status": "succeeded", "amount_capturable": 0, "amount_received": amount}
    desk.store.put(charge)
    desk.store.put(intent)
    desk.announce("charge.captured", charge)
    desk.announce("payment_intent.succeeded", intent)


def _decline(desk: Desk, intent: Shape, card: TestCard, code: str) -> StripeFault:
    """Written down first; the caller raises what comes back, and the server commits all the same."""
    fault = declined(code)
    error = fault.body["error"]
    charge = shapes.charge(intent, card, hold_seconds=0, failure=error)
    intent |= {
        "status": "requires_payment_method",
        "amount_capturable": 0,
        "latest_charge": charge["id"],
        "last_payment_error": error | {"charge": charge["id"]},
        "next_action": None,
    }
    desk.store.put(charge)
    desk.store.put(intent)
    desk.announce("charge.failed", charge)
    desk.announce("payment_intent.payment_failed", intent)
    fault.body["error"] = error | {"charge": charge["id"], "payment_intent": intent}
    return fault


def _end(desk: Desk, intent: Shape, reason: str | None) -> None:
    intent |= {
        "status": "canceled",
        "amount_capturable": 0,
        "canceled_at": shapes.seconds(),
        "cancellation_reason": reason,
        "next_action": None,
    }
    desk.store.put(intent)
    desk.announce("payment_intent.canceled", intent)
