from typing import Any

from api.context import Context
from api.households.loaders import HouseholdById
from marketplace.catalogue.cards import Listed


class SellerRow:
    """Answers as the household of a row does."""

    __slots__ = ("commune_code", "context", "key", "name", "pk")

    def __init__(self, listed: Listed, context: Context) -> None:
        self.pk, self.key = listed.household_id, listed.household_key
        self.name, self.commune_code = listed.household_name, listed.household_commune_code
        self.context = context

    def __getattr__(self, name: str) -> Any:
        return getattr(self.context.loader(HouseholdById).load(self.pk), name)
