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


def title_of(commodity: Commodity, place: str, dice: Random) -> str:
    """ "Vải thiều Lục Ngạn hạt nhỏ, ngọt đậm"; the place only where the name does not hold it."""
    named = commodity.name_vi if place in commodity.name_vi else f"{commodity.name_vi} {place}"
    return f"{named} {dice.choice(traits()[commodity.picture_kinds[0]]['titles'])}"[:LONGEST_TITLE]


def description_of(commodity: Commodity, dice: Random) -> str:
    notes = traits()[commodity.picture_kinds[0]]["notes"]
    return " ".join(dice.sample(notes, k=2))
