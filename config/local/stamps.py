"""What was prepared already, for which database: `.local/prepared.json`."""

import hashlib
import json
import os

from config.local.folders import local_root

FILE = "prepared.json"


def read(name: str) -> str:
    return str(_all().get(_key(name), ""))


def write(name: str, value: str) -> None:
    path = local_root() / FILE
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(_all() | {_key(name): value}, indent=1))
    draft.replace(path)


def forget_all() -> None:
    (local_root() / FILE).unlink(missing_ok=True)


def _all() -> dict[str, str]:
    try:
        return dict(json.loads((local_root() / FILE).read_text()))
    except (FileNotFoundError, ValueError):
        return {}


def _key(name: str) -> str:
    """Another database starts with nothing prepared. Only a hash is kept: addresses hold passwords."""
    address = os.environ.get("DATABASE_URL", "")
    return f"{name} {hashlib.sha256(address.encode()).hexdigest()[:8]}" if address else name
