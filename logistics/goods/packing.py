"""How goods are packed for the post: data rows of fixtures/packing.yaml, read once."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import get_language

from kernel.reference import FixtureError, check_fields, read_yaml
from logistics.goods.enums import Group
from logistics.goods.models import Commodity

FIELDS = ("codes", "groups", "chilled", "source", "steps")


class Guide(NamedTuple):
    """`source` "": our own advice, which nobody has checked."""

    steps: Sequence[str]
    source: str


def packing_guide(goods: Commodity) -> Guide:
    """The first row that fits, in the language of the reader."""
    row = next(row for row in _rows() if _fits(row, goods))
    language = "en" if (get_language() or "").startswith("en") else "vi"
    return Guide([step[language] for step in row["steps"]], row.get("source", ""))


def _fits(row: dict[str, Any], goods: Commodity) -> bool:
    if "codes" in row:
        return goods.code in row["codes"]
    return goods.group in row["groups"] and row.get("chilled", goods.needs_chill) == goods.needs_chill


@cache
def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read_yaml(settings.BASE_DIR / "fixtures" / "packing.yaml")["guides"]
    for number, row in enumerate(rows, start=1):
        where = f"packing.yaml, row {number}"
        check_fields(row, allowed=FIELDS, required=("steps",), where=where)
        if ("codes" in row) == ("groups" in row) or set(row.get("groups", ())) - set(Group.values):
            raise FixtureError(f"{where}: either codes or groups that there are")
        if any(set(step) != {"vi", "en"} for step in row["steps"]):
            raise FixtureError(f"{where}: each step in both languages")
    return rows
