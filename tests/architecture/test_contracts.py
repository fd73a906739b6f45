"""Imports point down, and each room stands in the contract that says so."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

CLONE = Path(__file__).resolve().parent.parent.parent
NO_ROOMS = {"tests", "benchmarks", "fixtures", "docs", "requirements"}


def contracts() -> dict[str, dict[str, Any]]:
    settings = tomllib.loads((CLONE / "pyproject.toml").read_text())["tool"]["importlinter"]
    return {contract["name"]: contract for contract in settings["contracts"]}


def packages_in(folder: Path) -> set[str]:
    return {path.parent.name for path in folder.glob("*/__init__.py")}


def test_every_top_level_folder_is_a_storey() -> None:
    storeys = {
        name.strip()
        for layer in contracts()["The storeys of the house"]["layers"]
        for name in layer.split("|")
    }
    assert storeys == (packages_in(CLONE) | packages_in(CLONE / "graphql")) - NO_ROOMS


def test_the_contracts_are_kept() -> None:
    linter = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"]
    told = subprocess.run(linter, cwd=CLONE, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
