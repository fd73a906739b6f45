"""Photos: what is taken in, what comes out, and that the worker may be killed at any point."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import IO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
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
from marketplace.catalogue.refusals import TooManyLoosePhotos, TooManyPhotos
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
    photo = operations.encode_photo(photo_key=added(household, file).key)
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

    operations.encode_photo(photo_key=photo.key)

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

    operations.encode_photo(photo_key=photo.key)

    assert {name: path.stat().st_mtime_ns for name, path in public(files).items()} == before
    assert Photo.objects.get().version == photo.version
    assert operations.encode_photo(photo_key="no such photo") is None


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
                operations.encode_photo(photo_key=photo.key)
        else:
            operations.encode_photo(photo_key=photo.key)

    again = operations.encode_photo(photo_key=photo.key)
    assert again
    assert (again.state, len(public(files)), originals(files)) == (PhotoState.READY, 6, [])


def test_a_killed_worker_after_the_commit_leaves_no_original(files: Path, household: Household) -> None:
    """READY is committed, the original still lies there: the next run only tidies up."""
    photo = made(household, upload())
    (files / "originals" / photo.key).write_bytes(b"left behind")
    Photo.objects.update(original=photo.key)

    operations.encode_photo(photo_key=photo.key)

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
    files: Path, household: Household
) -> None:
    photo = made(household, upload())
    copy = PhotoFactory.create(listing=None, household=household, base=photo.base)
    person = owner_of(household)

    operations.remove_photo(person=person, photo_key=photo.key, at=NOW)
    run_relay()
    assert len(public(files)) == 6
    operations.remove_photo(person=person, photo_key=copy.key, at=NOW)
    assert len(public(files)) == 6
    run_relay()
    assert public(files) == {}


def test_a_photo_removed_before_its_sizes_were_made_leaves_nothing(files: Path, household: Household) -> None:
    photo = added(household, upload())

    operations.remove_photo(person=owner_of(household), photo_key=photo.key, at=NOW)
    run_relay()

    assert originals(files) == []
    assert operations.encode_photo(photo_key=photo.key) is None


def test_a_photo_removed_while_its_sizes_are_made_leaves_nothing(
    files: Path, household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = added(household, upload())
    store = encoding.store

    def while_it_is_removed(base: str, rendition: pictures.Rendition) -> None:
        store(base, rendition)
        Photo.objects.filter(key=photo.key).delete()

    monkeypatch.setattr(encoding, "store", while_it_is_removed)
    assert operations.encode_photo(photo_key=photo.key) is None
    assert public(files) == {}


def test_two_workers_with_one_photo_write_it_once(
    files: Path, household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second starts while the first makes the sizes, and ends after it."""
    photo = added(household, upload())
    make, others = encoding.make_pictures, iter([1])

    def while_another_does_it(file: IO[bytes]) -> pictures.Pictures:
        made = make(file)
        if next(others, None):
            operations.encode_photo(photo_key=photo.key)
        return made

    monkeypatch.setattr(encoding, "make_pictures", while_another_does_it)
    second = operations.encode_photo(photo_key=photo.key)

    assert second
    assert (second.state, second.version) == (PhotoState.READY, photo.version + 1)
    assert (len(public(files)), originals(files)) == (6, [])


# What a crash leaves behind


def age(files: Path, days: float) -> None:
    moment = (NOW - timedelta(days=days)).timestamp()
    for path in files.rglob("*.*"):
        os.utime(path, (moment, moment))
    for path in originals(files):
        os.utime(path, (moment, moment))


def test_an_upload_that_is_not_written_down_leaves_no_file(
    files: Path, household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_event: object) -> None:
        raise Killed

    monkeypatch.setattr("marketplace.catalogue.operations.photos.announce", broken)
    with pytest.raises(Killed):
        added(household, upload())
    assert (originals(files), Photo.objects.count()) == ([], 0)


def test_files_without_a_row_are_swept_after_a_day(files: Path, household: Household) -> None:
    waiting, shown = added(household, upload()), made(household, upload())
    left = made(household, upload())
    (files / "originals" / "0left").write_bytes(b"x")
    (files / "media" / "photos" / "202606" / f"{waiting.key}-160.avif").write_bytes(b"begun")
    Photo.objects.filter(pk=left.pk).delete()

    age(files, 0.9)
    assert operations.sweep_orphans(at=NOW) == 0
    age(files, 1.1)
    assert operations.sweep_orphans(at=NOW) == 7
    assert operations.sweep_orphans(at=NOW) == 0

    names = {name.rpartition("-")[0] for name in public(files)}
    assert names == {shown.key, waiting.key}
    assert [path.name for path in originals(files)] == [waiting.key]


def test_files_of_last_month_are_swept_and_a_copy_keeps_its_own(files: Path, household: Household) -> None:
    photo = made(household, upload())
    PhotoFactory.create(listing=None, household=household, base=photo.base)
    Photo.objects.filter(pk=photo.pk).delete()
    age(files, 3)
    next_month = NOW + timedelta(days=25)

    assert operations.sweep_orphans(at=next_month) == 0
    Photo.objects.all().delete()
    assert operations.sweep_orphans(at=next_month) == 6


def test_nothing_to_sweep_is_no_mistake(files: Path) -> None:
    assert operations.sweep_orphans(at=NOW) == 0
    assert files.exists()


def test_photos_that_lie_loose_for_a_month_are_forgotten_with_their_files(
    files: Path, household: Household
) -> None:
    old, fresh = made(household, upload()), made(household, upload())
    used = PhotoFactory.create(listing=ListingFactory.create(household=household))
    month_ago = NOW - timedelta(days=31)
    Photo.objects.filter(pk__in=[old.pk, used.pk]).update(uploaded_at=month_ago)

    assert operations.sweep_loose_photos(at=NOW) == 1
    run_relay()

    assert set(Photo.objects.values_list("pk", flat=True)) == {fresh.pk, used.pk}
    assert {name.rpartition("-")[0] for name in public(files)} == {fresh.key}


# How many


def test_a_household_keeps_at_most_thirty_on_no_listing(files: Path, household: Household) -> None:
    PhotoFactory.create_batch(29, listing=None, household=household)
    PhotoFactory.create_batch(2, listing=ListingFactory.create(household=household))
    PhotoFactory.create_batch(3, listing=None, household=HouseholdFactory.create())
    added(household, upload())

    with pytest.raises(TooManyLoosePhotos) as refused:
        added(household, upload())

    assert refused.value.data == {"limit": 30}
    assert len(originals(files)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_uploads_at_once_only_the_thirtieth_is_kept(files: Path) -> None:
    household = HouseholdFactory.create()
    PhotoFactory.create_batch(29, listing=None, household=household)
    person = owner_of(household)

    def one(_n: int) -> bool:
        try:
            operations.add_photo(person=person, household_key=household.key, file=upload(), at=NOW)
        except TooManyLoosePhotos:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(4))) == [False, False, False, True]
    assert (Photo.objects.count(), len(originals(files))) == (30, 1)


@pytest.mark.usefixtures("commodities")
def test_a_listing_shows_at_most_eight(household: Household) -> None:
    listing = ListingFactory.create(household=household, state="draft")
    photos = PhotoFactory.create_batch(9, listing=None, household=household)

    with pytest.raises(TooManyPhotos):
        operations.update_listing(
            person=owner_of(household),
            listing_key=listing.key,
            photo_keys=[photo.key for photo in photos],
            at=NOW,
        )


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
