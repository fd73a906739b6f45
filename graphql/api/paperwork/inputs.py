"""What is sent about a consignment. A field that is not here cannot be set at all."""

import graphene

from api.paperwork.types import (
    ConsignmentIncoterm,
    ConsignmentOperatorSize,
    ConsignmentPurpose,
    ConsignmentWood,
)
from api.scalars import Money, Quantity


class ConsignmentChanges(graphene.InputObjectType):
    """What is left out stays as it is."""

    region = graphene.String(description="State or province of the destination.")
    incoterm = ConsignmentIncoterm()
    incoterm_place = graphene.String()
    freight_minor = Money()
    insurance_minor = Money()
    preference = graphene.String(description="Of which agreement a proof of origin is wanted: EVFTA …")
    departure_on = graphene.Date()
    arrival_at = graphene.DateTime()
    entry_on = graphene.Date()
    conveyance = graphene.String(description="Flight, vessel and voyage, or plate.")
    point_of_exit = graphene.String(description="UN/LOCODE.")
    point_of_entry = graphene.String(description="UN/LOCODE.")
    wood = ConsignmentWood()
    marked_not_for = graphene.List(graphene.NonNull(graphene.String))
    operator_size = ConsignmentOperatorSize()
    notice_at = graphene.DateTime()
    notice_number = graphene.String()
    purpose = ConsignmentPurpose()


class PartyInput(graphene.InputObjectType):
    """A person or company on the papers."""

    name = graphene.String(required=True)
    country = graphene.String(required=True, description="Two capital letters.")
    address = graphene.String(default_value="")
    tax_number = graphene.String(default_value="")
    telephone = graphene.String(default_value="")
    email = graphene.String(default_value="")
    licence = graphene.String(default_value="")


class AllocationInput(graphene.InputObjectType):
    """As packed: whole grams."""

    lot = graphene.String(required=True, description="“lot:…”, one's own.")
    net_g = Quantity(required=True)
    gross_g = Quantity(required=True)
    packages = graphene.Int(required=True)
    value_minor = Money(required=True)
    region = graphene.String(default_value="")


class PaperSays(graphene.InputObjectType):
    """What stands on the paper, to be compared and never to be trusted."""

    net_g = Quantity()
    gross_g = Quantity()
    packages = graphene.Int()
    hs6 = graphene.List(graphene.NonNull(graphene.String))
    botanical = graphene.List(graphene.NonNull(graphene.String))
    lots = graphene.List(graphene.NonNull(graphene.String))
    consignee = graphene.String()
    origin = graphene.String()
    declarations = graphene.List(graphene.NonNull(graphene.String))
