"""The base of every mutation: one `input`, expected failures as `userErrors`, never as exceptions.

A subclass gives `class Input`, its payload's fields, and `perform(context, input)` that calls one
operation and returns the payload's fields as a dict.
"""

from typing import Any

import graphene

from api.context import Context, Info
from kernel.errors import Refusal, registry

ErrorCode = graphene.Enum(
    "ErrorCode",
    [(code, code) for code in sorted(registry())],
    description="Why something was refused. The list only grows.",
)


class UserError(graphene.ObjectType):
    """Something a person can mend."""

    code = graphene.Field(ErrorCode, required=True)
    field = graphene.String(description="The input field it is about, as a path with dots.")
    message = graphene.String(required=True, description="In the language of the request.")
    retry = graphene.Boolean(required=True, description="Whether the same request may succeed later.")


def user_error(refusal: Refusal) -> UserError:
    return UserError(
        code=refusal.code, field=refusal.field or None, message=refusal.text, retry=refusal.retry
    )


class DomainMutation(graphene.Mutation):
    """`class Input` of a subclass becomes the type `<Name>Input`; the payload's type is `<Name>Payload`."""

    class Meta:
        abstract = True

    @classmethod
    def __init_subclass_with_meta__(cls, **options: Any) -> None:
        fields = {key: value for key, value in vars(cls.Input).items() if not key.startswith("_")}
        input_type = type(f"{cls.__name__}Input", (graphene.InputObjectType,), fields)
        cls.user_errors = graphene.List(graphene.NonNull(UserError), required=True)
        super().__init_subclass_with_meta__(
            name=f"{cls.__name__}Payload", arguments={"input": input_type(required=True)}, **options
        )

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        raise NotImplementedError

    @classmethod
    def mutate(cls, _root: None, info: Info, input: Any) -> Any:
        try:
            return cls(user_errors=[], **cls.perform(info.context, input))
        except Refusal as refusal:
            return cls(user_errors=[user_error(refusal)])
