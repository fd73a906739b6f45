"""The shelves of the market, each with a picture of ours."""

from dataclasses import dataclass

from django.urls import reverse

from logistics.goods.enums import Group
from web.components import Photo
from web.photos import photo_at

PICTURES: dict[str, tuple[str, int]] = {
    Group.FRUIT: ("mango", 2),
    Group.VEGETABLE: ("cabbage", 2),
    Group.RICE: ("rice", 2),
    Group.TEA: ("tea", 2),
    Group.COFFEE: ("coffee", 2),
    Group.HONEY: ("honey", 2),
    Group.TUBER: ("sweetpotato", 2),
    Group.SPICE: ("chili", 2),
    Group.DRIED: ("dried-persimmon", 2),
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
