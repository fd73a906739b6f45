"""Small facts about processes: who they run as, whether they live, how they are stopped."""

import os
import pwd
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Owner:
    """The user a server runs as. PostgreSQL refuses to be root, so root runs it as `nobody`."""

    name: str
    uid: int
    gid: int

    @classmethod
    def of_servers(cls) -> "Owner":
        entry = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        return cls(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)

    @property
    def is_me(self) -> bool:
        return self.uid == os.geteuid()

    @property
    def popen(self) -> dict[str, Any]:
        """Arguments for subprocess that make the child run as this user."""
        return {} if self.is_me else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may(self, flag: str, path: Path) -> bool:
        """Whether the user may enter (`-x`) or read (`-r`) the path, asked of the kernel itself."""
        asked = subprocess.run(["test", flag, str(path)], check=False, cwd="/", **self.popen)
        return asked.returncode == 0

    def give(self, folder: Path) -> None:
        if not self.is_me:
            os.chown(folder, self.uid, self.gid)


def owner_name(path: Path) -> str:
    """Who owns the path, by name, or by number when the system has no name for it."""
    try:
        return path.owner()
    except KeyError:
        return f"user {path.stat().st_uid}"


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def command_line(pid: int) -> list[str]:
    """The words a process was started with; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def read_pid(path: Path) -> int | None:
    """The number on the first line of a pid file; None for a missing or broken file."""
    try:
        return int(path.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def stop(pid: int, *, sign: signal.Signals = signal.SIGTERM, seconds: float = 20) -> None:
    """Ask a process to end, and end it when it does not listen."""
    for wanted, patience in ((sign, seconds), (signal.SIGKILL, 5.0)):
        try:
            os.kill(pid, wanted)
        except ProcessLookupError:
            return
        if wait_until(lambda: not is_alive(pid), seconds=patience):
            return


def wait_until(is_so: Any, *, seconds: float, pause: float = 0.05) -> bool:
    """Ask until the answer is yes; False when the time is over."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def last_lines(log: Path, count: int = 12) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
    except OSError:
        return "(no log)"
