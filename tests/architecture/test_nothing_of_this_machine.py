"""The repository names no package registry and no place on the machine where it was written."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

CLONE = Path(__file__).resolve().parent.parent.parent
REGISTRIES = r"https?://[^\s/]*(?:pypi|pythonhosted|npmjs|yarnpkg|crates\.io|proxy\.golang)[^\s]*"


def tracked_texts() -> dict[str, str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=CLONE, capture_output=True, check=False)
    paths = [CLONE / os.fsdecode(name) for name in listed.stdout.split(b"\0") if name]
    whole = {path: path.read_bytes() for path in paths if path.is_file()}
    return {
        str(path.relative_to(CLONE)): content.decode()
        for path, content in whole.items()
        if b"\0" not in content[:8000] and path != Path(__file__)
    }


def index_hosts() -> set[str]:
    """The hosts this machine takes its packages from."""
    told = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    named = [told, *(value for name, value in os.environ.items() if re.search("INDEX|PROXY|REGISTRY", name))]
    urls = [url for text in named for url in re.findall(r"https?://[^\s'\"]+", text)]
    return {
        host for url in urls if (host := urlsplit(url).hostname) and host not in ("localhost", "127.0.0.1")
    }


def test_no_registry_is_named() -> None:
    hosts = "|".join([REGISTRIES, *map(re.escape, index_hosts())])
    assert [name for name, text in tracked_texts().items() if re.search(hosts, text)] == []


def test_no_path_of_this_machine_is_named() -> None:
    home = str(Path.home())
    places = [place for place in (str(CLONE), home) if place.count("/") > 1]
    assert [name for name, text in tracked_texts().items() if any(place in text for place in places)] == []
