"""Where the files of photos lie and how a page finds them."""

from functools import lru_cache

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.templatetags.static import static

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
    """Under its exact name, over what an earlier attempt left there."""
    name = f"{base}-{rendition.width}.{rendition.format}"
    if default_storage.exists(name):
        default_storage.delete(name)
    default_storage.save(name, ContentFile(rendition.content))


def delete_original(photo: Photo) -> None:
    if photo.original:
        storages["originals"].delete(photo.original)


def delete_files(photo: Photo) -> None:
    """The original, and the sizes unless another row (a copied listing) shows them. Shared pictures stay."""
    delete_original(photo)
    if not photo.base or photo.base.startswith(SHARED) or Photo.objects.filter(base=photo.base).exists():
        return
    for width in WIDTHS:
        for name in PHOTO_FORMATS:
            default_storage.delete(f"{photo.base}-{width}.{name}")
