"""Clients and tokens of postal partners."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel.clock import now
from kernel.errors import NotFound, Refusal
from logistics.partner_api.enums import Scope
from logistics.partner_api.models import PartnerClient, PartnerToken
from logistics.partner_api.operations import (
    NewClient,
    create_client,
    create_token,
    revoke_client,
    revoke_token,
    rotate_secret,
)
from logistics.partner_api.queries import clients_of, tokens_of
from logistics.partner_api.sandbox import open_sandbox

ACTOR = "system:console"


class Command(BaseCommand):
    help = "partner create --carrier vnpost | create --sandbox | rotate <id> | revoke <id> | token … | list"

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="a client; its secret is shown once")
        whose = create.add_mutually_exclusive_group(required=True)
        whose.add_argument("--carrier", default="")
        whose.add_argument("--sandbox", action="store_true", help="a carrier of its own, with sample parcels")
        create.add_argument("--per-minute", type=int, default=None, help="requests; else the setting's")
        token = verbs.add_parser("token", help="a token without an end, for a system without OAuth")
        token.add_argument("--carrier", required=True)
        for one in (create, token):
            one.add_argument("--name", default="partner")
            one.add_argument("--scopes", default=",".join(Scope.values), help="comma between them")
        rotate = verbs.add_parser("rotate", help="a new secret; the old one holds a while longer")
        rotate.add_argument("key")
        rotate.add_argument("--overlap-hours", type=int, default=72)
        verbs.add_parser("revoke", help="take a client or a token back, at once").add_argument("key")
        verbs.add_parser("list", help="all of them").add_argument("--carrier", default="")

    def handle(self, *_args: Any, verb: str, **options: Any) -> None:
        try:
            getattr(self, f"_{verb}")(options)
        except Refusal as refusal:
            raise CommandError(refusal.text) from refusal

    def _create(self, options: dict[str, Any]) -> None:
        scopes, name = _scopes(options["scopes"]), options["name"]
        if options["sandbox"]:
            self._show(open_sandbox(name=name, scopes=scopes, actor=ACTOR, at=now()))
            return
        new = create_client(
            carrier_code=options["carrier"],
            name=name,
            scopes=scopes,
            requests_per_minute=options["per_minute"],
            actor=ACTOR,
            at=now(),
        )
        self._show(new)

    def _show(self, new: NewClient) -> None:
        client = new.client
        self.stderr.write(f"{client.carrier_code}: {', '.join(client.scopes)}. The secret is shown only now:")
        self.stdout.write(f"export CLIENT_ID={client.key}\nexport CLIENT_SECRET={new.secret}")

    def _rotate(self, options: dict[str, Any]) -> None:
        if options["overlap_hours"] < 0:
            raise CommandError("--overlap-hours cannot be negative")
        overlap = timedelta(hours=options["overlap_hours"])
        self._show(rotate_secret(key=options["key"], overlap=overlap, actor=ACTOR, at=now()))

    def _token(self, options: dict[str, Any]) -> None:
        token, secret = create_token(
            carrier_code=options["carrier"],
            name=options["name"],
            scopes=_scopes(options["scopes"]),
            actor=ACTOR,
            at=now(),
        )
        self.stderr.write(f"{token.carrier_code} {token.key}. The token is shown only now:")
        self.stdout.write(secret)

    def _revoke(self, options: dict[str, Any]) -> None:
        try:
            revoke_client(key=options["key"], actor=ACTOR, at=now())
        except NotFound:
            revoke_token(key=options["key"], actor=ACTOR, at=now())
        self.stdout.write(f"{options['key']} revoked")

    def _list(self, options: dict[str, Any]) -> None:
        listed: list[PartnerClient | PartnerToken] = [*clients_of(options["carrier"])]
        for found in [*listed, *tokens_of(options["carrier"])]:
            state = "revoked" if found.revoked_at else "valid"
            scopes = ",".join(found.scopes)
            self.stdout.write(f"{found.key} {found.carrier_code} {found.name} {scopes} {state}")


def _scopes(text: str) -> list[Scope]:
    names = text.split(",")
    if unknown := set(names) - set(Scope.values):
        raise CommandError(f"no such scope: {', '.join(sorted(unknown))}")
    return [Scope(name) for name in names]
