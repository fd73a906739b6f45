"""Export rules as the fixtures tell them, reviewers who sign them, and what a case may look like."""

import shutil
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from logistics.paperwork.enums import Verdict
from logistics.paperwork.loading import load
from logistics.paperwork.models import Rule, RuleReview
from logistics.paperwork.rulebook import forget

FIXTURES = Path(settings.BASE_DIR) / "fixtures" / "export_rules"
LOADED_AT = datetime(2026, 2, 20, 2, 0, tzinfo=UTC)
READ_ON = date(2026, 5, 20)
REVIEWERS = ("account:reviewer-one", "account:reviewer-two")


def load_rules() -> None:
    """All of fixtures/export_rules; about half a second."""
    load(FIXTURES, at=LOADED_AT)


def sign(
    *names: str,
    actors: Iterable[str] = REVIEWERS,
    read_on: date = READ_ON,
    verdict: Verdict = Verdict.APPROVED,
    demo: bool = False,
) -> None:
    """Reviews of the versions in force, straight into the table; operations have tests of their own."""
    for rule in Rule.objects.filter(name__in=names, superseded_at=None):
        for actor in actors:
            RuleReview.objects.create(
                rule=rule,
                verdict=verdict,
                actor=actor,
                source=rule.sources[0],
                read_on=read_on,
                note="read",
                signed_at=datetime(read_on.year, read_on.month, read_on.day, 3, 0, tzinfo=UTC),
                demo=demo,
            )
    forget()


def load_rules_of(*destinations: str) -> None:
    """The rules of some destinations only: a good part of a second less for each that is left out."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for path in FIXTURES.glob("*.yaml"):
            if not path.name.startswith("rules-") or path.stem.removeprefix("rules-") in destinations:
                shutil.copy(path, folder)
        load(folder, at=LOADED_AT)
