"""`make check`: every static check, one after the other, with its time; the output of those that fail.

python -m config.local.check [word …]      only those whose name holds one of the words
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass

from config.local.failures import LocalFailure
from config.local.folders import CLONE, demo_instance
from config.local.servers import used

PYTHON = sys.executable
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as lint; lint()"


@dataclass(frozen=True)
class Check:
    """One check: its name and its command."""

    name: str
    command: tuple[str, ...]


def _python(name: str, *words: str) -> Check:
    return Check(name, (PYTHON, *words))


CHECKS = (
    _python("style (ruff check)", "-m", "ruff", "check", "--quiet", "."),
    _python("layout (ruff format)", "-m", "ruff", "format", "--check", "--quiet", "."),
    _python("imports (import-linter)", "-c", LINT_IMPORTS),
    _python("budgets", "-m", "tests.architecture.budgets"),
    _python("migrations", "manage.py", "makemigrations", "--check", "--dry-run"),
    _python("GraphQL schema", "manage.py", "print_schema", "--check"),
    _python("partner API description", "manage.py", "print_openapi", "--check"),
    _python("partner API breaks nothing released", "-m", "config.local.breaking"),
    _python("types (mypy)", "-m", "mypy"),
)


def run(check: Check) -> bool:
    """Run one check and say how it went; its output only when it failed."""
    began = time.monotonic()
    print(f"{check.name} … ", end="", flush=True)
    done = subprocess.run(check.command, cwd=CLONE, capture_output=True, text=True, check=False)
    print(f"{'ok' if done.returncode == 0 else 'FAILED'} ({time.monotonic() - began:.1f} s)", flush=True)
    if done.returncode:
        print(f"{done.stdout}{done.stderr}", flush=True)
    return done.returncode == 0


def main(words: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    os.environ.setdefault("NHANONG_LOCAL", str(demo_instance().folder))
    chosen = [check for check in CHECKS if not words or any(word in check.name for word in words)]
    try:
        with used(demo_instance()):
            failed = [check.name for check in chosen if not run(check)]
    except LocalFailure as failure:
        print(failure, file=sys.stderr)
        return 1
    print(f"FAILED: {', '.join(failed)}" if failed else "Every check is fine.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
