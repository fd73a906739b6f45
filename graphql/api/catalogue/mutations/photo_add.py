from typing import Any

import graphene
from django.core.files.uploadedfile import UploadedFile
from graphql import GraphQLError

from api.catalogue.types import Photo
from api.context import Context
from api.node import key_of
from api.once import OnceMutation, idempotency_key
from marketplace.catalogue.operations import add_photo
from marketplace.catalogue.queries import photo_to_show


class Upload(graphene.Scalar):
    """A file, sent by the GraphQL multipart request specification."""

    @staticmethod
    def serialize(_value: Any) -> None:
        raise GraphQLError("A file is never sent back.")

    @staticmethod
    def parse_value(value: Any) -> UploadedFile:
        if not isinstance(value, UploadedFile):
            raise GraphQLError("Send the file as a part of a multipart request.")
        return value

    @staticmethod
    def parse_literal(_node: Any, _variables: Any = None) -> UploadedFile:
        raise GraphQLError("Send the file as a variable.")


class PhotoAdd(OnceMutation):
    """Upload a picture. A worker makes the sizes and drops what the camera wrote into it, the place above
    all.
    """

    class Input:
        household_id = graphene.ID(required=True)
        file = Upload(required=True)
        idempotency_key = idempotency_key()

    photo = graphene.Field(Photo)

    @classmethod
    def act(cls, context: Context, given: Any) -> Any:
        key = key_of(given.household_id, "OwnHousehold", field="householdId")
        return add_photo(person=context.person, household_key=key, file=given.file, at=context.at)

    @classmethod
    def again(cls, context: Context, key: str) -> Any:
        return photo_to_show(person=context.person, key=key)

    @classmethod
    def payload(cls, row: Any) -> dict[str, Any]:
        return {"photo": row}
