"""One shop a clone, on a port that is free; else words that help."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config.local.claim import AlreadyRunning, PortRefused, PortTaken, check_port, claimed, free_port

SECOND_SHOP = """
import sys
from pathlib import Path
from config.local.claim import claimed
with claimed(Path(sys.argv[1]), "http://127.0.0.1:8010"):
    print("claimed")
"""


def taken_port() -> tuple[socket.socket, int]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener, listener.getsockname()[1]


def test_a_second_shop_is_told_where_the_first_one_runs(tmp_path: Path) -> None:
    first, second = (claimed(tmp_path, f"http://127.0.0.1:{port}") for port in (8000, 8010))
    with (
        first,
        pytest.raises(AlreadyRunning, match=r"already runs: http://127\.0\.0\.1:8000 \(process"),
        second,
    ):
        pass


def test_a_shop_that_has_ended_or_crashed_lets_go(tmp_path: Path) -> None:
    with claimed(tmp_path, "http://127.0.0.1:8000"):
        pass
    done = subprocess.run(
        [sys.executable, "-c", SECOND_SHOP, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "claimed\n"


def test_a_taken_port_is_named_and_another_one_proposed() -> None:
    listener, port = taken_port()
    with listener, pytest.raises(PortTaken, match=f"PORT={port + 10}"):
        check_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused_with_the_reason() -> None:
    with pytest.raises(PortRefused, match=r"192\.0\.2\.1:8000"):
        check_port("192.0.2.1", 8000)


def test_a_helper_moves_to_a_free_port_when_its_own_is_taken() -> None:
    listener, port = taken_port()
    with listener:
        assert free_port("127.0.0.1", port) != port
    assert free_port("127.0.0.1", port) == port
