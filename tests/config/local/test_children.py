"""The shop's processes are watched, started again, and stopped together with their own children."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.local.children import Child, Crew
from config.local.processes import is_alive, read_pid, wait_until

SLEEPS = "import time; time.sleep(60)"
DEAF = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print('deaf', flush=True); time.sleep(60)"
)
HAS_A_CHILD = (
    "import subprocess, sys, time; "
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
    "print(child.pid, flush=True); time.sleep(60)"
)


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Crew]:
    empty = Crew([])
    yield empty
    for child in empty.children:
        child.end()


def hire(crew: Crew, folder: Path, code: str) -> Child:
    child = Child(name="worker", command=(sys.executable, "-c", code), log=folder / "logs" / "worker.log")
    crew.children.append(child)
    child.start()
    return child


def test_a_child_that_dies_is_started_again(
    crew: Crew, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    child = hire(crew, tmp_path, SLEEPS)
    first = child.pid
    os.kill(first, 9)
    assert wait_until(lambda: not child.is_running, seconds=5)
    assert crew.look_after() == ""
    assert child.is_running
    assert child.pid != first
    assert "worker ended by itself (signal 9)" in capsys.readouterr().out


def test_a_child_that_dies_again_and_again_is_given_up(crew: Crew, tmp_path: Path) -> None:
    child = hire(crew, tmp_path, "print('no database')")
    given_up = ""
    while not given_up:
        wait_until(lambda: not child.is_running, seconds=5)
        given_up = crew.look_after()
    assert given_up == "worker"
    assert "no database" in child.log.read_text()


def test_stopping_leaves_nothing_behind_not_even_the_childs_own_child(crew: Crew, tmp_path: Path) -> None:
    child = hire(crew, tmp_path, HAS_A_CHILD)
    assert wait_until(lambda: bool(read_pid(child.log)), seconds=5)
    grandchild = read_pid(child.log)
    crew.stop()
    assert not child.is_running
    assert grandchild
    assert wait_until(lambda: not is_alive(grandchild), seconds=5)


def test_a_child_that_does_not_listen_is_ended(
    crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.local.children.PATIENCE", 0.3)
    child = hire(crew, tmp_path, DEAF)
    wait_until(lambda: "deaf" in child.log.read_text(), seconds=5)
    began = time.monotonic()
    crew.stop()
    assert not child.is_running
    assert time.monotonic() - began < 5
