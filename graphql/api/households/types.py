"""Farming households and cooperatives: what anybody may read, and what their own people may."""

from collections.abc import Sequence
from typing import Any

import graphene

from api.context import Context, Info
from api.households.loaders import PlotsOf
from api.households.rows import SellerRow
from api.node import Node, refetchable
from api.places.types import Commune
from kernel.places.queries import Place, commune
from marketplace.households import models
from marketplace.households.queries import cooperative_by_key, household_for, household_in_public, plot_for


@refetchable(lambda _context, key: cooperative_by_key(key=key))
class Cooperative(graphene.ObjectType):
    """A cooperative acts only for households that consented."""

    class Meta:
        interfaces = (Node,)
        possible_types = (models.Cooperative,)

    name = graphene.String(required=True)
    place = graphene.Field(Commune, required=True)

    @staticmethod
    def resolve_place(cooperative: models.Cooperative, _info: Info) -> Place:
        return commune(cooperative.commune_code)


@refetchable(lambda _context, key: household_in_public(key=key))
class Household(graphene.ObjectType):
    """A seller as everybody sees it. Its exact address, telephone and papers are not here."""

    class Meta:
        interfaces = (Node,)
        possible_types = (models.Household, SellerRow)

    name = graphene.String(required=True)
    story = graphene.String(required=True)
    place = graphene.Field(Commune, required=True)
    cooperative_name = graphene.String()
    verified = graphene.Boolean(required=True)

    @staticmethod
    def resolve_place(household: models.Household, _info: Info) -> Place:
        return commune(household.commune_code)

    @staticmethod
    def resolve_cooperative_name(household: models.Household, _info: Info) -> str | None:
        return household.cooperative.name if household.cooperative else None

    @staticmethod
    def resolve_verified(household: models.Household, _info: Info) -> bool:
        return household.may_sell


@refetchable(lambda context, key: plot_for(person=context.person, key=key))
class Plot(graphene.ObjectType):
    """A field or orchard. Its place is no finer than the commune."""

    class Meta:
        interfaces = (Node,)
        possible_types = (models.Plot,)

    name = graphene.String(required=True)
    area_m2 = graphene.Int(required=True)
    growing_area_code = graphene.String(required=True)
    place = graphene.Field(Commune, required=True)

    @staticmethod
    def resolve_place(plot: models.Plot, _info: Info) -> Place:
        return commune(plot.commune_code)


def _own_household(context: Context, key: str) -> "OwnHouseholdRow":
    return OwnHouseholdRow(household_for(person=context.person, key=key))


class OwnHouseholdRow:
    """A household held by somebody who may act for it."""

    def __init__(self, household: models.Household) -> None:
        self.household = household
        self.key = household.key

    def __getattr__(self, name: str) -> Any:
        return getattr(self.household, name)


@refetchable(_own_household)
class OwnHousehold(graphene.ObjectType):
    """The household as its own people, its cooperative (with consent) and staff see it."""

    class Meta:
        interfaces = (Node,)
        possible_types = (OwnHouseholdRow,)

    name = graphene.String(required=True)
    state = graphene.String(required=True)
    state_reason = graphene.String(required=True)
    telephone = graphene.String(required=True)
    address = graphene.String(required=True)
    story = graphene.String(required=True)
    place = graphene.Field(Commune, required=True)
    missed_orders = graphene.Int(required=True)
    has_bank_account = graphene.Boolean(required=True)
    plots = graphene.List(graphene.NonNull(Plot), required=True)
    cooperative = graphene.Field(Cooperative)

    @staticmethod
    def resolve_place(own: OwnHouseholdRow, _info: Info) -> Place:
        return commune(own.household.commune_code)

    @staticmethod
    def resolve_has_bank_account(own: OwnHouseholdRow, _info: Info) -> bool:
        return bool(own.household.bank_code)

    @staticmethod
    def resolve_plots(own: OwnHouseholdRow, info: Info) -> Sequence[models.Plot]:
        return info.context.loader(PlotsOf).load(own.household.pk)
