from collections.abc import Iterable
from typing import Any

import graphene

from api.catalogue.mutations.listing_update import ListingUpdate
from api.catalogue.types import Listing
from api.context import Context
from api.mutation import DomainMutation, UserError
from api.node import key_of
from kernel.errors import Refusal
from marketplace.catalogue.operations import publish
from marketplace.catalogue.refusals import ListingNotReady


class ListingPublish(DomainMutation):
    """Put a listing on sale. The household must be verified."""

    class Input:
        listing_id = graphene.ID(required=True)

    listing = graphene.Field(Listing)

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.listing_id, "Listing", field="listingId")
        return {"listing": publish(person=context.person, listing_key=key, at=context.at)}

    @classmethod
    def told(cls, refusal: Refusal, _given: Any) -> Iterable[UserError]:
        """Each thing that is missing, with the field of listingUpdate that it is about."""
        if not isinstance(refusal, ListingNotReady):
            return super().told(refusal, _given)
        fields = {problem: ListingUpdate.path(problem.field) for problem in refusal.problems}
        return [cls.error(problem, path=path) for problem, path in fields.items()]
