"""The folder `graphql/` must not shadow the package graphql-core, which graphene needs."""

from pathlib import Path

import graphql

import api

CLONE = Path(__file__).resolve().parent.parent.parent


def test_the_folder_is_no_package() -> None:
    assert not (CLONE / "graphql" / "__init__.py").exists()


def test_graphql_is_the_installed_package() -> None:
    assert "site-packages" in Path(graphql.__file__).parts


def test_the_one_package_inside_is_api() -> None:
    assert [path.parent.name for path in (CLONE / "graphql").glob("*/__init__.py")] == ["api"]
    assert Path(api.__file__).parent == CLONE / "graphql" / "api"
