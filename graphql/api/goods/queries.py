from collections.abc import Sequence

import graphene

from api.context import Info
from api.goods.types import Commodity
from logistics.goods import models
from logistics.goods.queries import commodities, commodity


class GoodsQueries:
    commodities = graphene.List(graphene.NonNull(Commodity), required=True)
    commodity = graphene.Field(Commodity, code=graphene.String(required=True))

    @staticmethod
    def resolve_commodities(_root: None, _info: Info) -> Sequence[models.Commodity]:
        return commodities()

    @staticmethod
    def resolve_commodity(_root: None, _info: Info, code: str) -> models.Commodity:
        return commodity(code)
