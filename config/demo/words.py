"""Titles and descriptions of demo listings, from fixtures/demo/traits.yaml."""

from functools import cache
from pathlib import Path
from random import Random
from typing import TypedDict

import yaml

from logistics.goods.models import Commodity

TRAITS = Path(__file__).resolve().parents[2] / "fixtures" / "demo" / "traits.yaml"
LONGEST_TITLE = 90


class Traits(TypedDict):
    """`titles` end a title, `notes` make a description."""

    titles: list[str]
    notes: list[str]


@cache
def traits() -> dict[str, Traits]:
    return yaml.safe_load(TRAITS.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


PLACED = frozenset(
    {
        "cam-ha-tinh",
        "che-thai-nguyen",
        "na-chi-lang",
        "xoai-yen-chau",
        "xoai-cat-hoa-loc",
        "ca-chua",
        "man-hau",
    }
)
"""Goods whose very name is a place's, or famous without one."""


def title_of(commodity: Commodity, village: str, dice: Random) -> str:
    """ "Vải thiều Lục Ngạn hạt nhỏ, ngọt đậm"."""
    named = commodity.name_vi if commodity.code in PLACED else f"{commodity.name_vi} {village}"
    return f"{named} {dice.choice(traits()[commodity.picture_kinds[0]]['titles'])}"[:LONGEST_TITLE]


def description_of(commodity: Commodity, dice: Random) -> str:
    notes = traits()[commodity.picture_kinds[0]]["notes"]
    return " ".join(dice.sample(notes, k=2))
