from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from kernel.clock import now
from kernel.idempotency.models import Answer
from kernel.messages.models import Message
from kernel.messages.operations import send
from tests.factories.people import AccountFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def message():
    send(to="+84900000001", kind="greeting", text="123456", at=now() - timedelta(days=100))
    return Message.objects.get()


def test_old_messages_are_deleted_at_the_command_line(message, capsys):
    call_command("messages", "prune", "--older-than", "120")
    call_command("messages", "prune", "--older-than", "90")
    assert capsys.readouterr().out == "0 deleted\n1 deleted\n"


def test_old_answers_too(capsys):
    Answer.objects.create(scope="a", key="k", request_hash="")
    Answer.objects.update(created_at=now() - timedelta(days=8))
    call_command("idempotency", "prune", "--older-than", "7")
    assert capsys.readouterr().out == "1 deleted\n"


def test_staff_see_that_it_was_sent_and_not_what_it_says(message, client):
    client.force_login(AccountFactory(is_staff=True, is_superuser=True))
    for page in (
        reverse("admin:sent_messages_message_changelist"),
        reverse("admin:sent_messages_message_change", args=[message.pk]),
    ):
        shown = client.get(page).content.decode()
        assert "090••••001" in shown
        assert "123456" not in shown
