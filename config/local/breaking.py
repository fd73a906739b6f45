"""`make check` and the tests: does the partner API's new contract break what partners have built on the
released one (logistics/partner_api/released/openapi-v1.yaml)?

    python -m config.local.breaking              compare; fails with a line per breakage
    python -m config.local.breaking --release    compare, and keep the new contract as the released one

Compared in Python always (config/local/narrowing.py), and by oasdiff besides where Go is installed."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import yaml

from config.local.folders import CLONE, local_root
from config.local.narrowing import Contracts

OASDIFF: Final = "github.com/oasdiff/oasdiff@v1.36.0"
NEW: Final = CLONE / "logistics" / "partner_api" / "openapi.yaml"
RELEASED: Final = CLONE / "logistics" / "partner_api" / "released" / "openapi-v1.yaml"
Document = dict[str, Any]


def breakages(old: Document, new: Document) -> list[str]:
    """In words, everything that worked by the old contract and no longer does by the new one."""
    pair = Contracts(old, new)
    found: list[str] = []
    for path, methods in old["paths"].items():
        for method, operation in methods.items():
            place = f"{method.upper()} {path}"
            now = new["paths"].get(path, {}).get(method)
            found += _operation(pair, place, operation, now) if now else [f"{place}: the operation is gone"]
    return found


def _operation(pair: Contracts, place: str, old: Document, new: Document) -> list[str]:
    found = _naming(place, old, new)
    found += _parameters(pair, place, old, new)
    found += _request(pair, place, old.get("requestBody"), new.get("requestBody"))
    for status, answer in old["responses"].items():
        if status not in new["responses"]:
            found.append(f"{place}: the answer {status} is gone")
        else:
            found += _answer(pair, f"{place} {status}", answer, new["responses"][status])
    return found


def _naming(place: str, old: Document, new: Document) -> list[str]:
    """What generated clients are named by, and what tokens are needed."""
    found = []
    if old.get("operationId") != new.get("operationId"):
        found.append(f"{place}: operationId {old.get('operationId')} is now {new.get('operationId')}")
    if any(way not in new.get("security", []) for way in old.get("security", [])):
        found.append(f"{place}: a token that sufficed no longer does (security)")
    if new.get("security") and not old.get("security"):
        found.append(f"{place}: a token is needed now (security)")
    return found


def _parameters(pair: Contracts, place: str, old: Document, new: Document) -> list[str]:
    before = {(one["in"], one["name"]): one for one in old.get("parameters", [])}
    after = {(one["in"], one["name"]): one for one in new.get("parameters", [])}
    found = [f"{place}: parameter {key[1]} is gone" for key in before.keys() - after.keys()]
    for key, one in after.items():
        was = before.get(key, {})
        where = f"{place}: parameter {key[1]}"
        if one.get("required") and not was.get("required"):
            found.append(f"{where} is required now")
        if was:
            found += pair.accepts_less(where, was["schema"], one["schema"])
    return found


def _request(pair: Contracts, place: str, old: Document | None, new: Document | None) -> list[str]:
    if old is None:
        return [f"{place}: a body is required now"] if new and new.get("required") else []
    if new is None:
        return [f"{place}: the body is gone"]
    found = []
    if new.get("required") and not old.get("required"):
        found.append(f"{place}: a body is required now")
    for kind, content in old["content"].items():
        if kind not in new["content"]:
            found.append(f"{place}: bodies of {kind} are no longer taken")
        else:
            found += pair.accepts_less(f"{place} body", content["schema"], new["content"][kind]["schema"])
    return found


def _answer(pair: Contracts, place: str, old: Document, new: Document) -> list[str]:
    old, new = pair.of_old(old), pair.of_new(new)
    gone = old.get("headers", {}).keys() - new.get("headers", {}).keys()
    found = [f"{place}: header {name} is gone" for name in sorted(gone)]
    for kind, content in old.get("content", {}).items():
        if kind not in new.get("content", {}):
            found.append(f"{place}: answers of {kind} are gone")
        else:
            found += pair.answers_more(f"{place} answer", content["schema"], new["content"][kind]["schema"])
    return found


def oasdiff(old: Path, new: Path) -> tuple[int, str] | None:
    """Its exit code and words; None, said loudly, where it cannot be had."""
    folder = local_root() / "oasdiff"
    tool = folder / "oasdiff"
    if not tool.exists():
        if shutil.which("go") is None:
            print("SKIPPED: oasdiff, for Go is not installed; the comparison in Python stands alone.")
            return None
        command = ["env", f"GOBIN={folder}", "GOFLAGS=-mod=mod", "go", "install", OASDIFF]
        if subprocess.run(command, check=False).returncode:
            print("SKIPPED: oasdiff, for Go could not fetch it; the comparison in Python stands alone.")
            return None
    words = [str(tool), "breaking", str(old), str(new), "--fail-on", "ERR", "-f", "singleline"]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    return run.returncode, run.stdout + run.stderr


def main(words: list[str]) -> int:
    old, new = (yaml.safe_load(path.read_text("utf-8")) for path in (RELEASED, NEW))
    found = breakages(old, new)
    print("\n".join(found) if found else "Nothing that was released breaks (compared in Python).")
    theirs = oasdiff(RELEASED, NEW)
    if theirs:
        print(f"oasdiff: {theirs[1].strip() or 'no breaking change'}")
    failed = bool(found) or (theirs is not None and theirs[0] != 0)
    if "--release" in words and not failed:
        shutil.copy(NEW, RELEASED)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
