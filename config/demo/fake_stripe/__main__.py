"""`python -m config.demo.fake_stripe --port N --state FILE --webhook URL --secret whsec_…`"""

import argparse
import signal
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType

from config.demo.fake_stripe.server import FakeStripe


def main() -> None:
    reader = argparse.ArgumentParser(
        prog="fake_stripe", description="A small Stripe for the demo and the tests."
    )
    reader.add_argument("--port", type=int, required=True)
    reader.add_argument("--state", type=Path, required=True, help="SQLite file; kept between runs")
    reader.add_argument("--webhook", default="", help="where events are sent")
    reader.add_argument("--secret", default="", help="whsec_… that signs them")
    wanted = reader.parse_args()
    wanted.state.parent.mkdir(parents=True, exist_ok=True)
    try:
        server = FakeStripe(
            port=wanted.port, state=wanted.state, webhook=wanted.webhook, secret=wanted.secret
        )
    except OSError as problem:
        sys.exit(f"fake Stripe cannot listen on port {wanted.port}: {problem.strerror}")
    signal.signal(signal.SIGTERM, _stop)
    print(f"fake Stripe listens on {server.url}", flush=True)
    with suppress(KeyboardInterrupt):
        server.serve()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
