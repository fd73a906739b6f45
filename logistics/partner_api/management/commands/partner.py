"""Tokens of postal partners."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel.clock import now
from kernel.errors import Refusal
from logistics.partner_api.enums import Scope
from logistics.partner_api.operations import create_token, revoke_token
from logistics.partner_api.queries import tokens_of

ACTOR = "system:console"


class Command(BaseCommand):
    help = "partner create --carrier vnpost | partner revoke <key> | partner list"

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="give out a token; it is shown once")
        create.add_argument("--carrier", required=True)
        create.add_argument("--name", default="partner")
        create.add_argument("--scopes", default=",".join(Scope.values), help="comma between them")
        verbs.add_parser("revoke", help="take a token back").add_argument("key")
        verbs.add_parser("list", help="all tokens").add_argument("--carrier", default="")

    def handle(self, *_args: Any, verb: str, **options: Any) -> None:
        try:
            {"create": self._create, "revoke": self._revoke, "list": self._list}[verb](options)
        except Refusal as refusal:
            raise CommandError(refusal.text) from refusal

    def _create(self, options: dict[str, Any]) -> None:
        names = options["scopes"].split(",")
        if unknown := set(names) - set(Scope.values):
            raise CommandError(f"no such scope: {', '.join(sorted(unknown))}")
        token, secret = create_token(
            carrier_code=options["carrier"],
            name=options["name"],
            scopes=[Scope(name) for name in names],
            actor=ACTOR,
            at=now(),
        )
        self.stderr.write(
            f"{token.carrier_code} {token.key}: {', '.join(names)}. The token is shown only now:"
        )
        self.stdout.write(secret)

    def _revoke(self, options: dict[str, Any]) -> None:
        revoke_token(key=options["key"], actor=ACTOR, at=now())
        self.stdout.write(f"{options['key']} revoked")

    def _list(self, options: dict[str, Any]) -> None:
        for token in tokens_of(options["carrier"]):
            state = "revoked" if token.revoked_at else "valid"
            self.stdout.write(
                f"{token.key} {token.carrier_code} {token.name} {','.join(token.scopes)} {state}"
            )
