"""Asking for a growing area's or packing house's code, and an officer's answer. Who may is decided above."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from kernel.audit.operations import record
from kernel.database import advisory_lock
from kernel.errors import Invalid, NotFound
from kernel.places.queries import commune
from kernel.states import check_move
from kernel.text import tidy_line
from logistics.goods.enums import CodeKind, CodeRequestState
from logistics.goods.models import CodeRequest, GrowingArea, PackingHouse
from logistics.goods.operations import open_growing_area, open_packing_house
from logistics.goods.queries import commodity
from logistics.goods.refusals import CodeAlreadyOwned, CodeRequestDecided, TooManyCodeRequests

MOST_OPEN: Final = 10
MOST_DESTINATIONS: Final = 20


@transaction.atomic
def ask_code(
    *,
    owner: str,
    kind: CodeKind,
    name: str,
    commune_code: str,
    commodity_code: str,
    destinations: Sequence[str],
    actor: str,
    at: datetime,
) -> CodeRequest:
    """A growing area is of one commodity; a packing house of any. At most ten wait at a time."""
    tidied = tidy_line(name)
    if not 0 < len(tidied) <= 120:
        raise Invalid(field="name")
    if len(destinations) > MOST_DESTINATIONS or any(not 0 < len(one) <= 4 for one in destinations):
        raise Invalid(field="destinations")
    goods = commodity(commodity_code).pk if kind == CodeKind.AREA else None
    advisory_lock(f"code requests of {owner}")
    waiting = CodeRequest.objects.filter(owner=owner, state=CodeRequestState.ASKED).count()
    if waiting >= MOST_OPEN:
        raise TooManyCodeRequests(open=waiting)
    asked = CodeRequest.objects.create(
        kind=kind,
        owner=owner,
        name=tidied,
        commune_code=commune(commune_code).code,
        commodity_id=goods,
        destinations=list(dict.fromkeys(destinations)),
        asked_by=actor,
        asked_at=at,
    )
    _written(asked, "asked", actor=actor, at=at)
    return asked


@transaction.atomic
def grant_code(*, key: str, communes: Sequence[str], code: str, actor: str, at: datetime) -> CodeRequest:
    """The authority gave `code`: in force from today, and the owner's. NotFound outside of the communes."""
    asked = _locked(key, communes)
    given = code.strip().upper()
    if not 0 < len(given) <= 40 or "\x00" in given:
        raise Invalid(field="code")
    opened = _open(asked, given, actor=actor, at=at)
    if opened.owner not in ("", asked.owner):
        raise CodeAlreadyOwned
    opened.owner = asked.owner
    opened.save(update_fields=["owner"])
    _decide(asked, CodeRequestState.GRANTED, actor=actor, at=at, code=given)
    return asked


@transaction.atomic
def refuse_code(*, key: str, communes: Sequence[str], reason: str, actor: str, at: datetime) -> CodeRequest:
    """A reason is always written."""
    asked = _locked(key, communes)
    tidied = tidy_line(reason)
    if not 0 < len(tidied) <= 200:
        raise Invalid(field="reason")
    _decide(asked, CodeRequestState.REFUSED, actor=actor, at=at, reason=tidied)
    return asked


def _locked(key: str, communes: Sequence[str]) -> CodeRequest:
    found = CodeRequest.objects.select_for_update().filter(key=key, commune_code__in=communes).first()
    if found is None:
        raise NotFound(field="request")
    if found.state != CodeRequestState.ASKED:
        raise CodeRequestDecided
    return found


def _open(asked: CodeRequest, code: str, *, actor: str, at: datetime) -> GrowingArea | PackingHouse:
    if asked.kind == CodeKind.HOUSE:
        return open_packing_house(
            code=code, commune_code=asked.commune_code, name=asked.name, actor=actor, at=at
        )
    assert asked.commodity is not None
    return open_growing_area(
        code=code,
        commodity_code=asked.commodity.code,
        commune_code=asked.commune_code,
        name=asked.name,
        actor=actor,
        at=at,
    )


def _decide(
    asked: CodeRequest, state: CodeRequestState, *, actor: str, at: datetime, code: str = "", reason: str = ""
) -> None:
    check_move(asked.state, state)
    asked.state, asked.code, asked.reason = state.value, code, reason
    asked.decided_by, asked.decided_at = actor, at
    asked.save(update_fields=["state", "code", "reason", "decided_by", "decided_at"])
    _written(asked, state.value.lower(), actor=actor, at=at)


def _written(asked: CodeRequest, what: str, *, actor: str, at: datetime) -> None:
    record(actor=actor, action=f"code_request.{what}", subject=f"code_request:{asked.key}", data={}, at=at)
