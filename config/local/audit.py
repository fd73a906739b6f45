"""`make audit`: graphql-http's audits from npm against the running shop's GraphQL address.

The packages go to .local/audit; the machine's own npm fetches them. `AUDIT_URL` names another address.
"""

import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from config.local.failures import LocalFailure
from config.local.folders import CLONE, local_root

PACKAGES = ("graphql-http@1", "graphql@16")


class CannotAudit(LocalFailure):
    """Something the audit needs is missing; the text says what."""


def address() -> str:
    """The endpoint; refuses when nobody answers there."""
    url = os.environ.get("AUDIT_URL") or f"http://127.0.0.1:{os.environ.get('PORT') or 8000}/graphql"
    try:
        urllib.request.urlopen(f"{url}?query=%7B__typename%7D", timeout=10).close()
    except urllib.error.HTTPError:
        pass  # it answers
    except OSError:
        raise CannotAudit(
            f"Nobody answers at {url}. Run `make demo` beside, or set PORT or AUDIT_URL."
        ) from None
    return url


def install(folder: Path) -> None:
    if shutil.which("npm") is None:
        raise CannotAudit("npm is missing; on Debian: apt-get install npm")
    folder.mkdir(parents=True, exist_ok=True)
    quiet = ("--no-audit", "--no-fund", "--silent", "--prefix", str(folder))
    if subprocess.run(["npm", "install", *quiet, *PACKAGES], check=False).returncode:
        raise CannotAudit("npm could not fetch graphql-http; its words stand above")


def main() -> int:
    folder = local_root() / "audit"
    try:
        url = address()
        install(folder)
    except LocalFailure as failure:
        print(failure, file=sys.stderr)
        return 1
    script = shutil.copy(CLONE / "config" / "local" / "audit.mjs", folder)  # beside its packages
    return subprocess.run(["node", script, url], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
