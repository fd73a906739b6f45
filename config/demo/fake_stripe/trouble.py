"""Answers that get lost, and answers that are errors, on purpose."""

from config.demo.fake_stripe import intents
from config.demo.fake_stripe.api import Ask, Reply
from config.demo.fake_stripe.desk import Desk
from config.demo.fake_stripe.faults import StripeFault
from config.demo.fake_stripe.store import Store

LOST_BY_A_CARD = 5


def refuse_first(store: Store, ask: Ask) -> Reply | None:
    """The knob `fail`: [{"path": "capture", "times": 2, "status": 500}] answers before anything is done."""
    for wish in store.knob("fail", []):
        if wish["path"] in ask.path and wish["times"] > 0:
            _use_up(store, "fail", wish)
            body = {"error": {"type": "api_error", "message": "Something is wrong on Stripe's side."}}
            return Reply(int(wish.get("status", 500)), body, "req_trouble")
    return None


def loses(store: Store, ask: Ask, reply: Reply) -> bool:
    """Whether this answer never arrives: the knob `lose`, or a card that loses the first five answers of
    a kind.
    """
    for wish in store.knob("lose", []):
        if wish["path"] in ask.path and ask.method == "POST" and wish["times"] > 0:
            _use_up(store, "lose", wish)
            return True
    return _card_loses(store, ask, reply)


def _card_loses(store: Store, ask: Ask, reply: Reply) -> bool:
    intent_id = reply.body.get("payment_intent") or reply.body.get("id", "")
    intent = store.get(intent_id) if isinstance(intent_id, str) else None
    if ask.method != "POST" or intent is None or not intent.get("payment_method"):
        return False
    try:
        card = intents.card_of(Desk(store), intent)
    except StripeFault:
        return False
    name = f"lost:{card.lose}:{intent['id']}"
    lost = int(store.knob(name, 0))
    if not card.lose or card.lose not in ask.path or lost >= LOST_BY_A_CARD:
        return False
    with store.transaction():
        store.turn(name, lost + 1)
    return True


def _use_up(store: Store, name: str, wish: dict[str, object]) -> None:
    with store.transaction():
        wishes = store.knob(name, [])
        for other in wishes:
            if other["path"] == wish["path"] and other["times"] == wish["times"]:
                other["times"] -= 1
                break
        store.turn(name, wishes)
