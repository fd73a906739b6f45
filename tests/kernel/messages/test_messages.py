from datetime import timedelta

import pytest

from kernel.clock import now
from kernel.database import OutsideTransaction
from kernel.messages.models import Message
from kernel.messages.operations import prune, send
from kernel.messages.queries import inbox
from kernel.outbox.models import Delivery
from kernel.outbox.testing import run_relay

pytestmark = pytest.mark.django_db

ANN, BINH = "+84900000001", "+84900000002"


class Unreachable:
    slow = False

    def send(self, *, to: str, text: str) -> None:
        raise ConnectionError("no network")


def greet(to: str = ANN, text: str = "Chào Ann", **options: object) -> None:
    send(to=to, kind="greeting", text=text, at=now(), **options)


def test_a_message_is_sent_by_the_relay(settings, capsys):
    settings.SMS_BACKEND = "kernel.messages.backends.ConsoleBackend"
    greet(link="https://nhanong.example/d/abc")
    assert Message.objects.get().sent_at is None
    run_relay()
    assert capsys.readouterr().out == f"SMS → {ANN}: Chào Ann https://nhanong.example/d/abc\n"
    assert Message.objects.get().sent_at is not None


def test_a_message_that_did_not_go_out_is_tried_again(settings):
    settings.SMS_BACKEND = f"{__name__}.Unreachable"
    greet()
    run_relay(strict=False)
    assert Message.objects.get().sent_at is None
    assert Delivery.objects.get().error == "ConnectionError: no network"

    settings.SMS_BACKEND = "kernel.messages.backends.QuietBackend"
    run_relay(at=now() + timedelta(minutes=1))
    assert Message.objects.get().sent_at is not None


def test_a_code_is_not_kept_once_it_was_sent(settings):
    settings.DEMO_INBOX = False
    greet(text="123456", confidential=True)
    greet(text="Chào")
    run_relay()
    assert [message.text for message in Message.objects.order_by("id")] == ["", "Chào"]


def test_the_demo_keeps_codes_for_its_inbox(settings):
    settings.DEMO_INBOX = True
    greet(text="123456", confidential=True)
    run_relay()
    assert Message.objects.get().text == "123456"


@pytest.mark.parametrize("messages", [1, 3])
def test_the_inbox_shows_the_newest_first_in_one_statement(messages, django_assert_num_queries):
    for number in range(messages):
        greet(text=f"{number}")
    greet(to=BINH, text="not for Ann")
    with django_assert_num_queries(1):
        mine = inbox(telephone="0900000001")
    assert [message.text for message in mine] == [f"{number}" for number in reversed(range(messages))]
    assert len(inbox(limit=2)) == 2
    assert inbox(telephone=ANN) == mine


@pytest.mark.django_db(transaction=True)
def test_a_message_belongs_to_a_transaction():
    with pytest.raises(OutsideTransaction):
        greet()


def test_old_messages_are_pruned():
    greet()
    assert prune(older_than=now() - timedelta(days=1)) == 0
    assert prune(older_than=now() + timedelta(days=1)) == 1


def test_a_message_pruned_before_it_was_sent_is_left_alone():
    greet()
    prune(older_than=now() + timedelta(days=1))
    assert run_relay() == 1
