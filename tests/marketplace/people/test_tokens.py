from datetime import UTC, datetime, timedelta

import pytest

from marketplace.people.enums import Purpose
from marketplace.people.models import ApiToken, TelephoneConfirmation
from marketplace.people.operations import (
    confirm_telephone,
    issue_token,
    prune_expired,
    request_code,
    revoke_token,
)
from marketplace.people.queries import account_for_token, confirmed_telephone
from tests.factories.people import AccountFactory
from tests.marketplace.people.codes import code_sent_to

pytestmark = pytest.mark.django_db

ANN = "+84900000001"
AT = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def account():
    return AccountFactory()


def test_a_token_stands_for_its_account_for_thirty_days(account):
    token = issue_token(account=account, at=AT)
    assert account_for_token(token, AT + timedelta(days=29)) == account
    assert account_for_token(token, AT + timedelta(days=30)) is None


def test_the_token_itself_is_not_kept(account):
    token = issue_token(account=account, at=AT, label="a script")
    assert token.startswith("nn_")
    assert token not in ApiToken.objects.get().token_hash


def test_a_revoked_token_a_closed_account_and_a_made_up_token_stand_for_nobody(account):
    token = issue_token(account=account, at=AT)
    other = issue_token(account=account, at=AT)
    assert revoke_token(token=token, at=AT)
    assert not revoke_token(token=token, at=AT)
    assert account_for_token(token, AT) is None
    assert account_for_token(other, AT) == account
    account.is_active = False
    account.save()
    assert account_for_token(other, AT) is None
    assert account_for_token("nn_made-up", AT) is None
    assert account_for_token("", AT) is None


def test_reading_a_token_takes_one_statement_and_its_use_is_noted_hourly(account, django_assert_num_queries):
    token = issue_token(account=account, at=AT)
    with django_assert_num_queries(2):
        account_for_token(token, AT)
    with django_assert_num_queries(1):
        account_for_token(token, AT + timedelta(minutes=59))
    with django_assert_num_queries(2):
        account_for_token(token, AT + timedelta(minutes=60))
    assert ApiToken.objects.get().last_used_at == AT + timedelta(minutes=60)


def confirm() -> str:
    request_code(telephone=ANN, purpose=Purpose.ORDER, client="192.0.2.1", at=AT)
    return confirm_telephone(telephone="0900000001", code=code_sent_to(ANN), at=AT)


def test_a_guests_confirmation_lasts_thirty_days(django_assert_num_queries):
    secret = confirm()
    with django_assert_num_queries(1):
        assert confirmed_telephone(secret, AT + timedelta(days=29)) == ANN
    assert confirmed_telephone(secret, AT + timedelta(days=30)) is None
    assert confirmed_telephone("made-up", AT) is None
    assert confirmed_telephone("", AT) is None
    assert secret not in TelephoneConfirmation.objects.get().secret_hash


def test_what_ran_out_is_pruned(account):
    confirm()
    issue_token(account=account, at=AT)
    assert prune_expired(at=AT + timedelta(days=31)) == 2  # the code and the confirmation
    assert prune_expired(at=AT + timedelta(days=61)) == 1
