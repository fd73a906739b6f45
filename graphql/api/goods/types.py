"""Kinds of produce and the units they are sold in."""

import graphene

from api.context import Info
from api.scalars import Money
from logistics.goods import models
from logistics.goods.queries import UnitChoice as UnitChoiceRow
from logistics.goods.queries import unit_choices


class UnitChoice(graphene.ObjectType):
    """A unit to sell in: `factor` base units (grams or pieces) make one."""

    unit = graphene.String(required=True)
    base = graphene.String(required=True)
    factor = graphene.Int(required=True)
    label = graphene.String(required=True)
    verified = graphene.Boolean(required=True, description="Whether a source supports the factor.")

    class Meta:
        possible_types = (UnitChoiceRow,)


class Commodity(graphene.ObjectType):
    """A kind of produce. Prices are what sources reported, to judge by; `unverified` names fields without
    a source.
    """

    code = graphene.String(required=True)
    name_vi = graphene.String(required=True)
    name_en = graphene.String(required=True)
    botanical = graphene.String(required=True)
    group = graphene.String(required=True)
    hs6 = graphene.String(required=True)
    months = graphene.List(graphene.NonNull(graphene.Int), required=True, description="Harvest, 1 to 12.")
    peak_months = graphene.List(graphene.NonNull(graphene.Int), required=True)
    shelf_life_days = graphene.Int(description="From the harvest; null keeps for longer than any road.")
    temperature_min = graphene.Int(description="°C")
    temperature_max = graphene.Int(description="°C")
    price_low = Money()
    price_high = Money()
    price_unit = graphene.String(required=True)
    unverified = graphene.List(graphene.NonNull(graphene.String), required=True)
    sources = graphene.List(graphene.NonNull(graphene.String), required=True)
    units = graphene.List(
        graphene.NonNull(UnitChoice),
        required=True,
        province_code=graphene.String(required=True, default_value=""),
    )

    class Meta:
        possible_types = (models.Commodity,)

    @staticmethod
    def resolve_units(commodity: models.Commodity, _info: Info, province_code: str) -> list[UnitChoiceRow]:
        return unit_choices(commodity_code=commodity.code, province_code=province_code)
