from typing import Any

import graphene

from api.context import Context
from api.mutation import DomainMutation
from api.node import key_of
from marketplace.catalogue.operations import remove_photo


class PhotoRemove(DomainMutation):
    """Gone for good. A listing on sale keeps at least one."""

    names = {"photo": "photoId", "photos": "photoId"}

    class Input:
        photo_id = graphene.ID(required=True)

    removed_id = graphene.ID()

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        key = key_of(given.photo_id, "Photo", field="photoId")
        remove_photo(person=context.person, photo_key=key, at=context.at)
        return {"removed_id": given.photo_id}
