from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from kernel.database import fetch
from logistics.dispatch.models import TrackingEvent
from logistics.dispatch.operations.partitions import make_partitions
from logistics.dispatch.tasks import make_event_partitions
from tests.factories.dispatch import NOW, ShipmentFactory, code_of, event, tell

pytestmark = pytest.mark.django_db
FAR = datetime(2031, 3, 15, tzinfo=UTC)


def partition_of(key: str) -> str:
    sql = "SELECT tableoid::regclass::text FROM dispatch_trackingevent WHERE dedupe_key = %s"
    return str(fetch(sql, [key])[0][0])


def test_months_are_made_ahead_once() -> None:
    names = [f"dispatch_trackingevent_2031_{month:02}" for month in (2, 3, 4, 5, 6)]
    assert make_partitions(at=FAR) == names
    assert make_partitions(at=FAR) == []
    make_event_partitions()


def test_events_wait_in_the_default_partition_and_move_to_their_month() -> None:
    shipment = ShipmentFactory(booked_at=FAR)
    hours = (FAR - NOW).total_seconds() / 3600
    tell(event(code_of(shipment), "picked_up", hours, dedupe_key="far"), at=FAR)
    assert partition_of("far") == "dispatch_trackingevent_default"
    make_partitions(at=FAR)
    assert partition_of("far") == "dispatch_trackingevent_2031_03"
    assert TrackingEvent.objects.get(dedupe_key="far").code == "picked_up"
    tell(event(code_of(shipment), "picked_up", hours, dedupe_key="far"), at=FAR)
    assert TrackingEvent.objects.filter(dedupe_key="far").count() == 1
    for table in (
        "dispatch_trackingevent",
        "dispatch_trackingevent_2031_03",
        "dispatch_trackingevent_default",
    ):
        refuses_changes(table)


def refuses_changes(table: str) -> None:
    guarded = "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O'"
    assert fetch(guarded, [table])[0][0] == 1
    if fetch(f"SELECT count(*) FROM {table}")[0][0]:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
