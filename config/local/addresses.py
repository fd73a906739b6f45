"""Where the embedded servers listen, as `config.local` wrote it down when it started them."""

import json
from dataclasses import dataclass
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
        return LocalAddresses(database_url="postgresql:///nhanong")
    return LocalAddresses(**known)


def database_url(*, socket_folder: str, port: int, name: str) -> str:
    """A URL for a server on a Unix socket: the folder stands, percent-encoded, where a host would."""
    return f"postgresql://postgres@{quote(socket_folder, safe='')}:{port}/{name}"
