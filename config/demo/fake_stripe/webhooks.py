"""Signs events and sends them until somebody says 2xx (https://docs.stripe.com/webhooks)."""

import hashlib
import hmac
import http.client
import json
import logging
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from config.demo.fake_stripe import intents, refunds
from config.demo.fake_stripe.desk import Desk
from config.demo.fake_stripe.store import Delivery, Store

log = logging.getLogger(__name__)
TICK_SECONDS = 0.05
FIRST_RETRY_SECONDS = 0.3
LONGEST_RETRY_SECONDS = 30.0
TIMEOUT_SECONDS = 10.0


def signature(*, secret: str, body: str, at: int) -> str:
    """The header Stripe-Signature: HMAC-SHA256 over "<t>.<body>"."""
    digest = hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


@dataclass(frozen=True)
class Endpoint:
    url: str
    secret: str

    def post(self, body: str) -> bool:
        """Whether it was taken (2xx)."""
        parts = urlsplit(self.url)
        connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = connect(parts.netloc, timeout=TIMEOUT_SECONDS)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature(secret=self.secret, body=body, at=int(time.time())),
            "User-Agent": "Stripe/1.0 (fake; +https://stripe.com/docs/webhooks)",
        }
        try:
            connection.request("POST", parts.path or "/", body=body.encode(), headers=headers)
            return 200 <= connection.getresponse().status < 300
        except (OSError, http.client.HTTPException) as problem:
            log.info("webhook not taken: %s", problem)
            return False
        finally:
            connection.close()


class Sender(threading.Thread):
    """One thread: sends what is due, and lets happen what was put off (slow refunds, holds that end)."""

    def __init__(self, store: Store, endpoint: Endpoint | None) -> None:
        super().__init__(name="webhooks", daemon=True)
        self.store = store
        self.endpoint = endpoint
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(TICK_SECONDS):
            self._let_happen()
            if self.endpoint is not None:
                self._send_due(self.endpoint)

    def _send_due(self, endpoint: Endpoint) -> None:
        for delivery in self.store.due_deliveries():
            if self.store.knob("pause", False) or self.stopped.is_set():
                return
            self._send(endpoint, delivery)

    def _send(self, endpoint: Endpoint, delivery: Delivery) -> None:
        event = self.store.get(delivery.event)
        if event is None or endpoint.post(json.dumps(event, indent=2)):
            self.store.delivered(delivery)
        else:
            after = min(FIRST_RETRY_SECONDS * 2**delivery.attempts, LONGEST_RETRY_SECONDS)
            self.store.deliver_again(delivery, after=after)

    def _let_happen(self) -> None:
        with self.store.transaction():
            desk = Desk(self.store)
            for what, object_id in self.store.take_due():
                if what == "expire":
                    intents.expire(desk, object_id)
                else:
                    refunds.finish(desk, object_id, succeeded=what == "refund:pending")
