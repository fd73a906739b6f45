"""Photos: what is taken in, what comes out, and that the worker may be killed at any point."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from PIL import Image

from config.celery import app
from kernel.errors import Refusal
from kernel.outbox.testing import run_relay
from marketplace.catalogue import operations, pictures, tasks
from marketplace.catalogue.enums import PhotoState
from marketplace.catalogue.grounds import GROUNDS, css_rules, ground_of
from marketplace.catalogue.models import Photo
from marketplace.catalogue.operations import encoding
from marketplace.catalogue.pictures import WIDTHS
from marketplace.catalogue.storing import photo_url
from marketplace.households.models import Household
from tests.factories.catalogue import NOW, ListingFactory, PhotoFactory, upload
from tests.factories.households import HouseholdFactory, owner_of

pytestmark = pytest.mark.django_db

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


@pytest.fixture
def household() -> Household:
    return HouseholdFactory.create()


def added(household: Household, file: SimpleUploadedFile) -> Photo:
    return operations.add_photo(person=owner_of(household), household_key=household.key, file=file, at=NOW)


def made(household: Household, file: SimpleUploadedFile) -> Photo:
    photo = operations.encode_photo(photo_key=added(household, file).key, at=NOW)
    assert photo
    photo.refresh_from_db()
    return photo


def public(files: Path) -> dict[str, Path]:
    return {path.name: path for path in sorted((files / "media").rglob("*.*"))}


def originals(files: Path) -> list[Path]:
    return [path for path in (files / "originals").rglob("*") if path.is_file()]


def test_a_photo_becomes_three_sizes_in_two_formats(files: Path, household: Household) -> None:
    photo = made(household, upload(width=1_200, height=1_600))

    sizes = {name: Image.open(path) for name, path in public(files).items()}
    assert {name: (image.format, image.size) for name, image in sizes.items()} == {
        f"{photo.key}-{width}.{ending}": (format, (width, width * 3 // 4))
        for width in WIDTHS
        for ending, format in (("avif", "AVIF"), ("jpg", "JPEG"))
    }
    assert (photo.state, photo.original, originals(files)) == (PhotoState.READY, "", [])
    assert photo_url(photo, 320, "avif") == f"/media/photos/202606/{photo.key}-320.avif"


def test_nobody_learns_where_it_was_taken(files: Path, household: Household) -> None:
    exif = Image.Exif()
    exif[MAKER] = "Telephone of Mr Ba"
    exif.get_ifd(GPS).update({1: "N", 2: (21.0, 22.0, 59.0)})
    photo = added(household, upload(exif=exif))
    assert b"Telephone of Mr Ba" in originals(files)[0].read_bytes()
    assert photo_url(photo, 320, "jpg") == ""

    operations.encode_photo(photo_key=photo.key, at=NOW)

    for path in public(files).values():
        assert b"Telephone" not in path.read_bytes()
        assert not Image.open(path).getexif()


def test_it_stands_upright(files: Path, household: Household) -> None:
    """The camera was held sideways: red lies left in the file and is up in the picture."""
    sideways = Image.new("RGB", (800, 600), "blue")
    sideways.paste("red", (0, 0, 400, 600))
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    buffer = BytesIO()
    sideways.save(buffer, format="JPEG", exif=exif)

    made(household, SimpleUploadedFile("a.jpg", buffer.getvalue()))

    shown = Image.open(next(path for name, path in public(files).items() if name.endswith("640.jpg")))
    top, bottom = shown.getpixel((320, 40)), shown.getpixel((320, 440))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200 > 60 > top[2]
    assert bottom[2] > 200 > 60 > bottom[0]


def test_what_is_transparent_becomes_white(files: Path, household: Household) -> None:
    buffer = BytesIO()
    Image.new("RGBA", (640, 480), (255, 0, 0, 0)).save(buffer, format="PNG")

    photo = made(household, SimpleUploadedFile("a.png", buffer.getvalue()))

    assert GROUNDS[photo.ground] == GROUNDS[ground_of((255, 255, 255))]


def a_bomb() -> SimpleUploadedFile:
    """12,000 × 12,000 white pixels in a few kilobytes."""
    buffer = BytesIO()
    Image.new("1", (12_000, 12_000), 1).save(buffer, format="PNG")
    return SimpleUploadedFile("a.png", buffer.getvalue())


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (lambda: SimpleUploadedFile("a.jpg", b"\xff" * (pictures.MOST_BYTES + 1)), "PHOTO_TOO_LARGE"),
        (a_bomb, "PHOTO_TOO_MANY_PIXELS"),
        (lambda: upload(width=4_001, height=4_000, format="PNG"), "PHOTO_TOO_MANY_PIXELS"),
        (lambda: upload(width=200, height=600), "PHOTO_TOO_SMALL"),
        (lambda: SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>"), "PHOTO_UNREADABLE"),
        (lambda: SimpleUploadedFile("a.jpg", b""), "PHOTO_UNREADABLE"),
        (lambda: upload(format="GIF"), "PHOTO_UNREADABLE"),
        (lambda: upload(format="TIFF"), "PHOTO_UNREADABLE"),
    ],
    ids=["heavy", "bomb", "many whole pixels", "small", "no picture", "empty", "GIF", "TIFF"],
)
def test_what_is_no_usable_photo_is_refused_before_anything_is_stored(
    files: Path, household: Household, file: Callable[[], SimpleUploadedFile], code: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        added(household, file())

    assert (refusal.value.code, refusal.value.field) == (code, "file")
    assert not Photo.objects.exists()
    assert originals(files) == []


def test_a_telephones_largest_photo_is_taken() -> None:
    assert pictures.check_upload(upload(width=8_000, height=6_000)) == (8_000, 6_000)


def test_a_file_that_breaks_off_is_broken_with_a_reason(files: Path, household: Household) -> None:
    whole = upload(width=1_600, height=1_200).read()

    photo = made(household, SimpleUploadedFile("a.jpg", whole[: len(whole) // 2]))

    assert (photo.state, photo.base, originals(files)) == (PhotoState.BROKEN, "", [])
    assert "Không đọc được ảnh" in photo.broken_reason
    assert photo_url(photo, 320, "jpg") == ""


def test_a_second_run_changes_nothing(files: Path, household: Household) -> None:
    photo = made(household, upload())
    before = {name: path.stat().st_mtime_ns for name, path in public(files).items()}

    operations.encode_photo(photo_key=photo.key, at=NOW)

    assert {name: path.stat().st_mtime_ns for name, path in public(files).items()} == before
    assert Photo.objects.get().version == photo.version
    assert operations.encode_photo(photo_key="no such photo", at=NOW) is None


class Killed(BaseException):
    """What happens to a worker at any moment."""


@pytest.mark.parametrize("survived", [0, 3, 6])
def test_a_worker_killed_between_files_leaves_work_for_the_next(
    files: Path, household: Household, survived: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = added(household, upload())
    store, left = encoding.store, iter(range(survived))

    def until_killed(base: str, rendition: pictures.Rendition) -> None:
        if next(left, None) is None:
            raise Killed
        store(base, rendition)

    with monkeypatch.context() as patch:
        patch.setattr(encoding, "store", until_killed)
        if survived < 6:
            with pytest.raises(Killed):
                operations.encode_photo(photo_key=photo.key, at=NOW)
        else:
            operations.encode_photo(photo_key=photo.key, at=NOW)

    again = operations.encode_photo(photo_key=photo.key, at=NOW)
    assert again
    assert (again.state, len(public(files)), originals(files)) == (PhotoState.READY, 6, [])


def test_a_killed_worker_after_the_commit_leaves_no_original(files: Path, household: Household) -> None:
    """READY is committed, the original still lies there: the next run only tidies up."""
    photo = made(household, upload())
    (files / "originals" / photo.key).write_bytes(b"left behind")
    Photo.objects.update(original=photo.key)

    operations.encode_photo(photo_key=photo.key, at=NOW)

    assert (originals(files), Photo.objects.get().original) == ([], "")


@pytest.fixture
def eager() -> Iterator[None]:
    """Tasks run where they are called, as a worker would at once."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.mark.usefixtures("eager")
def test_the_relay_hands_an_upload_to_a_worker(files: Path, household: Household) -> None:
    photo = added(household, upload())

    run_relay()

    photo.refresh_from_db()
    assert (photo.state, len(public(files))) == (PhotoState.READY, 6)


@pytest.mark.usefixtures("eager")
def test_a_forgotten_upload_is_made_later(files: Path, household: Household) -> None:
    photo, fresh = added(household, upload()), added(household, upload())
    Photo.objects.filter(pk=photo.pk).update(uploaded_at=NOW - timedelta(minutes=11))
    assert operations.sweep_photos(at=NOW) == [photo.key]
    Photo.objects.filter(pk=fresh.pk).update(state=PhotoState.BROKEN)

    tasks.sweep_photos()

    photo.refresh_from_db()
    assert photo.state == PhotoState.READY
    assert files.exists()


def test_a_removed_photo_takes_its_files_along_unless_a_copy_shows_them(
    files: Path,
    household: Household,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    photo = made(household, upload())
    copy = PhotoFactory.create(listing=None, household=household, base=photo.base)
    person = owner_of(household)

    with django_capture_on_commit_callbacks(execute=True):
        operations.remove_photo(person=person, photo_key=photo.key, at=NOW)
    assert len(public(files)) == 6
    with django_capture_on_commit_callbacks(execute=True):
        operations.remove_photo(person=person, photo_key=copy.key, at=NOW)
    assert public(files) == {}


def test_what_is_on_sale_keeps_a_photo(household: Household) -> None:
    listing = ListingFactory.create(household=household)
    first, second = PhotoFactory.create_batch(2, listing=listing)
    person = owner_of(household)

    operations.remove_photo(person=person, photo_key=first.key, at=NOW)
    with pytest.raises(Refusal, match="PHOTO_MISSING"):
        operations.remove_photo(person=person, photo_key=second.key, at=NOW)


@pytest.mark.usefixtures("commodities")
def test_photos_stand_in_the_sellers_order(household: Household) -> None:
    listing = ListingFactory.create(household=household, state="draft")
    first, second, third = PhotoFactory.create_batch(3, listing=None, household=household)
    person = owner_of(household)

    def place(*photos: Photo) -> list[Photo]:
        keys = [photo.key for photo in photos]
        operations.update_listing(person=person, listing_key=listing.key, photo_keys=keys, at=NOW)
        return list(listing.photos.order_by("position"))

    assert place(third, first, second) == [third, first, second]
    assert place(second, third) == [second, third]
    first.refresh_from_db()
    assert first.listing is None


@override_settings(STATIC_URL="/static/")
def test_our_own_pictures_are_static_files() -> None:
    photo = Photo(base="shared/vai-thieu-1", state=PhotoState.READY)

    assert photo_url(photo, 160, "avif") == "/static/pictures/vai-thieu-1-160.avif"


@pytest.mark.parametrize(
    ("colour", "ground"),
    [((255, 255, 255), "#f4efe3"), ((204, 123, 116), "#cc7b74"), ((45, 60, 30), "#2d3a22")],
)
def test_the_nearest_ground(colour: tuple[int, int, int], ground: str) -> None:
    assert GROUNDS[ground_of(colour)] == ground
    assert len(set(GROUNDS)) == 32


def test_the_stylesheet_knows_every_ground() -> None:
    stylesheet = (settings.BASE_DIR / "web" / "static" / "css" / "house.css").read_text()

    assert [rule for rule in css_rules() if rule not in stylesheet] == []
