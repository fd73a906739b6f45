"""A household's listings: drafts, photos, stock, prices; what is refused, and under which name."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from marketplace.catalogue.models import Listing, Lot, Photo
from tests.api.client import data, done, id_of, refusal, refused
from tests.api.conftest import Village
from tests.factories.catalogue import PhotoFactory, upload
from tests.factories.goods import load_commodities
from tests.factories.households import PlotFactory

FIELDS = {"commodityCode": "vai-thieu", "title": "Vải thiều sớm", "price": 30_000}


@pytest.fixture(autouse=True)
def goods(village: Village) -> None:
    load_commodities()


def upload_photo(village: Village, file: Any, *, token: str = "", **given: Any) -> dict[str, Any]:
    """By the GraphQL multipart request specification."""
    query = "mutation P($input: PhotoAddInput!) { photoAdd(input: $input) { userErrors { code field } photo { id state url } } }"
    household = id_of("OwnHousehold", village.household)
    operations = {"query": query, "variables": {"input": {"householdId": household, "file": None} | given}}
    form = {"operations": json.dumps(operations), "map": '{"0": ["variables.input.file"]}', "0": file}
    headers = {"GraphQL-Require-Preflight": "1", "Authorization": f"Bearer {token or village.token('owner')}"}
    response = Client().post("/graphql", form, headers=headers)
    return json.loads(response.content)["data"]["photoAdd"]  # type: ignore[no-any-return]


def test_from_a_photo_to_the_stall(village: Village) -> None:
    token = village.token("owner")
    photo = upload_photo(village, upload())["photo"]
    assert (photo["state"], photo["url"]) == ("uploaded", None)
    Photo.objects.filter(state="uploaded").update(state="ready", base="shared/vai-thieu-1")
    given = {
        "householdId": id_of("OwnHousehold", village.household),
        "fields": FIELDS | {"photoIds": [photo["id"]]},
    }
    draft = done("listingDraft", "listing { id state title pricePerKg }", given, token=token)["listing"]
    assert (draft["state"], draft["title"], draft["pricePerKg"]) == ("draft", "Vải thiều sớm", 30_000)
    listing = {"listingId": draft["id"]}
    stock = listing | {"quantity": 20_000, "harvestedOn": "2026-06-10"}
    done("stockAdd", "lot { expiresOn }", stock, token=token)
    text = "Hái sáng giao chiều. Quả to, hạt nhỏ, ngọt đậm, vỏ đỏ tươi."
    done("listingUpdate", "listing { id }", listing | {"fields": {"description": text}}, token=token)
    published = done("listingPublish", "listing { state available photo { url } }", listing, token=token)[
        "listing"
    ]
    assert (published["state"], published["available"]) == ("published", 20_000)
    assert published["photo"]["url"]


def test_a_draft_that_is_not_ready_tells_each_thing_that_is_missing(village: Village) -> None:
    token = village.token("owner")
    given = {
        "householdId": id_of("OwnHousehold", village.household),
        "fields": {"commodityCode": "vai-thieu"},
    }
    draft = done("listingDraft", "listing { id }", given, token=token)["listing"]["id"]
    found = dict(refused("listingPublish", {"listingId": draft}, token=token))
    assert found["PRICE_MISSING"] == "fields.price"
    assert found["PHOTO_MISSING"] == "fields.photoIds"
    assert found["STOCK_MISSING"] is None


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"price": -1}, "PRICE_MISSING", "fields.price"),
        ({"price": 2**53 - 1}, "PRICE_TOO_HIGH", "fields.price"),
        ({"unit": "parsec"}, "UNIT_NOT_OFFERED", "fields.unit"),
        ({"minimum": 0}, "STEP_INVALID", "fields.minimum"),
        ({"step": -1}, "STEP_INVALID", "fields.step"),
        ({"harvestFrom": "2026-07-01", "harvestTo": "2026-06-01"}, "HARVEST_IN_DISORDER", "fields.harvestTo"),
        ({"tiers": [{"minimum": 1, "price": 1}]}, "TIERS_IN_DISORDER", "fields.tiers"),
        ({"title": "x" * 200}, "TEXT_TOO_LONG", "fields.title"),
        ({"description": "Gọi 0900 000 123"}, "TELEPHONE_IN_TEXT", "fields.description"),
        ({"photoIds": ["x"]}, "NOT_FOUND", "fields.photoIds"),
    ],
)
def test_what_may_not_stand_on_a_listing(village: Village, fields: Any, code: str, field: str) -> None:
    given = {"listingId": id_of("Listing", village.listing), "fields": fields}
    assert refused("listingUpdate", given, token=village.token("owner")) == [(code, field)]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"quantity": 0}, "QUANTITY_INVALID", "quantity"),
        ({"quantity": 2**53 - 1}, "QUANTITY_INVALID", "quantity"),
        ({"harvestedOn": "2026-06-12"}, "HARVEST_NOT_YET", "harvestedOn"),
        ({"harvestedOn": "0001-01-01"}, "LOT_TOO_OLD", "harvestedOn"),
        ({"expiresOn": "2026-06-01"}, "EXPIRY_BEFORE_HARVEST", "expiresOn"),
        ({"plotId": "x"}, "NOT_FOUND", "plotId"),
        ({"idempotencyKey": ""}, "IDEMPOTENCY_KEY_INVALID", "idempotencyKey"),
    ],
)
def test_what_stock_may_not_be(village: Village, changes: Any, code: str, field: str) -> None:
    given = {"listingId": id_of("Listing", village.listing), "quantity": 1_000, "harvestedOn": "2026-06-10"}
    assert refused("stockAdd", given | changes, token=village.token("owner")) == [(code, field)]
    assert Lot.objects.count() == 1


def test_a_plot_of_another_household_is_not_found(village: Village) -> None:
    given = {
        "listingId": id_of("Listing", village.listing),
        "quantity": 1_000,
        "harvestedOn": "2026-06-10",
        "plotId": id_of("Plot", PlotFactory.create()),
    }
    assert refused("stockAdd", given, token=village.token("owner")) == [("NOT_FOUND", "plotId")]


def test_the_same_key_adds_one_lot_and_drafts_one_listing(village: Village) -> None:
    token = village.token("owner")
    stock = {
        "listingId": id_of("Listing", village.listing),
        "quantity": 7_000,
        "harvestedOn": "2026-06-10",
        "idempotencyKey": "morning",
    }
    one = done("stockAdd", "lot { id } listing { id available }", stock, token=token)
    assert done("stockAdd", "lot { id } listing { id available }", stock, token=token) == one
    assert Lot.objects.filter(quantity=7_000).count() == 1
    assert refused("stockAdd", stock | {"quantity": 1}, token=token) == [("IDEMPOTENCY_KEY_REUSED", None)]
    draft = {
        "householdId": id_of("OwnHousehold", village.household),
        "fields": FIELDS,
        "idempotencyKey": "draft",
    }
    first = done("listingDraft", "listing { id }", draft, token=token)
    assert done("listingDraft", "listing { id }", draft, token=token) == first
    assert Listing.objects.filter(state="draft").count() == 1


def test_one_persons_key_is_not_anothers(village: Village) -> None:
    stock = {
        "listingId": id_of("Listing", village.listing),
        "quantity": 7_000,
        "harvestedOn": "2026-06-10",
        "idempotencyKey": "morning",
    }
    done("stockAdd", "lot { id }", stock, token=village.token("owner"))
    done("stockAdd", "lot { id }", stock, token=village.token("member"))
    assert refused("stockAdd", stock, token=village.token("stranger")) == [("NOT_FOUND", None)]
    assert Lot.objects.filter(quantity=7_000).count() == 2


def test_the_same_photo_twice_under_one_key_is_one(village: Village) -> None:
    token = village.token("owner")
    first = upload_photo(village, upload(), token=token, idempotencyKey="p")
    assert (
        upload_photo(village, upload(), token=token, idempotencyKey="p")["photo"]["id"]
        == first["photo"]["id"]
    )
    other = upload_photo(village, upload(colour="#00ff00"), token=token, idempotencyKey="p")
    assert other["userErrors"] == [{"code": "IDEMPOTENCY_KEY_REUSED", "field": None}]


def test_what_is_no_photo_is_refused(village: Village) -> None:
    text = SimpleUploadedFile("a.jpg", b"not a picture")
    assert upload_photo(village, text)["userErrors"] == [{"code": "PHOTO_UNREADABLE", "field": "file"}]
    small = upload_photo(village, upload(width=20, height=20))["userErrors"]
    assert small == [{"code": "PHOTO_TOO_SMALL", "field": "file"}]


def test_pausing_resuming_pricing_and_ending(village: Village) -> None:
    token, given = village.token("owner"), {"listingId": id_of("Listing", village.listing)}
    slug = village.listing.slug
    query = "query S($slug: String) { listing(slug: $slug) { id price tiers { minimum price } } }"
    assert done("listingPause", "listing { state }", given, token=token)["listing"]["state"] == "paused"
    assert refusal(query, slug=slug) == "LISTING_NOT_FOR_SALE"
    done("listingResume", "listing { state }", given, token=token)
    price = given | {"price": 28_000, "tiers": [{"minimum": 10_000, "price": 25_000}]}
    done("listingChangePrice", "listing { price }", price, token=token)
    shown = data(query, slug=slug)["listing"]
    assert (shown["price"], shown["tiers"]) == (28_000, [{"minimum": 10_000, "price": 25_000}])
    assert refused("listingChangePrice", given | {"price": 0}, token=token) == [("PRICE_MISSING", "price")]
    sold_out = done("listingSellOut", "listing { available inStock }", given, token=token)["listing"]
    assert sold_out == {"available": 0, "inStock": False}
    assert done("listingEnd", "listing { state }", given, token=token)["listing"]["state"] == "ended"


def test_stock_is_set_right_downwards_only(village: Village) -> None:
    token, given = village.token("owner"), {"lotId": id_of("Lot", village.listing.lots.get())}
    lot = done("stockCorrect", "lot { available }", given | {"available": 5}, token=token)["lot"]
    assert lot == {"available": 5}
    too_much = given | {"available": 10**9}
    assert refused("stockCorrect", too_much, token=token) == [("STOCK_ONLY_FALLS", "available")]


def test_a_photo_is_removed_but_not_the_last_one_on_sale(village: Village) -> None:
    token, last = village.token("owner"), village.listing.photos.get()
    second = PhotoFactory.create(listing=village.listing, position=1)
    given = {"photoId": id_of("Photo", second)}
    assert done("photoRemove", "removedId", given, token=token)["removedId"] == given["photoId"]
    assert refused("photoRemove", {"photoId": id_of("Photo", last)}, token=token) == [
        ("PHOTO_MISSING", "photoId")
    ]


def test_staff_take_down_and_say_why(village: Village) -> None:
    token, given = village.token("staff"), {"listingId": id_of("Listing", village.listing)}
    assert refused("staffListingUnpublish", given | {"reason": ""}, token=token) == [
        ("REASON_MISSING", "reason")
    ]
    done("staffListingUnpublish", "listing { state }", given | {"reason": "Ảnh của người khác"}, token=token)
    again = done("listingResume", "listing { state }", given, token=village.token("owner"))["listing"]
    assert again["state"] == "in_review"
    done("staffListingApprove", "listing { state }", given, token=token)
    assert refused("staffListingApprove", given, token=token) == [("FORBIDDEN_MOVE", None)]
