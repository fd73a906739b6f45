"""Two made-up people sign a few rules for the demo; everything that rests on them says so."""

from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kernel.clock import local_day, now
from logistics.paperwork.enums import Verdict
from logistics.paperwork.models import Rule
from logistics.paperwork.operations.reviews import review_rule
from logistics.paperwork.rulebook import forget

REVIEWERS: Final = ("system:demo-reviewer-1", "system:demo-reviewer-2")
SIGNED: Final = ("lychee/EU", "lychee/JP", "lychee/US", "dragon_fruit/EU", "longan/EU", "durian/EU")


class Command(BaseCommand):
    help = "Sign a small set of export rules as the demo's made-up reviewers (needs EXPORT_DEMO_REVIEWS)."

    @transaction.atomic
    def handle(self, *_args: object, **_options: Any) -> None:
        if not settings.EXPORT_DEMO_REVIEWS:
            raise CommandError("reviews of the demo do not count here: EXPORT_DEMO_REVIEWS is false")
        signed = [
            self._sign(rule, actor)
            for rule in Rule.objects.filter(name__in=SIGNED, superseded_at=None).order_by("name")
            for actor in REVIEWERS
            if not rule.reviews.filter(actor=actor).exists()
        ]
        transaction.on_commit(forget)
        self.stdout.write(f"{len(signed)} signatures of the demo's reviewers")

    def _sign(self, rule: Rule, actor: str) -> str:
        at = now()
        review_rule(
            rule_key=rule.key,
            verdict=Verdict.APPROVED,
            source=rule.sources[0],
            read_on=local_day(at),
            note="Người duyệt giả của bản dùng thử; chưa ai đọc nguồn.",
            actor=actor,
            at=at,
            demo=True,
        )
        return rule.name
