"""Loading reference data: strict, repeatable, and it says what it did."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from kernel.places.models import Province
from kernel.reference import FixtureError, check_fields, read_yaml, sync

FACTS = {
    "full_name": "Tỉnh Bắc Ninh",
    "kind": "province",
    "folded": "bac ninh",
    "sort_key": "00",
    "latitude": 21.0,
    "longitude": 106.0,
    "admin_version": "2025-07-01",
}
BAC_NINH = {"code": "24", "name": "Bắc Ninh", **FACTS}


@pytest.mark.django_db
def test_rows_are_added_changed_and_left_alone() -> None:
    first = sync(Province, [BAC_NINH], key=("code",))
    again = sync(Province, [BAC_NINH], key=("code",))
    renamed = sync(Province, [{**BAC_NINH, "name": "Kinh Bắc"}], key=("code",))
    other = sync(Province, [{**BAC_NINH, "code": "25"}], key=("code",))
    assert (first.added, first.same) == (["24"], 0)
    assert (again.added, again.changed, again.same) == ([], [], 1)
    assert renamed.changed == ["24: name"]
    assert (other.added, other.gone) == (["25"], ["24"])
    assert Province.objects.get(code="24").name == "Kinh Bắc"


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    count: int, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    rows = [{**BAC_NINH, "code": f"{number:02}"} for number in range(count)]
    with django_assert_num_queries(2):
        sync(Province, rows, key=("code",))
    with django_assert_num_queries(2):
        sync(Province, [{**row, "name": "Khác"} for row in rows], key=("code",))


@pytest.mark.django_db
def test_a_report_names_what_changed_but_not_a_whole_first_load() -> None:
    sync(Province, [BAC_NINH], key=("code",))
    lines = list(sync(Province, [{**BAC_NINH, "name": "Kinh Bắc"}], key=("code",)).lines())
    assert lines == ["places.Province: 0 added, 1 changed, 0 gone, 0 as before", "  ~ 24: name"]


def test_unknown_and_missing_fields_are_refused_by_name() -> None:
    with pytest.raises(FixtureError, match="vai: unknown field colour"):
        check_fields({"code": 1, "colour": 2}, allowed=("code",), where="vai")
    with pytest.raises(FixtureError, match="vai: missing field code"):
        check_fields({}, allowed=("code",), required=("code",), where="vai")


def test_yaml_is_read_without_running_anything(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("!!python/object/apply:os.system [echo]")
    with pytest.raises(Exception, match="could not determine a constructor"):
        read_yaml(file)
