"""Thin: one operation each."""

from datetime import timedelta

from celery import shared_task

from kernel.clock import local_day, now
from logistics.rounds.operations import make_plan, take_plan, want_plans_of_day, want_stale_plans
from logistics.rounds.queries import plans_to_make


@shared_task
def plan_tomorrow() -> None:
    """Each evening, after the last cut-off hour: the rounds of tomorrow."""
    at = now()
    want_plans_of_day(day=local_day(at) + timedelta(days=1), at=at)


@shared_task
def plan_wanted() -> None:
    """Every fifteen seconds: what is asked for, and what no longer fits. One task for each plan."""
    want_stale_plans(at=now())
    for plan_id in plans_to_make():
        make_one_plan.delay(plan_id)


@shared_task
def make_one_plan(plan_id: int) -> None:
    """A plan that another worker thinks about already is left to it."""
    if take_plan(plan_id):
        make_plan(plan_id=plan_id, at=now())
