"""Communes and provinces of today, with coordinates of their middles."""

import graphene

from api.context import Info
from kernel.places.queries import Match, Place, ProvincePlace


class Province(graphene.ObjectType):
    """A province or a city under the central government."""

    code = graphene.String(required=True)
    name = graphene.String(required=True)
    full_name = graphene.String(required=True)

    class Meta:
        possible_types = (ProvincePlace,)


class Commune(graphene.ObjectType):
    """Xã, phường or đặc khu: the level below the province since July 2025."""

    code = graphene.String(required=True)
    name = graphene.String(required=True)
    full_name = graphene.String(required=True)
    label = graphene.String(required=True, description="With the province, as one writes it on a parcel.")
    province_code = graphene.String(required=True)
    province_name = graphene.String(required=True)

    class Meta:
        possible_types = (Place,)


class CommuneMatch(graphene.ObjectType):
    """A hit of a search for a place."""

    commune = graphene.Field(Commune, required=True)
    old_name = graphene.String(description="The former unit that was meant, when the text names one.")

    class Meta:
        possible_types = (Match,)

    @staticmethod
    def resolve_commune(match: Match, _info: Info) -> Place:
        return match.place

    @staticmethod
    def resolve_old_name(match: Match, _info: Info) -> str | None:
        return match.old_name or None
