"""`make bench`: the shop under load on this machine, everything on the same cores: two web processes, worker, relay,
indexer, PostgreSQL with fsync on, and the client. Prints a table and keeps it in .local/bench/results/.

    python -m benchmarks [--seconds 20] [--listings 15000] [--connections 16] [--only page,listing]

Its data lives in .local/bench and is kept for the next run; `rm -r .local/bench` starts over.
"""

import argparse
import os
import sys
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
os.environ.setdefault("NHANONG_LOCAL", str(CLONE / ".local" / "bench"))
os.environ.setdefault("SMS_BACKEND", "kernel.messages.backends.QuietBackend")
os.environ.setdefault("LOG_LEVEL", "WARNING")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--warm-up", type=float, default=4)
    parser.add_argument("--listings", type=int, default=15_000)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument("--only", default="", help="names of scenarios, with commas")
    parser.add_argument(
        "--steady",
        action="store_true",
        help="then the highest rate of the last one at which the outbox keeps step",
    )
    options = parser.parse_args()
    from benchmarks.run import run  # after the environment is set: settings read it

    return run(options)


if __name__ == "__main__":
    sys.exit(main())
