from typing import Any

import graphene

from api.catalogue.loaders import expect_listings
from api.catalogue.types import Listing
from api.context import Info
from api.node import key_of
from marketplace.catalogue import models
from marketplace.catalogue.queries import listings_of_household


class CatalogueQueries:
    my_listings = graphene.List(
        graphene.NonNull(Listing),
        required=True,
        household_id=graphene.ID(required=True),
        states=graphene.List(graphene.NonNull(graphene.String), default_value=[]),
        description="A household's own listings, drafts too, newest first.",
    )

    @staticmethod
    def resolve_my_listings(
        _root: None, info: Info, household_id: str, states: list[Any]
    ) -> list[models.Listing]:
        listings = listings_of_household(
            person=info.context.person,
            household_key=key_of(household_id, "OwnHousehold", field="householdId"),
            states=states,
        )
        expect_listings(info.context, [listing.pk for listing in listings])
        return listings
