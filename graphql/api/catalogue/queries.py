from collections.abc import Sequence
from typing import Any

import graphene

from api.catalogue.loaders import expect_listings
from api.catalogue.types import Listing
from api.connection import Page, connection_field, connection_for, paginate
from api.context import Info
from api.node import key_of
from api.states import known_states, states_argument
from marketplace.catalogue import models
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.queries import own_listings


def _resolve_my_listings(
    _root: None, info: Info, household_id: str, states: Sequence[str], **given: Any
) -> Page[models.Listing]:
    listings = own_listings(
        person=info.context.person,
        household_key=key_of(household_id, "OwnHousehold", field="householdId"),
        states=known_states(states, ListingState),
    )
    page = paginate(listings, order=("-created_at", "-key"), arguments=given)
    expect_listings(info.context, [listing.pk for listing in page.rows])
    return page


class CatalogueQueries:
    my_listings = connection_field(
        connection_for(Listing, name="OwnListing"),
        _resolve_my_listings,
        household_id=graphene.ID(required=True),
        states=states_argument(ListingState),
        description="A household's own listings, drafts too, newest first.",
    )
