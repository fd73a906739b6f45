"""What the person who waits for the demo is shown."""

import sys
from pathlib import Path
from typing import Any

import pytest

from config.local import prepare, stamps


def test_the_demos_progress_is_shown_and_its_messages_go_to_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def command(_name: str, *, stdout: Any, **_options: object) -> None:
        stdout.write("   2.1 s  day 1 of 22: 8 orders\n")
        sys.stdout.write("SMS of an order\n")

    monkeypatch.setattr(prepare, "call_command", command)
    monkeypatch.setattr(prepare, "local_root", lambda: tmp_path)
    monkeypatch.setattr(stamps, "read", lambda _name: "")
    monkeypatch.setattr(stamps, "write", lambda _name, _state: None)
    step = next(step for step in prepare.STEPS if "Demo" in step.words)

    prepare.take(step)

    shown = capsys.readouterr().out
    assert "day 1 of 22: 8 orders" in shown
    assert "SMS" not in shown
    log = (tmp_path / "logs" / "setup.log").read_text()
    assert "day 1 of 22: 8 orders" in log
    assert "SMS of an order" in log
