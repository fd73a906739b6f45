"""What a client may read of a failure: refusals as data, our own faults masked.

A refusal inside a mutation becomes a `userErrors` item (`api.mutation`). Inside a query it becomes an
entry in `errors` with its code in `extensions`. Anything else is our fault: it is logged whole and shown
as INTERNAL with the request's id.
"""

import logging
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLError

from kernel.errors import Refusal

logger = logging.getLogger(__name__)

INTERNAL = "INTERNAL"
BAD_REQUEST = "GRAPHQL_INVALID"


class RequestRefused(Exception):
    """The HTTP request never reaches execution; `status` is the HTTP status and `code` the stable word
    for it.
    """

    def __init__(
        self, message: str, *, code: str = BAD_REQUEST, status: int = 400, **extensions: Any
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error = GraphQLError(message, extensions={"code": code, **extensions})


def show_error(error: GraphQLError, *, request_id: str) -> Mapping[str, Any]:
    """One entry of `errors` as the client sees it."""
    original = _cause(error)
    if original is None:
        return _with_code(error, BAD_REQUEST)
    if isinstance(original, Refusal):
        return {
            "message": original.text,
            "path": error.path,
            "extensions": {
                "code": original.code,
                "field": to_camel_case(original.field) or None,
                "retry": original.retry,
            },
        }
    logger.error("GraphQL field %s failed, request %s", error.path, request_id, exc_info=original)
    return {
        "message": _("Lỗi ở phía chúng tôi. Bạn thử lại sau ít phút."),
        "path": error.path,
        "extensions": {"code": INTERNAL, "requestId": request_id},
    }


def _cause(error: GraphQLError) -> Exception | None:
    """What a resolver raised. A scalar that cannot read a value raises a GraphQLError: that is the
    client's.
    """
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def let_go(error: BaseException | None) -> None:
    """A failure's traceback holds the frames that hold the failure: undo the circle, or a request's whole
    memory waits for the garbage collector.
    """
    while error is not None:
        error.__traceback__ = None
        following = getattr(error, "original_error", None) or error.__cause__ or error.__context__
        error.__cause__ = error.__context__ = None
        error = following


def _with_code(error: GraphQLError, code: str) -> Mapping[str, Any]:
    shown: dict[str, Any] = dict(error.formatted)
    shown["extensions"] = {"code": code, **(error.extensions or {})}
    return shown
