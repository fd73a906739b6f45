"""The embedded servers of a test run, shared by runs that happen at the same time."""

import fcntl
import os
from pathlib import Path
from typing import IO

from config.local import servers
from config.local.folders import Instance, test_instance


class TestServers:
    """Holds a shared lock while it uses the servers; who lets go of it last stops what tests have started."""

    __test__ = False

    def __init__(self) -> None:
        self.instance: Instance = test_instance()
        self.lock: IO[str] | None = None

    def start(self) -> None:
        self.instance.folder.mkdir(parents=True, exist_ok=True)
        self.lock = (self.instance.folder / "users.lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_SH)
        started = servers.start(self.instance)
        if started.postgres or started.valkey:
            self._ours.touch()
        os.environ["NHANONG_LOCAL"] = str(self.instance.folder)

    def leave(self) -> None:
        if self.lock is None or not self._ours.exists():
            return
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # another run still needs them, and will stop them
        servers.stop(self.instance)
        self._ours.unlink(missing_ok=True)

    @property
    def _ours(self) -> Path:
        return self.instance.folder / "started-by-tests"
