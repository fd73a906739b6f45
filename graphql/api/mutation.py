"""The base of every mutation: one `input`, expected failures as `userErrors`, never as exceptions.

A subclass gives `class Input`, its payload's fields, and `perform(context, input)` that calls one
operation and returns the payload's fields as a dict. `names` says what the client calls a field that the
operation names otherwise. Where doing it twice would double something, see `api.once`.
"""

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any, ClassVar

import graphene
from django.apps import apps
from django.utils.module_loading import module_has_submodule
from graphene.utils.str_converters import to_camel_case

from api.context import Context, Info
from kernel.errors import Refusal, registry


def _read_refusals() -> None:
    """Of every app, before their codes are listed: some are imported by nobody until they are needed."""
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "refusals"):
            import_module(f"{config.name}.refusals")


_read_refusals()
ErrorCode = graphene.Enum(
    "ErrorCode",
    [
        (code, code)
        for code, refusal in sorted(registry().items())
        if refusal.__module__.partition(".")[0] != "tests"
    ],
    description="Why something was refused. The list only grows.",
)


_FIELD_OF = {
    "UNKNOWN_PLACE": "commune_code",
    "UNKNOWN_COMMODITY": "commodity_code",
    "UNKNOWN_SERVICE": "service_code",
}
"""Reads that refuse do not know what input their argument came from; the codes say it."""


class UserError(graphene.ObjectType):
    """Something a person can mend."""

    code = graphene.Field(ErrorCode, required=True, description="Stable: to decide by.")
    field = graphene.String(description="The input field it is about, as a path with dots; null: the whole.")
    message = graphene.String(required=True, description="In the language of the request.")
    retry = graphene.Boolean(required=True, description="Whether the same request may succeed later.")


class DomainMutation(graphene.Mutation):
    """`class Input` of a subclass becomes the type `<Name>Input`; the payload's type is `<Name>Payload`."""

    names: ClassVar[Mapping[str, str]] = {}
    input_type: ClassVar[type[graphene.InputObjectType]]

    class Meta:
        abstract = True

    @classmethod
    def __init_subclass_with_meta__(cls, **options: Any) -> None:
        fields = {key: value for key, value in vars(cls.Input).items() if not key.startswith("_")}
        fields["__doc__"] = f"What {cls.__name__[0].lower()}{cls.__name__[1:]} needs."
        cls.input_type = type(f"{cls.__name__}Input", (graphene.InputObjectType,), fields)
        cls.user_errors = graphene.List(
            graphene.NonNull(UserError), required=True, description="Empty where everything was done."
        )
        super().__init_subclass_with_meta__(
            name=f"{cls.__name__}Payload", arguments={"input": cls.input_type(required=True)}, **options
        )

    @classmethod
    def perform(cls, context: Context, given: Any) -> dict[str, Any]:
        raise NotImplementedError

    @classmethod
    def mutate(cls, _root: None, info: Info, input: Any) -> Any:
        try:
            return cls(user_errors=[], **cls.perform(info.context, input))
        except Refusal as refusal:
            return cls(user_errors=list(cls.told(refusal, input)))

    @classmethod
    def told(cls, refusal: Refusal, _given: Any) -> Iterable[UserError]:
        """What the client reads of a refusal: one error for each thing to mend."""
        return [cls.error(refusal)]

    @classmethod
    def error(cls, refusal: Refusal, *, path: str | None = None) -> UserError:
        return UserError(
            code=refusal.code,
            field=path or cls.path(refusal.field or _FIELD_OF.get(refusal.code, "")),
            message=refusal.text,
            retry=refusal.retry,
        )

    @classmethod
    def path(cls, field: str) -> str | None:
        """The operation's word for an input as the client's path; None where the client has no such input."""
        path = cls.names.get(field) or to_camel_case(field)
        own = cls.input_type._meta.fields
        if path.partition(".")[0] in {to_camel_case(name) for name in own}:
            return path
        for name, input_field in own.items():
            inner = getattr(getattr(input_field.type, "of_type", None), "_meta", None)
            if path in {to_camel_case(each) for each in getattr(inner, "fields", None) or ()}:
                return f"{to_camel_case(name)}.{path}"
        return None
