"""Make `.venv` as the pins say: `python3 config/local/environment.py`. Uses the standard library alone.

Fast when nothing changed: a stamp in `.venv` holds the clone's path and a hash of the pins.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent.parent
VENV = CLONE / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
STAMP = VENV / "nhanong.stamp"
PINS = CLONE / "requirements" / "dev.txt"


def wanted_stamp() -> str:
    """Changes with the pins, the package and the clone's place, which the editable install has inside."""
    content = PINS.read_bytes() + (CLONE / "pyproject.toml").read_bytes()
    return f"{hashlib.sha256(content).hexdigest()} {CLONE}\n"


def is_ready() -> bool:
    return STAMP.is_file() and STAMP.read_text() == wanted_stamp() and _runs()


def _runs() -> bool:
    """A venv whose Python was removed or is too old is of no use."""
    question = "import sys; sys.exit(sys.version_info < (3, 11))"
    try:
        return (
            subprocess.run([str(PYTHON), "-c", question], check=False, stderr=subprocess.DEVNULL).returncode
            == 0
        )
    except OSError:
        return False


def make_venv() -> None:
    if _runs():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    print(f"Making .venv with Python {sys.version.split()[0]}", flush=True)
    try:
        venv.create(VENV, with_pip=True, symlinks=True)
    except subprocess.CalledProcessError:
        sys.exit("Python's venv module cannot install pip here; on Debian: apt-get install python3-venv")


def install() -> None:
    if not UV.exists():
        _run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv")
    print("Installing what requirements/dev.txt pins", flush=True)
    target = ("--python", PYTHON)
    _run(UV, "pip", "sync", "--quiet", *target, PINS)
    _run(UV, "pip", "install", "--quiet", *target, "--no-deps", "--editable", CLONE)


def _run(*words: "str | Path") -> None:
    """Quiet unless it fails; a cache on another disk is copied from, without a warning."""
    environment = {"UV_LINK_MODE": "copy", **os.environ}
    if subprocess.run(list(map(str, words)), check=False, cwd=CLONE, env=environment).returncode:
        sys.exit(f"Setting up failed at: {' '.join(map(str, words[:4]))} …")


def main() -> None:
    if is_ready():
        return
    with (
        CLONE / "pyproject.toml"
    ).open() as lock:  # two commands at once: the second waits, then finds it done
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_ready():
            make_venv()
            install()
            STAMP.write_text(wanted_stamp())


if __name__ == "__main__":
    main()
