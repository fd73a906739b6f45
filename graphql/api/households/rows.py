from typing import Any

from api.context import Context
from api.households.loaders import HouseholdById
from marketplace.catalogue.cards import Listed, Shown


class SellerRow:
    """Answers as the household of a row does."""

    __slots__ = ("commune_code", "context", "key", "name", "pk", "shown")

    def __init__(self, listed: Listed, context: Context, shown: Shown | None = None) -> None:
        self.pk, self.key = listed.household_id, listed.household_key
        self.name, self.commune_code = listed.household_name, listed.household_commune_code
        self.context = context
        self.shown = shown

    @property
    def story(self) -> str:
        return self.shown.household_story if self.shown else self._whole.story

    @property
    def _whole(self) -> Any:
        return self.context.loader(HouseholdById).load(self.pk)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole, name)
