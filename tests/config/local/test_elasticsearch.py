"""What is said where Elasticsearch cannot be had, and how the running one is found."""

from pathlib import Path

import pytest

from config.local import elastic_parts, elasticsearch
from config.local.elastic_parts import NoJava, NoMaven, NotFetched, find_java, java_version
from config.local.processes import Owner


def java(folder: Path, version: str) -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "java").touch(mode=0o755)
    (folder / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}"\n')
    return folder


@pytest.mark.parametrize(("told", "major"), [("21.0.4", 21), ("25", 25), ("17.0.15", 17), ("1.8.0_392", 1)])
def test_the_version_of_a_java_is_read_from_its_release_file(tmp_path: Path, told: str, major: int) -> None:
    assert java_version(java(tmp_path / "jdk", told)) == major


def test_a_folder_without_java_has_none(tmp_path: Path) -> None:
    assert java_version(tmp_path) == 0
    (tmp_path / "release").write_text('JAVA_VERSION="25"\n')
    assert java_version(tmp_path) == 0


def test_an_old_java_is_named_in_the_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = java(tmp_path / "jdk", "17.0.2")
    monkeypatch.setattr(elastic_parts, "_java_homes", lambda: iter([old]))
    with pytest.raises(NoJava, match=r"needs Java 21 or newer\. Found: Java 17 in"):
        find_java(Owner.of_servers())


def test_without_maven_the_refusal_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NHANONG_CACHE", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoMaven, match="apt-get install maven"):
        elastic_parts.have_server()
    assert not elastic_parts.is_fetched()


def test_what_maven_says_reaches_the_person_and_nothing_half_fetched_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "mvn"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'no route to the repository'\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setenv("NHANONG_CACHE", str(tmp_path / "cache"))
    with pytest.raises(NotFetched, match="no route to the repository"):
        elastic_parts.have_server()
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["fetch.lock"]


def test_a_folder_that_nothing_runs_in_has_no_server(tmp_path: Path) -> None:
    node = elasticsearch.Node(tmp_path, http=1, transport=2)
    (tmp_path / "launcher.pid").write_text("1\n")  # somebody else's process
    assert node.pid is None
    assert not node.answers
    assert not elasticsearch.stop_node(node)


@pytest.mark.elasticsearch
def test_the_started_server_is_found_again_and_not_started_twice() -> None:
    with elasticsearch.used(elasticsearch.default_folder()) as node:
        elasticsearch.await_answer(node)
        assert elasticsearch.begin(elasticsearch.default_folder()).pid == node.pid
