"""Sends messages until somebody says 2xx, and lets stories go on."""

import http.client
import logging
import threading
from urllib.parse import urljoin, urlsplit

from config.demo.fake_carrier import control
from config.demo.fake_carrier.desk import Desk
from config.demo.fake_stripe.store import Delivery, Shape, Store

log = logging.getLogger(__name__)
TICK_SECONDS = 0.05
FIRST_RETRY_SECONDS = 0.3
LONGEST_RETRY_SECONDS = 5.0
TIMEOUT_SECONDS = 10.0


class Sender(threading.Thread):
    def __init__(self, store: Store) -> None:
        super().__init__(name="messages", daemon=True)
        self.store = store
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(TICK_SECONDS):
            with self.store.transaction():
                for _what, order_id in self.store.take_due():
                    control.tell_story(Desk(self.store), order_id)
            for delivery in self.store.due_deliveries():
                if self.store.knob("pause", False) or self.stopped.is_set():
                    break
                self._send(delivery)

    def _send(self, delivery: Delivery) -> None:
        """A message of a carrier that was given no address is let go."""
        message = self.store.get(delivery.event)
        hook = self.store.knob("hooks", {}).get(message["carrier"]) if message else None
        if message is None or not hook or post(urljoin(self.store.knob("shop", ""), hook), message):
            self.store.delivered(delivery)
        else:
            after = min(FIRST_RETRY_SECONDS * 2**delivery.attempts, LONGEST_RETRY_SECONDS)
            self.store.deliver_again(delivery, after=after)


def post(url: str, message: Shape) -> bool:
    """Whether it was taken."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT_SECONDS)
    path = f"{parts.path}?{message['query']}" if message["query"] else parts.path
    try:
        connection.request("POST", path, body=message["body"].encode(), headers=message["headers"])
        return 200 <= connection.getresponse().status < 300
    except (OSError, http.client.HTTPException) as problem:
        log.info("message not taken: %s", problem)
        return False
    finally:
        connection.close()
