"""What a seller writes on a listing."""

from typing import Any

import graphene

from api.node import key_of
from api.scalars import Money, Quantity
from marketplace.catalogue.enums import Undelivered
from marketplace.catalogue.fields import ListingFields
from marketplace.catalogue.prices import Tier

UndeliveredChoice = graphene.Enum.from_enum(Undelivered, name="UndeliveredChoice")


FIELD_NAMES = {"unit_price": "price", "photos": "photoIds"}
"""What the client calls what the operations call otherwise."""


class TierInput(graphene.InputObjectType):
    """From `minimum` base units on, one unit costs `price`."""

    minimum = Quantity(required=True)
    price = Money(required=True)


class ListingFieldsInput(graphene.InputObjectType):
    """A missing field stays as it is. Quantities are base units, prices dong a unit."""

    commodity_code = graphene.String()
    title = graphene.String()
    description = graphene.String()
    grade = graphene.String()
    unit = graphene.String()
    unit_factor = graphene.Int()
    unit_weight_g = graphene.Int()
    price = Money()
    tiers = graphene.List(graphene.NonNull(TierInput))
    minimum = Quantity()
    step = Quantity()
    harvest_from = graphene.Date()
    harvest_to = graphene.Date()
    commune_code = graphene.String()
    on_undelivered = UndeliveredChoice()
    self_produced = graphene.Boolean()
    photo_ids = graphene.List(graphene.NonNull(graphene.ID))


def tiers(given: list[Any]) -> list[Tier]:
    return [Tier(minimum=each.minimum, unit_price=each.price) for each in given]


def listing_fields(given: Any) -> ListingFields:
    """Only what was sent; null is as good as not sent, but for the two harvest days, which it empties."""
    fields: dict[str, Any] = {
        name: value for name, value in given.items() if value is not None or name.startswith("harvest_")
    }
    if "price" in fields:
        fields["unit_price"] = fields.pop("price")
    if "tiers" in fields:
        fields["tiers"] = tiers(fields["tiers"])
    if "photo_ids" in fields:
        fields["photo_keys"] = [
            key_of(each, "Photo", field="fields.photoIds") for each in fields.pop("photo_ids")
        ]
    return fields  # type: ignore[return-value]
