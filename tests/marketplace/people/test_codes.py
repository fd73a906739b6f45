import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from kernel.limits import TooManyRequests
from kernel.messages.models import Message
from kernel.telephones import UnreadableTelephone
from marketplace.people.enums import Purpose
from marketplace.people.models import OneTimeCode
from marketplace.people.operations import confirm_code, prune_expired, request_code
from marketplace.people.refusals import CodeExpired, CodeSpent, CodeWrong
from tests.factories.people import AccountFactory
from tests.marketplace.people.codes import another_code, code_sent_to

pytestmark = pytest.mark.django_db

ANN, BINH = "+84900000001", "+84900000002"
AT = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def ask(
    telephone: str = ANN, *, client: str = "192.0.2.1", at: datetime = AT, purpose=Purpose.SIGN_IN
) -> str:
    request_code(telephone=telephone, purpose=purpose, client=client, at=at)
    return code_sent_to(telephone)


def use(code: str, *, at: datetime = AT, telephone: str = ANN, purpose: Purpose = Purpose.SIGN_IN) -> str:
    return confirm_code(telephone=telephone, code=code, purpose=purpose, at=at)


def test_the_code_comes_by_message_and_opens_once():
    code = ask("0900 000 001")
    assert use(code, telephone="0900.000.001") == ANN
    with pytest.raises(CodeExpired):
        use(code)


def test_the_code_itself_is_not_kept():
    code = ask()
    assert code not in OneTimeCode.objects.get().code_hash


def test_a_wrong_code_is_refused_and_the_right_one_still_works():
    code = ask()
    with pytest.raises(CodeWrong) as refused:
        use(another_code(code))
    assert (refused.value.field, refused.value.retry) == ("code", True)
    assert use(code) == ANN


def test_a_code_lives_five_minutes():
    code = ask()
    assert use(code, at=AT + timedelta(minutes=4, seconds=59)) == ANN
    code = ask(at=AT)
    with pytest.raises(CodeExpired):
        use(code, at=AT + timedelta(minutes=5))


def test_after_five_wrong_guesses_the_right_code_is_refused_too():
    code = ask()
    for _ in range(5):
        with pytest.raises(CodeWrong):
            use(another_code(code))
    with pytest.raises(CodeSpent):
        use(code)


def test_a_code_is_bound_to_its_telephone_and_its_purpose():
    code = ask()
    ask(BINH)
    ask(purpose=Purpose.ORDER)
    with pytest.raises(CodeWrong):
        use(code, telephone=BINH)
    with pytest.raises(CodeWrong):
        use(code, purpose=Purpose.ORDER)
    assert use(code) == ANN


def test_a_new_code_replaces_the_one_before():
    first, second = ask(), ask()
    if first != second:
        with pytest.raises(CodeWrong):
            use(first)
    assert use(second) == ANN


def test_without_a_request_there_is_nothing_to_guess():
    with pytest.raises(CodeExpired):
        use("000000")


def test_the_answer_is_the_same_whether_or_not_there_is_an_account():
    AccountFactory(telephone=ANN)
    AccountFactory(telephone=BINH, is_active=False)
    for telephone in (ANN, BINH, "+84900000003"):
        ask(telephone)
    assert Message.objects.count() == 3


def test_one_telephone_gets_five_codes_an_hour_whoever_asks():
    for minute in range(5):
        ask(at=AT + timedelta(minutes=minute), client=f"192.0.2.{minute}", purpose=Purpose.ORDER)
    with pytest.raises(TooManyRequests) as refused:
        ask(at=AT + timedelta(minutes=10))
    assert refused.value.data == {"retry_after": 50 * 60 + 1}
    ask(at=AT + timedelta(minutes=61))
    ask(BINH, at=AT + timedelta(minutes=10))


def test_one_client_may_not_ask_for_everybody(settings):
    settings.CODE_REQUESTS_PER_CLIENT = 3
    for number in range(3):
        ask(f"+8490000010{number}")
    with pytest.raises(TooManyRequests):
        ask(BINH)
    ask(BINH, client="192.0.2.2")


def test_nonsense_is_not_sent_to():
    with pytest.raises(UnreadableTelephone):
        request_code(telephone="12", purpose=Purpose.SIGN_IN, client="", at=AT)
    assert Message.objects.count() == 0


def test_the_fixed_code_of_the_demo_is_for_demo_telephones(settings):
    settings.DEMO_CODE = "246810"
    assert use("246810") == ANN
    with pytest.raises(CodeExpired):
        use("246810", telephone="+84912345678")
    settings.DEMO_CODE = ""
    with pytest.raises(CodeExpired):
        use("")


@pytest.mark.django_db(transaction=True)
def test_a_guess_inside_a_transaction_would_be_forgotten_so_it_is_a_programming_error():
    ask()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        use("000000")


def at_once(count: int, code: str) -> list[str]:
    """What so many who try the code at the same moment are told."""
    barrier, told = threading.Barrier(count), []

    def attempt() -> None:
        barrier.wait()
        try:
            told.append(use(code))
        except (CodeWrong, CodeExpired) as refusal:
            told.append(type(refusal).__name__)
        connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_guess_wrong_at_once_only_five_are_looked_at():
    assert at_once(12, another_code(ask())) == ["CodeSpent"] * 7 + ["CodeWrong"] * 5


@pytest.mark.django_db(transaction=True)
def test_of_many_who_have_the_right_code_one_gets_in():
    told = at_once(4, ask())
    assert told == [ANN] + ["CodeExpired"] * 3


@pytest.mark.django_db(transaction=True)
def test_many_requests_at_once_never_send_a_sixth_code():
    barrier, sent = threading.Barrier(9), []

    def attempt(number: int) -> None:
        barrier.wait()
        try:
            request_code(telephone=ANN, purpose=Purpose.SIGN_IN, client=f"192.0.2.{number}", at=AT)
            sent.append(number)
        except TooManyRequests:
            pass
        connection.close()

    threads = [threading.Thread(target=attempt, args=[number]) for number in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == OneTimeCode.objects.count() == Message.objects.count() == 5


def test_codes_are_forgotten_after_a_day():
    ask()
    assert prune_expired(at=AT + timedelta(hours=23)) == 0
    assert prune_expired(at=AT + timedelta(hours=25)) == 1
