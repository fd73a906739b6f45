from collections.abc import Sequence

import graphene

from api.context import Info
from api.places.types import CommuneMatch, Province
from kernel.places.queries import Match, ProvincePlace, find_communes, provinces

MOST_MATCHES = 20


class PlaceQueries:
    provinces = graphene.List(graphene.NonNull(Province), required=True)
    communes = graphene.List(
        graphene.NonNull(CommuneMatch),
        required=True,
        text=graphene.String(required=True),
        limit=graphene.Int(required=True, default_value=8),
        description="Type a commune's name with or without accents, of today or of before July 2025.",
    )

    @staticmethod
    def resolve_provinces(_root: None, _info: Info) -> Sequence[ProvincePlace]:
        return provinces()

    @staticmethod
    def resolve_communes(_root: None, _info: Info, text: str, limit: int) -> list[Match]:
        return find_communes(text=text[:100], limit=min(max(limit, 1), MOST_MATCHES))
