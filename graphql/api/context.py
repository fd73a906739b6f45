"""What resolvers get as `info.context`: who asks, when, and this request's loaders."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol, TypeVar

from django.http import HttpRequest

from api.loaders import Loader
from api.refusals import TokenUnknown
from kernel.clock import now
from kernel.limits import client_of
from marketplace.people.queries import account_for_token
from marketplace.people.rules import Person


class Info(Protocol):
    """What a resolver gets beside its source: only what we use of graphql-core's GraphQLResolveInfo."""

    context: "Context"
    parent_type: Any
    return_type: Any
    schema: Any
    fragments: Any
    variable_values: Any
    field_nodes: Any


LoaderType = TypeVar("LoaderType", bound=Loader[Any, Any])
_BEARER = "Bearer "


@dataclass
class Context:
    """One a request. `at` is read once, so that everything in one answer speaks of the same moment."""

    request: HttpRequest
    at: datetime = field(default_factory=now)
    _loaders: dict[type, Any] = field(default_factory=dict)

    @property
    def token(self) -> str:
        """The bearer token of this request, "" without one."""
        header = self.request.headers.get("Authorization", "")
        return header.removeprefix(_BEARER).strip() if header.startswith(_BEARER) else ""

    @property
    def client(self) -> str:
        """The address that rate limits count by."""
        return client_of(self.request)

    @cached_property
    def person(self) -> Person:
        """The bearer of the token, or whoever the session belongs to, or nobody. Costs SQL only when it
        is asked for.

        Raises TokenUnknown: a wrong token is told, never taken for a guest.
        """
        if self.token:
            account = account_for_token(token=self.token, at=self.at)
            if account is None:
                raise TokenUnknown
            return Person(account=account)
        user = self.request.user
        return Person(account=user if user.is_authenticated else None)

    def loader(self, kind: type[LoaderType]) -> LoaderType:
        found = self._loaders.get(kind)
        if found is None:
            found = self._loaders[kind] = kind(at=self.at)
        return found
