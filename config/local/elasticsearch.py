"""Start, find and stop a real Elasticsearch of this clone, one node or several.

    python -m config.local.elasticsearch start|stop|status

`start` gets what is missing, starts one node and leaves it running (`make elasticsearch`). It listens on the
loopback only, without passwords: for the demo shop and the tests of one machine. `ELASTICSEARCH_URL`
replaces it.
"""

import argparse
import contextlib
import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.local.claim import free_port
from config.local.elastic_parts import find_java, have_server, install_missing
from config.local.failures import DidNotStart, LocalFailure
from config.local.folders import CLONE, shelter
from config.local.processes import (
    Owner,
    command_line,
    is_alive,
    last_lines,
    read_pid,
    wait_until,
)

START_SECONDS = 180  # a machine with one busy core takes a minute
STOP_SECONDS = 20
HTTP_PORT, TRANSPORT_PORT = 9209, 9309
MARK = "nhanong.node"  # a system property that names the node's folder in its command line
DROPPED_OPTIONS = ("-Xlog:gc", "-XX:+HeapDump", "-XX:ErrorFile")
CONFIGURATION = """\
cluster.name: {cluster}
node.name: {name}
network.host: 127.0.0.1
http.port: {http}
transport.port: {transport}
path.data: "{folder}/data"
path.logs: "{folder}/logs"
cluster.routing.allocation.disk.threshold_enabled: false
action.auto_create_index: false
xpack.security.enabled: false
{discovery}
"""


@dataclass(frozen=True)
class Node:
    """One server: its folder, its ports, and the transport addresses of all nodes of its cluster."""

    folder: Path
    http: int
    transport: int
    name: str = "n1"
    heap_mb: int = 512
    seeds: Sequence[int] = ()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http}"

    @property
    def log(self) -> Path:
        return self.folder / "console.log"

    @property
    def pid(self) -> int | None:
        """The running launcher, by our pid file and the folder's name in its command line."""
        pid = read_pid(self.folder / "launcher.pid")
        if pid is None or not is_alive(pid):
            return None
        return pid if f"-D{MARK}={self.folder}" in command_line(pid) else None

    @property
    def answers(self) -> bool:
        """Whether it answers and its cluster can be written to."""
        question = f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=1s"
        try:
            with urllib.request.urlopen(question, timeout=3) as answer:
                return json.load(answer)["status"] in {"yellow", "green"}
        except (urllib.error.URLError, OSError, ValueError):
            return False


def launch(node: Node) -> None:
    """Start the node's process and return at once. Data of an earlier run is kept."""
    owner = Owner.of_servers()
    java, home = find_java(owner), have_server()
    _make_folder(node, owner, home)
    command = [
        str(java / "bin" / "java"), "-Xms4m", "-Xmx64m", "-XX:+UseSerialGC", f"-D{MARK}={node.folder}",
        "-cp", f"{home}/lib/tools/server-launcher/*", "org.elasticsearch.server.launcher.ServerLauncher",
    ]  # fmt: skip
    with node.log.open("ab") as log:
        process = subprocess.Popen(
            command, cwd=home, env=_environment(node, java, home), stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True, **owner.popen,
        )  # fmt: skip
    (node.folder / "launcher.pid").write_text(f"{process.pid}\n")


def await_answer(node: Node) -> None:
    """Wait until the node can be used; refuse with its last words when it does not come."""
    if not wait_until(lambda: node.answers or node.pid is None, seconds=START_SECONDS, pause=0.2):
        raise DidNotStart("Elasticsearch", str(node.log), last_lines(node.log))
    if not node.answers:
        raise DidNotStart("Elasticsearch", str(node.log), last_lines(node.log))


def stop_node(node: Node, *, sign: signal.Signals = signal.SIGTERM) -> bool:
    """End the launcher and the server it started; SIGKILL plays a crash. False when it was not running."""
    pid = node.pid
    if pid is None:
        return False
    for wanted, patience in ((sign, STOP_SECONDS), (signal.SIGKILL, 5)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, wanted)
        if wait_until(lambda: not _group_lives(pid), seconds=patience):
            break
    (node.folder / "launcher.pid").unlink(missing_ok=True)
    return True


def _group_lives(group: int) -> bool:
    """Two processes make one server: the launcher may be gone before the other is."""
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            words = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(words[2]) == group and words[0] != "Z":
                return True
    return False


def _environment(node: Node, java: Path, home: Path) -> dict[str, str]:
    heap = f"-Xms{node.heap_mb}m -Xmx{node.heap_mb}m"
    return {
        "ES_HOME": str(home),
        "ES_PATH_CONF": str(node.folder / "conf"),
        "ES_TMPDIR": str(node.folder / "tmp"),
        "ES_DISTRIBUTION_TYPE": "tar",
        "ES_JAVA_OPTS": heap,
        "ES_JAVA_HOME": str(java),
        "JAVA": str(java / "bin" / "java"),
        "JAVA_TYPE": "ES_JAVA_HOME",
        "LANG": "C.UTF-8",
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
    }


def _make_folder(node: Node, owner: Owner, home: Path) -> None:
    for name in ("conf", "data", "logs", "tmp"):
        (node.folder / name).mkdir(parents=True, exist_ok=True)
        owner.give(node.folder / name)
    conf = node.folder / "conf"
    shutil.copy(home / "config" / "log4j2.properties", conf)
    (conf / "jvm.options").write_text(_jvm_options(home))
    (conf / "elasticsearch.yml").write_text(_configuration(node))
    for name in ("users", "users_roles"):
        (conf / name).touch()
    for path in conf.iterdir():
        path.chmod(0o644)
        owner.give(path)


def _jvm_options(home: Path) -> str:
    """The server's own, without the files that nobody reads here."""
    lines = (home / "config" / "jvm.options").read_text().splitlines()
    return "\n".join(line for line in lines if not any(word in line for word in DROPPED_OPTIONS)) + "\n"


def _configuration(node: Node) -> str:
    if node.seeds:
        hosts = ", ".join(f'"127.0.0.1:{port}"' for port in node.seeds)
        masters = ", ".join(f"n{number}" for number in range(1, len(node.seeds) + 1))
        discovery = f"discovery.seed_hosts: [{hosts}]\ncluster.initial_master_nodes: [{masters}]"
    else:
        discovery = "discovery.type: single-node"
    folder = str(node.folder).replace("\\", "\\\\").replace('"', '\\"')
    return CONFIGURATION.format(
        cluster=f"nhanong-{node.seeds[0] if node.seeds else node.transport}",
        name=node.name, http=node.http, transport=node.transport, folder=folder, discovery=discovery,
    )  # fmt: skip


def nodes_in(folder: Path, *, count: int = 1, heap_mb: int = 512) -> list[Node]:
    """`count` nodes of one cluster in `folder`, on free ports; a single node keeps the ports it had."""
    place = _place_for(folder)
    if count == 1:
        return [_single(place, heap_mb)]
    http = [free_port("127.0.0.1", HTTP_PORT + 10 + number) for number in range(count)]
    transport = [free_port("127.0.0.1", TRANSPORT_PORT + 10 + number) for number in range(count)]
    return [
        Node(place / f"n{n + 1}", http[n], transport[n], f"n{n + 1}", heap_mb, tuple(transport))
        for n in range(count)
    ]


def _single(place: Path, heap_mb: int) -> Node:
    known = place / "conf" / "elasticsearch.yml"
    written = known.read_text() if known.exists() else ""
    told = dict(re.findall(r"^(http|transport)\.port: (\d+)$", written, re.MULTILINE))
    http, transport = int(told.get("http", HTTP_PORT)), int(told.get("transport", TRANSPORT_PORT))
    node = Node(place, http, transport, heap_mb=heap_mb)
    if node.pid is not None:
        return node
    return Node(place, free_port("127.0.0.1", http), free_port("127.0.0.1", transport), heap_mb=heap_mb)


def _place_for(folder: Path) -> Path:
    """The folder itself, or one in the shelter where the server's user cannot get there."""
    owner = Owner.of_servers()
    folder.mkdir(parents=True, exist_ok=True)
    return folder if owner.is_me or owner.may("-x", folder) else shelter() / "elasticsearch"


def default_folder() -> Path:
    """One server a clone serves its demo shop and its tests: each writes indices under a name of its own."""
    return CLONE / ".local" / "elasticsearch"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def begin(folder: Path) -> Node:
    """Make sure the one node of `folder` runs or is starting; several processes may call it at once."""
    with _alone(folder):
        node = nodes_in(folder)[0]
        if node.pid is None:
            launch(node)
        return node


def stop(folder: Path) -> bool:
    with _alone(folder):
        (folder / "keep-running").unlink(missing_ok=True)
        return stop_node(nodes_in(folder)[0])


def keep(folder: Path) -> Node:
    """Start the one node and leave it running until `stop`."""
    node = begin(folder)
    (folder / "keep-running").touch()
    await_answer(node)
    return node


@contextmanager
def used(folder: Path) -> Iterator[Node]:
    """The node, for as long as the block runs; the last user stops it unless it is to be kept.

    It may still be starting: `await_answer` waits.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "users.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        try:
            yield begin(folder)
        finally:
            if not (folder / "keep-running").exists() and _is_last(lock.fileno()):
                stop(folder)


def _is_last(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _act(action: str, folder: Path) -> str:
    if action == "start":
        install_missing()
        return f"Elasticsearch runs: {keep(folder).url}"
    if action == "stop":
        return "Elasticsearch has stopped" if stop(folder) else "Elasticsearch was not running"
    node = nodes_in(folder)[0]
    return f"Elasticsearch {'runs: ' + node.url if node.pid and node.answers else 'does not run'}"


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m config.local.elasticsearch", description=__doc__)
    parser.add_argument("action", choices=["start", "stop", "status"])
    try:
        print(_act(parser.parse_args(words).action, default_folder()))
    except LocalFailure as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
