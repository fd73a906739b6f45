"""Asking for a plan. Whoever asks waits for nothing: a planner takes it up within seconds."""

from datetime import date, datetime, timedelta
from typing import Final

from django.core.cache import cache

from kernel.clock import local_day
from kernel.database import fetch
from logistics.rounds.models import Base, Plan

_THINKING_S: Final = 90  # longer than any plan takes; a planner that died is replaced after it
# What a plan was made for is no longer what waits: a box was refused, cancelled, put off or booked late.
_STALE = """
    UPDATE rounds_plan p SET wanted_at = %s FROM rounds_base b
    WHERE b.id = p.base_id AND p.day BETWEEN %s AND %s AND p.made_at IS NOT NULL AND p.wanted_at IS NULL
      AND p.shipment_ids IS DISTINCT FROM COALESCE((
        SELECT array_agg(s.id ORDER BY s.id)
        FROM dispatch_pickup k JOIN dispatch_shipment s ON s.pickup_id = k.id
        WHERE k.carrier_code = b.carrier_code AND k.day = p.day AND s.released AND s.cancelled_at IS NULL
          AND s.sender_commune_code = ANY(b.commune_code || b.also_communes)), '{}')
    RETURNING p.id
"""


def want_plan(*, base: Base, day: date, at: datetime) -> Plan:
    """Ask for the day's rounds; asking again while one is waited for changes nothing."""
    plan, is_new = Plan.objects.get_or_create(base=base, day=day, defaults={"wanted_at": at})
    if not is_new and plan.wanted_at is None:
        plan.wanted_at = at
        plan.save(update_fields=["wanted_at"])
    return plan


def want_plans_of_day(*, day: date, at: datetime) -> int:
    """Ask for the day's rounds of every base that has a vehicle; two statements however many there are."""
    bases = (
        Base.objects.filter(vehicles__isnull=False, vehicles__retired_at=None)
        .distinct()
        .values_list("id", flat=True)
    )
    plans = [Plan(base_id=base_id, day=day, wanted_at=at) for base_id in bases]
    Plan.objects.bulk_create(
        plans, update_conflicts=True, unique_fields=["base", "day"], update_fields=["wanted_at"]
    )
    return len(plans)


def want_stale_plans(*, at: datetime) -> list[int]:
    """Ask anew for the plans of today and tomorrow whose boxes have changed; the ids of those."""
    today = local_day(at)
    return [row[0] for row in fetch(_STALE, [at, today, today + timedelta(days=1)])]


def take_plan(plan_id: int) -> bool:
    """Whether nobody else thinks about it; what is thought twice is only time lost, never wrong."""
    return bool(cache.add(f"rounds:thinking:{plan_id}:{_version(plan_id)}", 1, timeout=_THINKING_S))


def _version(plan_id: int) -> str:
    row = Plan.objects.filter(id=plan_id).values_list("version", "wanted_at").first()
    return f"{row[0]}:{row[1].timestamp() if row[1] else 0}" if row else ""
