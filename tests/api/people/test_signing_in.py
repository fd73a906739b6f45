"""Codes, tokens, confirmed telephones."""

import re
from datetime import timedelta

import pytest

from kernel.clock import standing_at
from kernel.messages.models import Message
from marketplace.people.queries import confirmed_telephone
from tests.api.client import data, done, mutate, refused
from tests.factories.catalogue import NOW

pytestmark = pytest.mark.django_db
TELEPHONE = "0900000321"


def code_for(purpose: str) -> str:
    with standing_at(NOW):
        done("codeRequest", "sent", {"telephone": TELEPHONE, "purpose": purpose})
    message = Message.objects.order_by("-id")[0]
    [code] = re.findall(r"\b\d{6}\b", message.text)
    return str(code)


def test_a_code_opens_an_account_and_its_token_signs_in() -> None:
    code = code_for("SIGN_IN")
    with standing_at(NOW):
        token = done("signIn", "token", {"telephone": "+84 900 000 321", "code": code})["token"]
        viewer = data("{ viewer { telephone isStaff carrierCodes language } }", token=token)["viewer"]
        assert viewer == {"telephone": TELEPHONE, "isStaff": False, "carrierCodes": [], "language": "vi"}
        done("signOut", "revoked", {}, token=token)
        [error] = mutate("householdOpen", "", {"name": "x", "communeCode": "07582"}, token=token)[
            "userErrors"
        ]
    assert error["code"] == "TOKEN_UNKNOWN"


def test_a_wrong_code_an_old_one_and_one_for_something_else_are_refused() -> None:
    code = code_for("SIGN_IN")
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    with standing_at(NOW):
        assert refused("signIn", {"telephone": TELEPHONE, "code": wrong}) == [("CODE_WRONG", "code")]
        assert [code for code, _ in refused("telephoneConfirm", {"telephone": TELEPHONE, "code": code})] != []
    with standing_at(NOW + timedelta(minutes=6)):
        assert refused("signIn", {"telephone": TELEPHONE, "code": code}) == [("CODE_EXPIRED", "code")]


def test_a_guest_confirms_a_telephone_for_orders() -> None:
    code = code_for("ORDER")
    with standing_at(NOW):
        given = {"telephone": TELEPHONE, "code": code}
        secret = done("telephoneConfirm", "confirmation", given)["confirmation"]
    assert confirmed_telephone(secret, NOW) == "+84900000321"


@pytest.mark.parametrize("telephone", ["", "12", "abc", "09000003210000", "🍋"])
def test_what_is_no_telephone_is_refused(telephone: str) -> None:
    given = {"telephone": telephone, "purpose": "SIGN_IN"}
    assert refused("codeRequest", given) == [("UNREADABLE_TELEPHONE", "telephone")]


def test_the_sixth_code_within_an_hour_is_refused_and_said_to_be_worth_a_later_try() -> None:
    for _ in range(5):
        code_for("SIGN_IN")
    with standing_at(NOW):
        [error] = mutate("codeRequest", "", {"telephone": TELEPHONE, "purpose": "SIGN_IN"})["userErrors"]
    assert (error["code"], error["retry"]) == ("TOO_MANY_REQUESTS", True)
