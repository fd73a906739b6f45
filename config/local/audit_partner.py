"""`make audit-partner`: the partner API's contract under Spectral with the rule sets of OWASP and of good
documentation. Fails on any error; warnings are counted, and `SPECTRAL_WARNINGS=1` prints them.

The packages go to .local/partner-audit; the machine's own npm fetches them."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final

from config.local.audit import CannotAudit
from config.local.failures import LocalFailure
from config.local.folders import CLONE, local_root

PACKAGES: Final = (
    "@stoplight/spectral-cli@6.16.3",
    "@stoplight/spectral-owasp-ruleset@2.0.1",
    "@stoplight/spectral-documentation@1.3.1",
)
RULES: Final = CLONE / "config" / "local" / "partner_api.spectral.yaml"
CONTRACT: Final = CLONE / "logistics" / "partner_api" / "openapi.yaml"
NAMES: Final = ("error", "warning", "information", "hint")
Finding = dict[str, Any]


def install(folder: Path) -> None:
    """Fetch the packages once; a new version here fetches again."""
    wanted, stamp = "\n".join(PACKAGES), folder / "packages.txt"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    if shutil.which("npm") is None:
        raise CannotAudit("npm is missing; on Debian: apt-get install npm")
    folder.mkdir(parents=True, exist_ok=True)
    quiet = ("--no-audit", "--no-fund", "--silent", "--prefix", str(folder))
    if subprocess.run(["npm", "install", *quiet, *PACKAGES], check=False).returncode:
        raise CannotAudit("npm could not fetch Spectral; its words stand above")
    stamp.write_text(wanted)


def lint(folder: Path, contract: Path) -> list[Finding]:
    """What Spectral finds. Contract and rules are copied beside the packages, where their names resolve."""
    rules, copy, found = folder / "rules.yaml", folder / "openapi.yaml", folder / "found.json"
    shutil.copy(RULES, rules)
    shutil.copy(contract, copy)
    found.unlink(missing_ok=True)
    command = ["node_modules/.bin/spectral", "lint", "-r", rules.name, "-f", "json", "-o", found.name]
    run = subprocess.run([*command, copy.name], cwd=folder, check=False, capture_output=True, text=True)
    if not found.exists():
        raise CannotAudit(run.stdout + run.stderr or "Spectral said nothing")
    findings: list[Finding] = json.loads(found.read_text())
    return findings


def tell(findings: list[Finding]) -> int:
    """Print every error and the counts; how many errors."""
    errors = [finding for finding in findings if finding["severity"] == 0]
    shown = findings if os.environ.get("SPECTRAL_WARNINGS") else errors
    for finding in shown:
        place = "/".join(str(step).replace("/", "~1") for step in finding["path"])
        print(f"{NAMES[finding['severity']]} {finding['code']}: {finding['message']} at {place}")
    for (severity, code), count in sorted(Counter((f["severity"], f["code"]) for f in findings).items()):
        print(f"{count:5} {NAMES[severity]:12} {code}")
    print(f"{len(errors)} errors, {len(findings) - len(errors)} lesser remarks in {CONTRACT.name}")
    return len(errors)


def main() -> int:
    folder = local_root() / "partner-audit"
    try:
        install(folder)
        return 1 if tell(lint(folder, CONTRACT)) else 0
    except LocalFailure as failure:
        print(failure, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
