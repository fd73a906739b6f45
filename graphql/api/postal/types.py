import graphene

from api.context import Info
from api.node import global_id
from api.paperwork.types import ConsignmentIncoterm, ExportEstimate
from api.scalars import Money, Quantity
from marketplace.postal import models
from marketplace.postal.enums import PostalState
from marketplace.postal.quoting import Quote, Terms

PostalStateEnum = graphene.Enum.from_enum(PostalState, name="PostalOrderState")


class PostalTerms(graphene.ObjectType):
    """One way to pay what the border takes. Null `totalDong`: it cannot be chosen, since the sum is not
    known.
    """

    incoterm = graphene.Field(ConsignmentIncoterm, required=True)
    estimate = graphene.Field(ExportEstimate, required=True)
    levies_dong = Money(required=True, description="Paid with the order (DDP).")
    total_dong = Money(description="What the card pays.")

    class Meta:
        possible_types = (Terms,)


class PostalQuote(graphene.ObjectType):
    """What a parcel abroad would cost. Where `why` says anything it cannot be sent; then no terms."""

    why = graphene.List(graphene.NonNull(graphene.String), required=True)
    goods_dong = Money(required=True)
    gross_g = Quantity(required=True, description="Estimated: nobody has packed yet.")
    postage_dong = Money()
    service_code = graphene.String()
    service_name = graphene.String()
    arrives_on = graphene.Date()
    terms = graphene.List(graphene.NonNull(PostalTerms), required=True)
    rests_on_demo = graphene.Boolean(required=True)

    class Meta:
        possible_types = (Quote,)

    @staticmethod
    def resolve_gross_g(quote: Quote, _info: Info) -> int:
        return quote.parcel.gross_g

    @staticmethod
    def resolve_postage_dong(quote: Quote, _info: Info) -> int | None:
        return quote.offer.price_dong if quote.offer else None

    @staticmethod
    def resolve_service_code(quote: Quote, _info: Info) -> str | None:
        return quote.offer.service_code if quote.offer else None

    @staticmethod
    def resolve_service_name(quote: Quote, _info: Info) -> str | None:
        return quote.offer.service_name if quote.offer else None

    @staticmethod
    def resolve_arrives_on(quote: Quote, _info: Info) -> object:
        return quote.offer.arrives_on if quote.offer else None


class PostalOrder(graphene.ObjectType):
    """A parcel that one buyer abroad ordered. Name, address and telephone are not told here."""

    id = graphene.ID(required=True)
    code = graphene.String(required=True)
    state = graphene.Field(PostalStateEnum, required=True)
    title = graphene.String(required=True)
    quantity = Quantity(required=True)
    country = graphene.String(required=True)
    incoterm = graphene.Field(ConsignmentIncoterm, required=True)
    goods_dong = Money(required=True)
    postage_dong = Money(required=True)
    levies_dong = Money(required=True)
    total_dong = Money(required=True)
    arrives_on = graphene.Date(required=True)
    waybill = graphene.String(required=True, description="The post's own number; empty before it gave one.")
    consignment_number = graphene.String(description="For who sells it, on the single order only.")

    class Meta:
        possible_types = (models.PostalOrder,)

    @staticmethod
    def resolve_id(order: models.PostalOrder, _info: Info) -> str:
        return global_id("PostalOrder", order.key)

    @staticmethod
    def resolve_consignment_number(order: models.PostalOrder, _info: Info) -> str | None:
        return getattr(order, "consignment_number", None)
