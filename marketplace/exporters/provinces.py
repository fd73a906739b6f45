"""What an officer sees of a province's exports, and may decide: codes of growing areas and packing houses
that lie there, the lots from them, and the consignments of exporters who live there. Never another's.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet

from kernel.clock import local_day
from kernel.errors import Invalid, NotAllowed, NotFound
from kernel.places.queries import communes_of
from logistics.goods.enums import CodeStatus
from logistics.goods.models import GrowingArea, LotRecord, PackingHouse
from logistics.goods.operations import change_code_status
from logistics.paperwork.models import Consignment
from marketplace.people.rules import Person, is_officer_of

MOST = 50
KINDS: Mapping[str, type[GrowingArea] | type[PackingHouse]] = {"area": GrowingArea, "house": PackingHouse}


def require_officer(person: Person, province_code: str) -> list[str]:
    """The communes of the province. NotAllowed for anybody but its officers."""
    if not is_officer_of(person, province_code=province_code):
        raise NotAllowed
    return [place.code for place in communes_of(province_code)]


def areas_of(*, person: Person, province_code: str) -> Sequence[GrowingArea]:
    """Suspended ones first: they wait for the officer. 2 queries."""
    communes = require_officer(person, province_code)
    rows = GrowingArea.objects.filter(commune_code__in=communes).select_related("commodity")
    return list(rows.prefetch_related("markets").order_by("-status", "code")[:MOST])


def houses_of(*, person: Person, province_code: str) -> Sequence[PackingHouse]:
    communes = require_officer(person, province_code)
    rows = PackingHouse.objects.filter(commune_code__in=communes).prefetch_related("markets")
    return list(rows.order_by("-status", "code")[:MOST])


def lots_from(*, person: Person, province_code: str) -> Sequence[LotRecord]:
    """Of growing areas of the province, the newest harvest first; 1 query."""
    communes = require_officer(person, province_code)
    rows = LotRecord.objects.filter(growing_area__commune_code__in=communes)
    return list(rows.select_related("commodity", "growing_area").order_by("-harvested_on", "-id")[:MOST])


def consignments_from(*, person: Person, province_code: str) -> QuerySet[Consignment]:
    require_officer(person, province_code)
    return Consignment.objects.filter(province_code=province_code)


def decide_code(
    *,
    person: Person,
    province_code: str,
    kind: str,
    code: str,
    status: CodeStatus,
    reason: str,
    at: datetime,
) -> None:
    """Suspend, approve again or revoke, from today on; a reason is always written. Whatever is cleared with
    goods under that code is closed by the database. NotFound for a code of another province.
    """
    communes = require_officer(person, province_code)
    if not reason.strip() or len(reason) > 200 or "\x00" in reason:
        raise Invalid(field="reason")
    model = KINDS.get(kind)
    found = model._default_manager.filter(code=code, commune_code__in=communes).first() if model else None
    if found is None:
        raise NotFound(field="code")
    change_code_status(
        area_or_house=found,
        status=status,
        effective_on=local_day(at),
        reason=reason.strip(),
        actor=person.actor,
        at=at,
    )
