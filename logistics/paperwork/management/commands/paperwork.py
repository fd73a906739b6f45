"""Old decisions asked anew, and the chain that they stand in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from logistics.paperwork.models import Decision
from logistics.paperwork.replaying import Replayed, broken_links, replay


class Command(BaseCommand):
    help = "Replay the decisions about a consignment by the rules of then and of today, or verify the chain."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("verify", help="check the hash chain of all decisions")
        replaying = verbs.add_parser("replay", help="judge a consignment's decisions again")
        replaying.add_argument("consignment", help="its number or key")

    def handle(self, *_args: object, **options: Any) -> None:
        if options["verb"] == "verify":
            self._verify()
        else:
            self._replay(options["consignment"])

    def _verify(self) -> None:
        if broken := broken_links():
            raise CommandError(f"the chain breaks at {', '.join(map(str, broken[:20]))}")
        self.stdout.write(f"{Decision.objects.count()} decisions, the chain holds")

    def _replay(self, wanted: str) -> None:
        found = Decision.objects.order_by("sequence").select_related("consignment")
        decisions = found.filter(consignment__number=wanted) | found.filter(consignment__key=wanted)
        if not decisions:
            raise CommandError(f"nothing was ever decided about {wanted}")
        answers = [replay(decision) for decision in decisions]
        for answer in answers:
            self._tell(answer)
        if not all(answer.same for answer in answers):
            raise CommandError("a decision does not come out as it was written")

    def _tell(self, answer: Replayed) -> None:
        one = answer.decision
        same = "the same again" if answer.same else "NOT the same again"
        self.stdout.write(
            f"{one.sequence} {one.at:%Y-%m-%d %H:%M} {one.outcome}: {same}; today {answer.today}"
        )
        for line in answer.changed:
            self.stdout.write(f"    today {line}")
