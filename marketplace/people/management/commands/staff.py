import os
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.clock import now
from kernel.errors import Refusal
from kernel.telephones import local, normalise
from marketplace.people.enums import RoleKind
from marketplace.people.models import Account
from marketplace.people.operations import grant_role, open_account, revoke_role

ACTOR = "system:staff"


class Command(BaseCommand):
    help = "Open an account of staff with a password for the admin; give and take roles."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="the password is asked for, or taken from STAFF_PASSWORD")
        create.add_argument("telephone")
        create.add_argument("--name", default="")
        create.add_argument(
            "--limited",
            action="store_true",
            help="without the role: looks at what permissions in the admin allow, decides nothing",
        )
        for name in ("grant", "revoke"):
            role = actions.add_parser(name)
            role.add_argument("telephone")
            role.add_argument("kind", choices=RoleKind.values)
            role.add_argument("subject", nargs="?", default="", help="code of the carrier or the province")

    def handle(self, *, action: str, telephone: str, **options: Any) -> None:
        try:
            account = open_account(telephone=normalise(telephone), name=options.get("name", ""), at=now())
            getattr(self, f"_{action}")(account, **options)
        except Refusal as refusal:
            raise CommandError(refusal.text) from refusal

    def _create(self, account: Account, *, limited: bool, **_options: Any) -> None:
        account.set_password(os.environ.get("STAFF_PASSWORD") or getpass("Password for the admin: "))
        account.is_superuser = not limited
        account.is_staff = True
        account.save(update_fields=["password", "is_superuser", "is_staff"])
        if not limited:
            grant_role(actor=ACTOR, account=account, kind=RoleKind.STAFF, at=now())
        self.stdout.write(f"{local(account.telephone)} may enter /admin/")

    def _grant(self, account: Account, *, kind: str, subject: str, **_options: Any) -> None:
        grant_role(actor=ACTOR, account=account, kind=RoleKind(kind), subject=subject, at=now())
        self.stdout.write(f"{local(account.telephone)} is now {kind} {subject}".strip())

    def _revoke(self, account: Account, *, kind: str, subject: str, **_options: Any) -> None:
        if not revoke_role(actor=ACTOR, account=account, kind=RoleKind(kind), subject=subject, at=now()):
            raise CommandError("That role was not held.")
        self.stdout.write(f"{local(account.telephone)} is no longer {kind} {subject}".strip())
