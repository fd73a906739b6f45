"""Where the embedded servers keep their data, their sockets and, when it must be so, their binaries.

`.local/` belongs to the demo shop, `.local/test/` to the tests: two PostgreSQL servers, since the tests' one
gives up durability for speed. Root's servers run as `nobody`, who cannot enter a clone inside a 0700 folder;
their data and a copy of the binaries then live under the system's temporary directory, in a folder named by
a hash of the clone's path.
"""

import hashlib
import os
import re
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.local.failures import WrongOwner
from config.local.processes import Owner

CLONE = Path(__file__).resolve().parent.parent.parent
SOCKET_ROOM = 90  # bytes: sun_path holds 108, and the socket's own name needs 15


@dataclass(frozen=True)
class Instance:
    """One pair of embedded servers."""

    name: str
    folder: Path
    durable: bool  # fsync: on for the demo shop and the measurements, off for tests


def local_root() -> Path:
    return Path(os.environ.get("NHANONG_LOCAL") or CLONE / ".local")


def demo_instance() -> Instance:
    return Instance("demo", local_root(), durable=True)


def test_instance() -> Instance:
    return Instance("test", local_root() / "test", durable=False)


def shelter(parent: Path | None = None) -> Path:
    """The clone's own folder under the temporary directory; refuses one that another user has made."""
    digest = hashlib.sha256(os.fsencode(CLONE)).hexdigest()[:12]
    folder = (parent or Path(tempfile.gettempdir())) / f"nhanong-{digest}"
    folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.geteuid() or not stat.S_ISDIR(found.st_mode):
        raise WrongOwner(str(folder), f"user {found.st_uid}", f"user {os.geteuid()}")
    return folder


def socket_folder(instance: Instance, home: Path) -> Path:
    """A short folder without signs that `unix_socket_directories` would read as its own."""
    if _suits_a_socket(home / "run"):
        return home / "run"
    away = shelter() / instance.name / "run"
    return away if _suits_a_socket(away) else shelter(Path("/tmp")) / instance.name / "run"


def _suits_a_socket(folder: Path) -> bool:
    return len(str(folder)) <= SOCKET_ROOM and re.fullmatch(r"[A-Za-z0-9/._-]+", str(folder)) is not None


def home_for(instance: Instance, owner: Owner) -> Path:
    """The folder of the instance's PostgreSQL: beside the clone's files, or in the shelter."""
    instance.folder.mkdir(parents=True, exist_ok=True)
    inside = owner.is_me or owner.may("-x", instance.folder)
    return instance.folder if inside else shelter() / instance.name
