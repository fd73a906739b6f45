"""Processes to be killed, forked off one that has no threads: a fork of pytest itself inherits whatever lock
one of its threads held just then, and waits for it for ever.

python -m tests.support.forks <database>
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

SETTINGS = "config.settings.test"


class Forks:
    """Starts functions by name ("package.module.function") on the test's database."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def start(self, target: str, **arguments: str | int) -> int:
        """The number of the process that does it."""
        return self._ask(do="start", target=target, arguments=arguments)

    def wait(self, pid: int) -> int:
        """How it ended, as os.waitpid says."""
        return self._ask(do="wait", pid=pid)

    def _ask(self, **words: Any) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@contextmanager
def forks(database: str) -> Iterator[Forks]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.forks", database],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": SETTINGS},
        cwd=Path(__file__).resolve().parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Forks(process)
    finally:
        process.kill()
        process.wait()


def _serve(database: str) -> None:
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = database
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a child prints is no answer
    for line in sys.stdin:
        words = json.loads(line)
        if words["do"] == "start":
            told = _fork(words["target"], words["arguments"])
        else:
            told = os.waitpid(words["pid"], 0)[1]
        answers.write(f"{told}\n")
        answers.flush()


def _fork(target: str, arguments: dict[str, Any]) -> int:
    module, _, name = target.rpartition(".")
    function = getattr(import_module(module), name)
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        function(**arguments)
        status = 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    _serve(sys.argv[1])
