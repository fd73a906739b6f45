"""The vocabulary of refusals: what we expect to go wrong, said as data.

Every expected failure is a subclass of Refusal with a stable code. Pages show `text`, GraphQL and the partner
API send `code`, `field` and `text`. Anything else that is raised is a bug and is masked.
"""

from typing import TYPE_CHECKING, ClassVar, TypeAlias

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | int | float | bool | None"

_registry: dict[str, "type[Refusal]"] = {}


class Refusal(Exception):
    """An expected failure. Subclasses name the situation and set `code` and `message`.

    `message` may hold %(name)s, filled from the keyword data. `field` is the input it belongs to ("" = the
    whole form). `retry` says whether the same request may succeed later without a change.
    """

    code: ClassVar[str] = "REFUSED"
    message: ClassVar["_StrOrPromise"] = _("Không làm được việc này.")
    field: str = ""
    retry: ClassVar[bool] = False

    def __init__(self, *, field: str = "", **data: JSON) -> None:
        self.field = field or type(self).field
        self.data: dict[str, JSON] = data
        super().__init__(self.code, self.field, data)

    def __init_subclass__(cls) -> None:
        """A class that sets no code of its own is a narrower case of its parent and shares the parent's."""
        super().__init_subclass__()
        if "code" in cls.__dict__:
            register(cls)

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"

    @property
    def text(self) -> str:
        """The message in the active language, filled with the data."""
        message = str(self.message)
        return message % self.data if self.data else message


def register(refusal: type[Refusal]) -> None:
    """One code, one class: a second class with the same code is a programming error."""
    known = _registry.setdefault(refusal.code, refusal)
    if (known.__module__, known.__qualname__) != (refusal.__module__, refusal.__qualname__):
        raise TypeError(f"{refusal.code} is already the code of {known.__module__}.{known.__qualname__}")


def registry() -> dict[str, type[Refusal]]:
    """Every code and its class, by code."""
    return dict(sorted(_registry.items()))


register(Refusal)


class NotFound(Refusal):
    """There is no such thing, or it is not this person's to see: the two are not told apart."""

    code = "NOT_FOUND"
    message = _("Không tìm thấy.")


class NotAllowed(Refusal):
    code = "NOT_ALLOWED"
    message = _("Bạn không được làm việc này.")


class Invalid(Refusal):
    """An input that cannot be used; say which with `field`."""

    code = "INVALID"
    message = _("Chưa đúng, xin xem lại.")
