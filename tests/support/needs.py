"""Parts a machine may lack. Their tests are skipped loudly; `REQUIRE=browser,…` makes a missing part fail."""

import os
import shutil
from collections.abc import Callable

import pytest

from tests.support import elastic


def chromium() -> str | None:
    """The browser's program: `CHROMIUM`, or Debian's."""
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


def go() -> str | None:
    """The Go tool builds Stripe's own mock server, to compare our fake with."""
    return shutil.which("go")


STRIPE_MOCK = "stripe-mock cannot be had: Go is not installed, or its module proxy does not answer"
PARTS: dict[str, tuple[Callable[[], object], str]] = {
    "browser": (chromium, "chromium is not installed: `make browser` installs Debian's"),
    "elasticsearch": (elastic.can_start, elastic.MISSING),
    "stripe_mock": (go, STRIPE_MOCK),
}


def _required() -> set[str]:
    return {word.strip() for word in os.environ.get("REQUIRE", "").split(",") if word.strip()}


def check_required() -> None:
    """Refuse to start when a required part is missing or unknown."""
    unknown = _required() - set(PARTS)
    if unknown:
        raise pytest.UsageError(f"REQUIRE names unknown parts: {', '.join(sorted(unknown))}")
    for name in sorted(_required()):
        there, words = PARTS[name]
        if not there():
            raise pytest.UsageError(f"REQUIRE={name}, but {words}")


def mark_missing(items: list[pytest.Item]) -> None:
    for name, (there, words) in PARTS.items():
        wanting = [item for item in items if item.get_closest_marker(name)]
        if wanting and not there():
            for item in wanting:
                item.add_marker(pytest.mark.skip(reason=words))


def say_what_was_left_out(reporter: pytest.TerminalReporter) -> None:
    """One red line for each missing part, above pytest's own last line."""
    skipped = [str(report.longrepr) for report in reporter.stats.get("skipped", [])]
    for name, (_, words) in PARTS.items():
        count = sum(words in reason for reason in skipped)
        if count:
            reporter.write_line(f"NOT RUN: {count} {name} tests, because {words}", red=True, bold=True)
