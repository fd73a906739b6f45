from collections.abc import Collection, Mapping, Sequence

from api.loaders import Loader
from marketplace.households.models import Household, Plot
from marketplace.households.queries import households_by_ids, plots_by_household


class HouseholdById(Loader[int, Household | None]):
    missing = None

    def fetch(self, keys: Collection[int]) -> Mapping[int, Household]:
        return households_by_ids(ids=list(keys))


class PlotsOf(Loader[int, Sequence[Plot]]):
    missing: Sequence[Plot] = ()

    def fetch(self, keys: Collection[int]) -> Mapping[int, Sequence[Plot]]:
        return plots_by_household(ids=list(keys))
