"""Two made-up people sign a few rules for the demo; everything that rests on them says so."""

from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kernel.clock import local_day, now
from kernel.reference import read_yaml
from logistics.paperwork.enums import Verdict
from logistics.paperwork.models import Rule
from logistics.paperwork.operations.reviews import review_rule, revise_rule
from logistics.paperwork.rulebook import forget

REVIEWERS: Final = ("system:demo-reviewer-1", "system:demo-reviewer-2")
SIGNED: Final = ("lychee/EU", "lychee/JP", "lychee/US", "dragon_fruit/EU", "longan/EU", "durian/EU")
MADE_UP: Final = Path(settings.BASE_DIR) / "fixtures" / "demo" / "export_rules.yaml"


class Command(BaseCommand):
    help = "Sign a small set of export rules as the demo's made-up reviewers (needs EXPORT_DEMO_REVIEWS)."

    @transaction.atomic
    def handle(self, *_args: object, **_options: Any) -> None:
        if not settings.EXPORT_DEMO_REVIEWS:
            raise CommandError("reviews of the demo do not count here: EXPORT_DEMO_REVIEWS is false")
        made_up = read_yaml(MADE_UP)["rules"]
        for name, row in made_up.items():
            self._make_up(name, row)
        signed = [
            self._sign(rule, actor)
            for rule in Rule.objects.filter(name__in=[*SIGNED, *made_up], superseded_at=None).order_by("name")
            for actor in REVIEWERS
            if not rule.reviews.filter(actor=actor).exists()
        ]
        transaction.on_commit(forget)
        self.stdout.write(f"{len(signed)} signatures of the demo's reviewers")

    def _make_up(self, name: str, row: dict[str, Any]) -> None:
        """Once: a version that the demo, or somebody of the staff, wrote later is left alone."""
        if Rule.objects.filter(name=name, superseded_at=None, recorded_by=REVIEWERS[0]).exists():
            return
        if Rule.objects.filter(name=name).exclude(recorded_by__startswith="system:").exists():
            return
        revise_rule(name=name, row=row, actor=REVIEWERS[0], at=now())

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
