"""Codes of growing areas and packing houses as their owners see and ask for them, and an officer answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from logistics.goods.code_requests import ask_code, grant_code, refuse_code
from logistics.goods.enums import CodeKind, CodeRequestState
from logistics.goods.models import CodeRequest, GrowingArea, PackingHouse
from marketplace.exporters.provinces import MOST, require_officer
from marketplace.exporters.queries import exporter_of, exporters_of
from marketplace.people.rules import Person


@dataclass(frozen=True, slots=True)
class OwnCodes:
    areas: Sequence[GrowingArea]
    houses: Sequence[PackingHouse]
    requests: Sequence[CodeRequest]


def own_codes(*, person: Person) -> OwnCodes:
    """Of every household and cooperative that the person exports for; 7 queries at most."""
    owners = [one.owner for one in exporters_of(person=person)]
    areas = GrowingArea.objects.filter(owner__in=owners).select_related("commodity")
    houses = PackingHouse.objects.filter(owner__in=owners)
    requests = CodeRequest.objects.filter(owner__in=owners).select_related("commodity")
    return OwnCodes(
        list(areas.prefetch_related("markets")[:MOST]),
        list(houses.prefetch_related("markets")[:MOST]),
        list(requests[:MOST]),
    )


def ask_own_code(
    *,
    person: Person,
    kind: CodeKind,
    name: str,
    commodity_code: str = "",
    destinations: Sequence[str] = (),
    owner: str = "",
    at: datetime,
) -> CodeRequest:
    """In the name of one's own household or cooperative, where it lives. NotFound for whoever has none."""
    exporter = exporter_of(person=person, owner=owner)
    return ask_code(
        owner=exporter.owner,
        kind=kind,
        name=name,
        commune_code=exporter.commune_code,
        commodity_code=commodity_code,
        destinations=destinations,
        actor=person.actor,
        at=at,
    )


def requests_from(*, person: Person, province_code: str) -> Sequence[CodeRequest]:
    """Those that wait for the officer, the oldest first."""
    communes = require_officer(person, province_code)
    rows = CodeRequest.objects.filter(commune_code__in=communes, state=CodeRequestState.ASKED)
    return list(rows.select_related("commodity").order_by("id")[:MOST])


def answer_request(
    *, person: Person, province_code: str, key: str, code: str = "", reason: str = "", at: datetime
) -> CodeRequest:
    """With a code it is granted, without one refused, and then a reason is needed."""
    communes = require_officer(person, province_code)
    if code.strip():
        return grant_code(key=key, communes=communes, code=code, actor=person.actor, at=at)
    return refuse_code(key=key, communes=communes, reason=reason, actor=person.actor, at=at)
