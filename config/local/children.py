"""The processes of the running shop: started, watched, started again, stopped together."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.local.folders import CLONE
from config.local.processes import last_lines, wait_until

PATIENCE = 20.0  # seconds a process gets to finish what it is doing
RESTARTS, RESTART_WINDOW = 5, 60.0  # more deaths than this in a minute end the shop
_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """Linux ends the child when we are killed, so that a crash leaves no orphan on the port."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process of the shop. Its words go to a file of its own in `logs`."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    deaths: "deque[float]" = field(default_factory=lambda: deque(maxlen=RESTARTS))

    def start(self) -> None:
        """In a group of its own: Ctrl-C in the terminal reaches us alone, and we stop it in good order."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                list(self.command), cwd=CLONE, env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - there are no threads here
            )  # fmt: skip

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        if self.process and self.is_running:
            self.process.terminate()

    def end(self) -> None:
        """Whatever is left of its group after its time is over."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def dies_too_often(self) -> bool:
        """Write one death down; true when it was the last straw."""
        self.deaths.append(time.monotonic())
        return len(self.deaths) == RESTARTS and self.deaths[-1] - self.deaths[0] < RESTART_WINDOW


class Crew:
    """All children of one shop."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = list(children)

    def start(self) -> None:
        """Start those that do not run yet."""
        for child in self.children:
            if not child.is_running:
                child.start()

    def look_after(self) -> str:
        """Start again what has died; the name of the child that dies too often, else nothing."""
        for child in self.children:
            if child.is_running:
                continue
            code = child.process.returncode if child.process else None
            print(
                f"{child.name} ended by itself ({_words(code)}); its last lines, from {child.log}:",
                flush=True,
            )
            print(last_lines(child.log, 6), flush=True)
            if child.dies_too_often():
                return child.name
            print(f"{child.name} is started again", flush=True)
            child.start()
        return ""

    def stop(self) -> None:
        """Ask all at once, wait, then end what has not listened."""
        for child in self.children:
            child.ask_to_stop()
        wait_until(lambda: not any(child.is_running for child in self.children), seconds=PATIENCE)
        for child in self.children:
            child.end()


def _words(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
