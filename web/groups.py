"""The shelves of the market, each with a picture of ours."""

from dataclasses import dataclass

from django.urls import reverse

from logistics.goods.enums import Group
from web.components import Photo
from web.photos import photo_at

PICTURES: dict[str, tuple[str, int]] = {
    Group.FRUIT: ("mango-1", 1),
    Group.VEGETABLE: ("cabbage-1", 1),
    Group.RICE: ("rice-1", 1),
    Group.TEA: ("tea-1", 1),
    Group.COFFEE: ("coffee-1", 1),
    Group.HONEY: ("honey-1", 1),
    Group.TUBER: ("sweetpotato-1", 1),
    Group.SPICE: ("chili-1", 1),
    Group.DRIED: ("dried-persimmon-1", 1),
}
"""Name of the shared picture, and the ground that it stands on."""


@dataclass(frozen=True, slots=True)
class GroupTile:
    name: str
    url: str
    photo: Photo


def group_tiles() -> list[GroupTile]:
    return [
        GroupTile(
            name=str(Group(group).label),
            url=reverse("web:search", query={"nhom": group}),
            photo=photo_at(f"shared/{picture}", ground, alt=""),
        )
        for group, (picture, ground) in PICTURES.items()
    ]
