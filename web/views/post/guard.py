"""For which carrier, and at which post office, the signed-in person works."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse

from kernel.errors import NotAllowed
from logistics.carriers.queries import CarrierInfo, carrier, is_office, office
from web.http import HouseRequest
from web.views.sign_in.guard import to_sign_in

P = ParamSpec("P")
CHOSEN = "post_office"
"""In the session: the subject of the role that the person works in now."""


@dataclass(frozen=True, slots=True)
class Post:
    """A role names a carrier ("vnpost": all of it) or one of its offices ("vnpost-00091": that commune).
    `others`: the person works at more than one and may change over.
    """

    carrier: CarrierInfo
    office_code: str = ""
    others: bool = False

    @property
    def name(self) -> str:
        """What the head of the page says."""
        return office(self.office_code).name if self.office_code else self.carrier.name

    @property
    def subject(self) -> str:
        return self.office_code or self.carrier.code

    @property
    def commune_code(self) -> str:
        return self.office_code.partition("-")[2]


View = Callable[Concatenate[HouseRequest, Post, P], HttpResponse]
Guarded = Callable[Concatenate[HouseRequest, P], HttpResponse]


def for_post(view: View[P]) -> Guarded[P]:
    @wraps(view)
    def guarded(request: HouseRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.person.is_guest:
            return to_sign_in(request)
        post = post_of(request)
        request.post_office = post  # type: ignore[attr-defined]
        return view(request, post, *args, **kwargs)

    return guarded


def post_of(request: HouseRequest) -> Post:
    """The one chosen last while the person works there. NotAllowed for who works for no carrier."""
    subjects = sorted(request.person.carrier_codes)
    if not subjects:
        raise NotAllowed
    chosen = request.session.get(CHOSEN, "")
    whole = any("-" not in subject for subject in subjects)
    return post_at(chosen if works_at(chosen, subjects) else subjects[0], others=whole or len(subjects) > 1)


def works_at(subject: str, subjects: Sequence[str]) -> bool:
    """As the roles say, or at any office of a carrier that they name whole."""
    if subject in subjects:
        return True
    code, _dash, commune_code = subject.partition("-")
    return code in subjects and bool(commune_code) and is_office(subject)


def post_at(subject: str, *, others: bool = False) -> Post:
    code, _dash, commune = subject.partition("-")
    return Post(carrier(code), subject if commune else "", others)
