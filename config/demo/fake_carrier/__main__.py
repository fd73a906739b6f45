"""`python -m config.demo.fake_carrier --port N --state FILE [--shop http://…] [--hooks '{"ghn": "/…"}']`"""

import argparse
import json
import signal
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType

from config.demo.fake_carrier.server import FakeCarrier


def main() -> None:
    reader = argparse.ArgumentParser(prog="fake_carrier", description="Carriers for the demo and the tests.")
    reader.add_argument("--port", type=int, required=True)
    reader.add_argument("--state", type=Path, required=True, help="SQLite file; kept between runs")
    reader.add_argument("--shop", default="", help="the address that hooks without one are below")
    reader.add_argument("--hooks", type=json.loads, default={}, help="where each carrier sends its messages")
    reader.add_argument("--story-seconds", type=float, default=0, help="parcels move on by themselves")
    wanted = reader.parse_args()
    wanted.state.parent.mkdir(parents=True, exist_ok=True)
    try:
        server = FakeCarrier(port=wanted.port, state=wanted.state)
    except OSError as problem:
        sys.exit(f"the fake carrier cannot listen on port {wanted.port}: {problem.strerror}")
    for name in ("shop", "hooks", "story_seconds"):
        if getattr(wanted, name):
            server.turn(name, getattr(wanted, name))
    signal.signal(signal.SIGTERM, _stop)
    print(f"the fake carrier listens on {server.url}", flush=True)
    with suppress(KeyboardInterrupt):
        server.serve()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
