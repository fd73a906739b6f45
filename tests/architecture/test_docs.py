"""What the documents name exists: make targets, commands, settings, files."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

CLONE = Path(__file__).resolve().parent.parent.parent
DOCUMENTS = sorted([CLONE / "README.md", *(CLONE / "docs").rglob("*.md")], key=str)
FOR_TESTS = {"TEST_DATABASE_NAME", "PYTEST_XDIST_WORKER"}
CODE = ("config", "web", "graphql", "search", "marketplace", "logistics", "kernel", "tests", "benchmarks")


@pytest.fixture(scope="module")
def code() -> str:
    files = [path for room in CODE for path in (CLONE / room).rglob("*.py")]
    return "\n".join(path.read_text() for path in [*files, CLONE / "Makefile", CLONE / ".ci" / "run"])


def named(pattern: str) -> set[tuple[str, str]]:
    """(document, name) for each match of the pattern's one group."""
    return {(path.name, name) for path in DOCUMENTS for name in re.findall(pattern, path.read_text())}


def test_every_make_target() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (CLONE / "Makefile").read_text(), re.MULTILINE))
    assert {pair for pair in named(r"(?m)(?:`|^    |=\S+ )make ([a-z-]+)") if pair[1] not in targets} == set()


def test_every_command() -> None:
    assert {pair for pair in named(r"manage\.py ([a-z_]+)") if pair[1] not in get_commands()} == set()


def test_every_setting_and_code(code: str) -> None:
    words = named(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`")
    assert {pair for pair in words if not re.search(rf"\b{pair[1]}\b", code)} == set()


def test_every_linked_file() -> None:
    links = [
        (path, link)
        for path in DOCUMENTS
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text())
    ]
    assert [(path.name, link) for path, link in links if not (path.parent / link).exists()] == []


def test_every_variable_of_the_settings_is_explained() -> None:
    settings = "\n".join(path.read_text() for path in (CLONE / "config" / "settings").glob("*.py"))
    names = set(re.findall(r"(?:env\.\w+|required)\(\s*\"([A-Z_]+)\"", settings)) - FOR_TESTS
    explained = (CLONE / "docs" / "operations.md").read_text()
    assert {name for name in names if f"`{name}`" not in explained} == set()
