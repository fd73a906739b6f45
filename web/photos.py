"""Photos of the catalogue as the pages draw them."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from logistics.goods.models import Commodity
from marketplace.catalogue import models
from marketplace.catalogue.cards import Listed, Picture
from marketplace.catalogue.queries import covers_by_listing
from marketplace.catalogue.storing import address_of
from marketplace.orders.models import OrderLine
from web.components import PHOTO_WIDTHS, Photo


def photo_of(photo: models.Photo | None, *, alt: str = "") -> Photo | None:
    """Most photos stand beside the title of what they show, and say nothing more: `alt` is empty."""
    return photo_at(photo.base, photo.ground, alt=alt) if photo and photo.base else None


def cover_of(listing: Listed) -> Photo | None:
    base = listing.cover_base
    return photo_at(base, listing.cover_ground, alt="") if base else None


def pictures_shown(pictures: Sequence[Picture], *, title: str) -> list[Photo]:
    """The photos of one page, told apart by their number."""
    told = _("%(title)s, ảnh %(number)s")
    return [
        photo_at(one.base, one.ground, alt=told % {"title": title, "number": number})
        for number, one in enumerate(pictures, start=1)
    ]


def photo_at(base: str, ground: int, *, alt: str) -> Photo:
    return Photo(
        alt=alt,
        ground=ground,
        jpeg={width: address_of(base, width, "jpg") for width in PHOTO_WIDTHS},
        avif={width: address_of(base, width, "avif") for width in PHOTO_WIDTHS},
    )


def photos_of_listings(ids: Sequence[int]) -> dict[int, Photo]:
    """The cover of each listing that has one; one statement."""
    covers = covers_by_listing(ids) if ids else {}
    shown = {listing_id: photo_of(cover) for listing_id, cover in covers.items()}
    return {listing_id: photo for listing_id, photo in shown.items() if photo}


def photos_of_lines(lines: Sequence[OrderLine]) -> Mapping[int, Photo]:
    return photos_of_listings(sorted({line.listing_id for line in lines}))


def shared_photo(goods: Commodity, *, alt: str) -> Photo | None:
    """A picture of ours of a commodity, where there is one."""
    kinds = goods.picture_kinds
    return photo_at(f"shared/{kinds[0]}-1", 1, alt=alt) if kinds else None
