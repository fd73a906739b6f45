from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from kernel.database import OutsideTransaction
from kernel.outbox import announce
from kernel.outbox.events import UnknownEvent, decode, encode
from kernel.outbox.models import Delivery, EventRecord
from tests.kernel.outbox.parcels import ParcelPacked, ParcelSent, listening

pytestmark = pytest.mark.django_db


def test_an_event_is_written_with_a_row_for_each_of_its_handlers_in_one_statement(django_assert_num_queries):
    with listening(), django_assert_num_queries(1):
        announce(
            ParcelPacked(aggregate_key="p1", version=1, grams=900), ParcelSent(aggregate_key="p1", version=2)
        )
    events = EventRecord.objects.order_by("id").values_list("name", "aggregate", "aggregate_key", "version")
    assert list(events) == [("ParcelPacked", "test_parcel", "p1", 1), ("ParcelSent", "test_parcel", "p1", 2)]
    waiting = Delivery.objects.order_by("version", "handler").values_list("version", "handler")
    assert [(version, name.rsplit(".", 1)[1]) for version, name in waiting] == [
        (1, "clerk"),
        (1, "packer"),
        (2, "clerk"),
    ]


def test_an_event_that_nobody_hears_is_logged_and_waits_for_nobody():
    announce(ParcelSent(aggregate_key="p1", version=1))
    assert EventRecord.objects.count() == 1
    assert Delivery.objects.count() == 0


def test_announcing_nothing_is_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        announce()


@pytest.mark.django_db(transaction=True)
def test_announcing_outside_a_transaction_is_refused():
    with pytest.raises(OutsideTransaction):
        announce(ParcelSent(aggregate_key="p1", version=1))


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_announced():
    with listening(), transaction.atomic():
        announce(ParcelSent(aggregate_key="p1", version=1))
        transaction.set_rollback(True)
    assert EventRecord.objects.count() == Delivery.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_relays_are_woken_once_a_transaction_and_after_it():
    with listening(), transaction.atomic():
        announce(ParcelSent(aggregate_key="p1", version=1))
        announce(ParcelSent(aggregate_key="p2", version=1))
        assert len(connection.run_on_commit) == 1


def test_instants_and_days_survive_the_row():
    packed_at = datetime(2026, 6, 1, 7, 30, tzinfo=UTC)
    event = ParcelPacked(aggregate_key="p1", version=1, packed_at=packed_at, promised_on=date(2026, 6, 3))
    assert decode("ParcelPacked", aggregate_key="p1", version=1, data=encode(event)) == event


def test_a_row_of_other_code_is_read_as_far_as_it_is_understood():
    row = {"grams": 5, "colour": "red"}
    assert decode("ParcelPacked", aggregate_key="p1", version=1, data=row) == ParcelPacked(
        aggregate_key="p1", version=1, grams=5
    )
    with pytest.raises(UnknownEvent):
        decode("ParcelEaten", aggregate_key="p1", version=1, data={})
