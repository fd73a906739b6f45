from datetime import UTC, datetime

import pytest

from marketplace.people.enums import Purpose
from marketplace.people.models import Account
from marketplace.people.operations import introduce, request_code, sign_in
from marketplace.people.refusals import AccountClosed, CodeWrong
from tests.factories.people import AccountFactory
from tests.marketplace.people.codes import another_code, code_sent_to

pytestmark = pytest.mark.django_db

ANN = "+84900000001"
AT = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


def ask() -> str:
    request_code(telephone=ANN, purpose=Purpose.SIGN_IN, client="192.0.2.1", at=AT)
    return code_sent_to(ANN)


def test_the_first_sign_in_opens_the_account():
    account = sign_in(telephone="0900000001", code=ask(), at=AT)
    assert (account.telephone, account.joined_at, account.last_login) == (ANN, AT, AT)
    assert not account.has_usable_password()


def test_later_ones_find_it():
    known = AccountFactory(telephone=ANN)
    assert sign_in(telephone=ANN, code=ask(), at=AT) == known
    assert Account.objects.count() == 1


def test_a_wrong_code_opens_nothing():
    with pytest.raises(CodeWrong):
        sign_in(telephone=ANN, code=another_code(ask()), at=AT)
    assert Account.objects.count() == 0


def test_a_closed_account_is_told_so_only_after_the_right_code():
    AccountFactory(telephone=ANN, is_active=False)
    code = ask()
    with pytest.raises(CodeWrong):
        sign_in(telephone=ANN, code=another_code(code), at=AT)
    with pytest.raises(AccountClosed):
        sign_in(telephone=ANN, code=code, at=AT)


def test_a_person_says_how_they_are_called():
    account = introduce(account=AccountFactory(), name="  Nguyễn  Thị Hoà ", language="en")
    account.refresh_from_db()
    assert (account.name, account.language, str(account)) == ("Nguyễn Thị Hòa", "en", "Nguyễn Thị Hòa")
    assert str(AccountFactory(name="", telephone=ANN)) == "0900000001"
