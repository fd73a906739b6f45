from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from kernel.telephones import normalise
from kernel.text import tidy_line
from marketplace.people.enums import Purpose
from marketplace.people.models import Account
from marketplace.people.operations.codes import confirm_code
from marketplace.people.refusals import AccountClosed


def sign_in(*, telephone: str, code: str, at: datetime) -> Account:
    """The account of the telephone, opened at its first sign-in. Raises as confirm_code does, or
    AccountClosed.

    Must not run inside a transaction: a wrong guess has to be remembered.
    """
    telephone = confirm_code(telephone=telephone, code=code, purpose=Purpose.SIGN_IN, at=at)
    with transaction.atomic():
        account = open_account(telephone=telephone, at=at)
        if not account.is_active:
            raise AccountClosed
        account.last_login = at
        account.save(update_fields=["last_login"])
    return account


def introduce(*, account: Account, name: str, language: str = "") -> Account:
    """Set how a person is called, and the language of messages to them when given."""
    account.name = tidy_line(name)[:120]
    account.language = language or account.language
    account.save(update_fields=["name", "language"])
    return account


def open_account(*, telephone: str, name: str = "", at: datetime) -> Account:
    """The account of a telephone, opened when there is none; a name given then is kept."""
    new = {"joined_at": at, "password": make_password(None), "name": tidy_line(name)}
    account, _is_new = Account.objects.get_or_create(telephone=normalise(telephone), defaults=new)
    return account
