"""Every value of the contract has its limits, and they are those that are held to at run time."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from annotated_types import MaxLen
from django.db.models import Model
from pydantic import BaseModel

from logistics.dispatch.models import (
    CarrierClaim,
    CodRemittance,
    CodRemittanceLine,
    DeclaredGoods,
    Manifest,
    ManifestLine,
    Parcel,
    Pickup,
    Shipment,
    TrackingEvent,
)
from logistics.partner_api.models import Batch, BatchItem, PartnerClient
from logistics.partner_api.schemas import (
    access,
    batches,
    cash,
    events,
    evidence,
    pickups,
    shipments,
    webhooks,
)
from logistics.webhooks.models import Attempt, Endpoint
from tests.logistics.partner_api.test_contract import DOCUMENT

# Answers and the rows they are made from; fields of the same name are compared.
MADE_FROM: Final[list[tuple[type[BaseModel], type[Model]]]] = [
    (access.Me, PartnerClient),
    (cash.RemittanceOut, CodRemittance),
    (cash.LineOut, CodRemittanceLine),
    (events.StepOut, TrackingEvent),
    (shipments.EventLine, TrackingEvent),
    (shipments.ParcelLine, Parcel),
    (shipments.CustomsLine, DeclaredGoods),
    (shipments.CustomsOut, Shipment),
    (pickups.ParcelBrief, Parcel),
    (pickups.GoodsOut, DeclaredGoods),
    (pickups.PickupOut, Pickup),
    (pickups.ShipmentOut, Shipment),
    (evidence.ManifestOut, Manifest),
    (evidence.ManifestLineOut, ManifestLine),
    (evidence.ClaimOut, CarrierClaim),
    (batches.BatchOut, Batch),
    (batches.BatchItemOut, BatchItem),
    (webhooks.EndpointOut, Endpoint),
    (webhooks.AttemptOut, Attempt),
]


def parts(part: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema with a type in the document."""
    if isinstance(part, dict):
        if isinstance(part.get("type"), str):
            yield place, part
        for name, below in part.items():
            if name not in ("example", "examples"):
                yield from parts(below, f"{place}/{name}")
    if isinstance(part, list):
        for number, below in enumerate(part):
            yield from parts(below, f"{place}/{number}")


def missing(schema: dict[str, Any]) -> set[str]:
    needed = {
        "string": {"maxLength"},
        "integer": {"format", "minimum", "maximum"},
        "array": {"maxItems"},
    }
    free = {"enum", "const"} & schema.keys()
    return set() if free else needed.get(schema["type"], set()) - schema.keys()


def test_every_text_number_and_list_has_its_limits() -> None:
    paths, schemas = DOCUMENT["paths"], DOCUMENT["components"]["schemas"]
    found = list(parts({"paths": paths, "schemas": schemas, "headers": DOCUMENT["components"]["headers"]}))
    assert len(found) > 300
    assert [(place, sorted(missing(schema))) for place, schema in found if missing(schema)] == []


def longest(model: type[BaseModel], name: str) -> int | None:
    limits = [rule.max_length for rule in model.model_fields[name].metadata if isinstance(rule, MaxLen)]
    return min(limits, default=None)


@pytest.mark.parametrize(("answer", "row"), MADE_FROM, ids=lambda one: one.__name__)
def test_no_row_of_ours_is_longer_than_its_answer_may_be(answer: type[BaseModel], row: type[Model]) -> None:
    columns = {field.name: getattr(field, "max_length", None) for field in row._meta.fields}
    pairs = {
        name: (columns[name], longest(answer, name))
        for name in answer.model_fields
        if columns.get(name) and longest(answer, name)
    }
    assert {name: pair for name, pair in pairs.items() if pair[0] > (pair[1] or 0)} == {}


def test_the_parties_of_a_shipment_fit_their_answer() -> None:
    for side in ("sender", "recipient"):
        for name in ("name", "telephone", "address", "commune_code"):
            column = Shipment._meta.get_field(f"{side}_{name}")
            assert (column.max_length or 0) <= (longest(pickups.PartyOut, name) or 0)
