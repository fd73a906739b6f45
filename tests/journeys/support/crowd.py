"""Many buyers at the same moment, each on a connection of its own that is open before the start."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from benchmarks.load import Connection, Wrong
from kernel.clock import now
from kernel.ids import new_key, new_secret
from marketplace.people.models import TelephoneConfirmation
from marketplace.people.secrets import secret_hash
from tests.factories.places import CAU_GIAY
from tests.journeys.support.people import Goods, new_telephone
from tests.journeys.support.speaking import Answer

PLACE = """mutation Place($input: OrderPlaceInput!) { orderPlace(input: $input) {
  userErrors { code } checkout { total } } }"""
TYPENAME = "{ __typename }"
PLACED = "placed"


@dataclass
class Buyer:
    """Knows what to order, and afterwards what came of it: PLACED, the code of a refusal, or a fault."""

    given: Answer
    outcome: str = ""

    def order(self, connection: Connection) -> None:
        try:
            payload = connection.ask(PLACE, {"input": self.given})["orderPlace"]
            errors = [error["code"] for error in payload["userErrors"]]
            self.outcome = errors[0] if errors else PLACED
        except (Wrong, OSError) as fault:
            self.outcome = f"fault: {fault}"


def crowd(baskets: Sequence[Sequence[tuple[Goods, int]]], choices: Sequence[Answer]) -> list[Buyer]:
    """One buyer a basket, each with a telephone of its own that was confirmed before."""
    telephones = [f"+84{new_telephone()[1:]}" for _ in baskets]
    secrets = [new_secret() for _ in baskets]
    at = now()
    TelephoneConfirmation.objects.bulk_create(
        TelephoneConfirmation(
            secret_hash=secret_hash(secret),
            telephone=telephone,
            confirmed_at=at,
            expires_at=at + timedelta(days=1),
        )
        for telephone, secret in zip(telephones, secrets, strict=True)
    )
    return [
        Buyer(_order(basket, choices, telephone, secret))
        for basket, telephone, secret in zip(baskets, telephones, secrets, strict=True)
    ]


def _order(
    basket: Sequence[tuple[Goods, int]], choices: Sequence[Answer], telephone: str, secret: str
) -> dict[str, Any]:
    return {
        "idempotencyKey": new_key(),
        "lines": [{"listingId": goods.id, "quantity": quantity} for goods, quantity in basket],
        "choices": [{name: each[name] for name in ("householdKey", "serviceCode")} for each in choices],
        "payment": "CASH",
        "name": "Người mua",
        "telephone": telephone,
        "confirmation": secret,
        "communeCode": CAU_GIAY,
        "address": "Số 1, ngõ 12",
    }


def let_loose(url: str, buyers: Sequence[Buyer]) -> None:
    """All connections are open and have been answered once; then all order at the same moment."""
    address = urlsplit(url)
    start = threading.Barrier(len(buyers))

    def run(buyer: Buyer) -> None:
        connection = Connection(address.hostname or "", address.port or 80)
        try:
            connection.ask(TYPENAME, {})
        finally:
            start.wait(timeout=120)
        buyer.order(connection)

    threads = [threading.Thread(target=run, args=(buyer,)) for buyer in buyers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


__all__ = ["PLACED", "Buyer", "crowd", "let_loose"]
