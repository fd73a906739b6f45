"""Where the embedded servers listen, as `config.local.servers` wrote it down when it started them."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

ADDRESSES_FILE = "addresses.json"


@dataclass(frozen=True)
class LocalAddresses:
    """Addresses of the embedded PostgreSQL and Valkey; empty where none was started."""

    database_url: str = ""
    broker_url: str = ""
    cache_url: str = ""


def local_addresses(folder: Path) -> LocalAddresses:
    """What `folder/addresses.json` says; a database on the usual socket where there is no such file."""
    try:
        known = json.loads((folder / ADDRESSES_FILE).read_text())
    except (FileNotFoundError, ValueError):
        known = {}
    return LocalAddresses(**{**known, "database_url": known.get("database_url") or "postgresql:///nhanong"})


def write_addresses(folder: Path, addresses: LocalAddresses) -> None:
    """Replace the file in one step; only its owner may read it, since the broker's password is in it."""
    draft = folder / f"{ADDRESSES_FILE}.new"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(addresses), indent=1) + "\n")
    draft.replace(folder / ADDRESSES_FILE)


def database_url(*, socket_folder: str, port: int, name: str) -> str:
    """A URL for a server on a Unix socket: the folder stands, percent-encoded, where a host would."""
    return f"postgresql://postgres@{quote(socket_folder, safe='')}:{port}/{name}"
