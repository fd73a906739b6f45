"""Where the files of photos lie and how a page finds them."""

from datetime import date
from functools import lru_cache

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.templatetags.static import static

from kernel.clock import local_day
from marketplace.catalogue.models import Photo
from marketplace.catalogue.pictures import WIDTHS, Rendition

SHARED = "shared/"
SHARED_FOLDER = "pictures/"
PHOTO_FORMATS = ("avif", "jpg")


def photo_url(photo: Photo, width: int, format: str) -> str:
    """The address of one size (160, 320, 640) in one format ("avif", "jpg"); "" while there is none."""
    return address_of(photo.base, width, format) if photo.base else ""


def address_of(base: str, width: int, format: str) -> str:
    """`base` "shared/lychee-1" is a picture of ours, a static file; any other lies where uploads lie."""
    if base.startswith(SHARED):
        return _static(f"{SHARED_FOLDER}{base.removeprefix(SHARED)}-{width}.{format}")
    return default_storage.url(f"{base}-{width}.{format}")


@lru_cache(maxsize=4_096)
def _static(name: str) -> str:
    return static(name)


def store(base: str, rendition: Rendition) -> None:
    """Under its exact name. What an earlier attempt left there whole stays, since pages may be showing it."""
    name = f"{base}-{rendition.width}.{rendition.format}"
    if default_storage.exists(name):
        if default_storage.size(name) == len(rendition.content):
            return
        default_storage.delete(name)
    default_storage.save(name, ContentFile(rendition.content))


def folder_of(day: date) -> str:
    """Where the sizes lie of photos that were uploaded in that month."""
    return f"photos/{day:%Y%m}"


def base_of(photo: Photo) -> str:
    """Where the sizes of a photo lie, or will."""
    return photo.base or f"{folder_of(local_day(photo.uploaded_at))}/{photo.key}"


def delete_original(name: str) -> None:
    storages["originals"].delete(name)


def delete_sizes(base: str) -> None:
    """Unless another row (a copied listing) shows them. Shared pictures stay."""
    if base.startswith(SHARED) or Photo.objects.filter(base=base).exists():
        return
    for width in WIDTHS:
        for name in PHOTO_FORMATS:
            default_storage.delete(f"{base}-{width}.{name}")
