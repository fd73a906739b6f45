from collections.abc import Collection, Mapping

from api.loaders import Loader
from marketplace.households.models import Household
from marketplace.households.queries import households_by_ids


class HouseholdById(Loader[int, Household | None]):
    missing = None

    def fetch(self, keys: Collection[int]) -> Mapping[int, Household]:
        return households_by_ids(ids=list(keys))
