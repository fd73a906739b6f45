"""Ids: a type's name and a random key, never a row number. Relay's global object identification."""

import base64
import binascii
from collections.abc import Callable
from typing import Any

import graphene

from api.context import Context, Info
from kernel.errors import NotFound

Fetch = Callable[[Context, str], Any]
_types: dict[str, Fetch] = {}


def global_id(type_name: str, key: str) -> str:
    return base64.urlsafe_b64encode(f"{type_name}:{key}".encode()).decode().rstrip("=")


def key_of(given: str | None, type_name: str, *, field: str = "id") -> str:
    """The key inside an id. Raises NotFound where it is no id of ours, or one of another type."""
    found_type, key = _split(given or "", field)
    if found_type != type_name:
        raise NotFound(field=field)
    return key


def _split(given: str, field: str) -> tuple[str, str]:
    try:
        type_name, _, key = base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)).decode().partition(":")
    except (ValueError, binascii.Error) as error:
        raise NotFound(field=field) from error
    if not (key.isascii() and key.isalnum()):
        raise NotFound(field=field)
    return type_name, key


class Node(graphene.Interface):
    """Anything that can be asked for again by its id."""

    id = graphene.ID(required=True)

    @staticmethod
    def resolve_id(source: Any, info: Info) -> str:
        return global_id(info.parent_type.name, source.key)


def refetchable(fetch: Fetch) -> Callable[[type[graphene.ObjectType]], type[graphene.ObjectType]]:
    """Class decorator: `fetch(context, key)` gives the object to whoever may see it, or raises NotFound."""

    def register(cls: type[graphene.ObjectType]) -> type[graphene.ObjectType]:
        _types[cls._meta.name] = fetch
        return cls

    return register


def resolve_node(_root: None, info: Info, id: str) -> Any:
    type_name, key = _split(id, "id")
    if type_name not in _types:
        raise NotFound(field="id")
    return _types[type_name](info.context, key)


def node_field() -> graphene.Field:
    return graphene.Field(
        Node,
        id=graphene.ID(required=True),
        resolver=resolve_node,
        description="Anything with an id, for whoever may see it. What only a secret link opens is asked for "
        "by that secret.",
    )
