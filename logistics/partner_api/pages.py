"""Pages of long lists: by a cursor that names the last row seen, so that what is new shifts nothing."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, Generic, NamedTuple, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from pydantic import BaseModel, Field

from logistics.partner_api.fields import Cursor, PageSize
from logistics.partner_api.problems import Problem

Row = TypeVar("Row", bound=Model)
Page = TypeVar("Page", bound=BaseModel)
_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "str": str,
    "int": int,
}


class Paged(BaseModel):
    """What every list is asked with."""

    limit: PageSize = 20
    after: Cursor | None = Field(None, description="`next` of the page before.")


class Found(NamedTuple, Generic[Row]):
    rows: Sequence[Row]
    has_more: bool
    next: str | None

    def told(self, page: type[Page], shape: Callable[[Any], BaseModel]) -> Page:
        """As the API answers it: each row in its shape."""
        return page(items=[shape(row) for row in self.rows], has_more=self.has_more, next=self.next)


def page_of(
    found: QuerySet[Row],
    *,
    by: Sequence[tuple[str, str]],
    newest_first: bool = False,
    asked: Paged,
    request: HttpRequest,
    response: HttpResponse,
) -> Found[Row]:
    """The rows after the cursor in the order of `by`, or in the opposite one: (field, kind) pairs that
    together are unique; kind is "date", "datetime", "int" or "str". Sets the Link header when there is more.
    A cursor that is not ours is a problem."""
    names = [name for name, _kind in by]
    if asked.after is not None:
        found = found.filter(_beyond(names, _read(asked.after, by), "lt" if newest_first else "gt"))
    order = [f"-{name}" for name in names] if newest_first else names
    rows = list(found.order_by(*order)[: asked.limit + 1])
    more = len(rows) > asked.limit
    cursor = _write([getattr(rows[asked.limit - 1], name) for name in names]) if more else None
    if cursor:
        _link(request, response, cursor)
    return Found(rows[: asked.limit], more, cursor)


def _link(request: HttpRequest, response: HttpResponse, cursor: str) -> None:
    """RFC 8288: where the next page is."""
    address = request.GET.copy()
    address["after"] = cursor
    response.headers["Link"] = f'<{request.path}?{address.urlencode()}>; rel="next"'


def _beyond(names: Sequence[str], values: Sequence[Any], step_is: str) -> Q:
    """(a, b) > (x, y), as PostgreSQL compares rows; < where `step_is` is "lt"."""
    condition = Q()
    for last in range(len(names) - 1, -1, -1):
        step = Q(**{f"{names[last]}__{step_is}": values[last]})
        condition = step | (Q(**{names[last]: values[last]}) & condition) if condition else step
    return condition


def _write(values: Sequence[Any]) -> str:
    text = "\n".join(value.isoformat() if isinstance(value, date) else str(value) for value in values)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, by: Sequence[tuple[str, str]]) -> list[Any]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        parts = text.split("\n")
        if len(parts) != len(by) or "\0" in text:
            raise ValueError(text)
        values = [_READ[kind](part) for part, (_name, kind) in zip(parts, by, strict=True)]
        if any(isinstance(value, datetime) and value.tzinfo is None for value in values):
            raise ValueError(text)
    except (ValueError, binascii.Error) as unreadable:
        detail = _("Con trỏ trang không đọc được.")
        errors = [{"parameter": "after", "detail": detail}]
        raise Problem(422, "CURSOR_INVALID", detail, errors=errors) from unreadable
    return values
