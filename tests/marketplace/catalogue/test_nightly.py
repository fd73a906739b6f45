"""What the clock does, through the tasks that the beat names."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from config.celery import app
from kernel.audit.models import AuditRecord
from kernel.clock import local_day, now
from marketplace.catalogue import stock, tasks
from marketplace.catalogue.enums import LotState
from marketplace.catalogue.models import Lot, StockReservation
from marketplace.catalogue.operations import nightly
from marketplace.catalogue.stock import Want
from tests.factories.catalogue import LotFactory

pytestmark = pytest.mark.django_db


def test_lots_expire_overnight_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "BATCH", 2)
    yesterday = local_day(now()) - timedelta(days=1)
    LotFactory.create_batch(5, harvested_on=yesterday, expires_on=yesterday)
    LotFactory.create(harvested_on=yesterday, expires_on=yesterday + timedelta(days=1))

    tasks.expire_lots()

    assert Lot.objects.filter(state=LotState.EXPIRED).count() == 5
    assert Lot.objects.filter(state=LotState.OPEN).count() == 1
    assert AuditRecord.objects.get(action="lots.expired").data == {"lots": 5}


def test_a_night_without_anything_to_expire_writes_nothing() -> None:
    tasks.expire_lots()

    assert not AuditRecord.objects.exists()


def test_unpaid_reservations_run_out() -> None:
    lot = LotFactory.create(expires_on=None)
    at = now() - timedelta(minutes=16)
    wants = [Want("line:a", lot.listing_id, 1_000)]
    stock.reserve(wants=wants, expires_at=at + timedelta(minutes=15), at=at)

    tasks.release_run_out()

    assert StockReservation.objects.get().state == "released"


def test_the_beat_names_tasks_that_exist() -> None:
    named = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert {
        f"marketplace.catalogue.tasks.{name}" for name in ("expire_lots", "release_run_out", "sweep_photos")
    } <= named


def test_the_command_says_whether_stock_adds_up() -> None:
    said = StringIO()
    lot = LotFactory.create(quantity=1_000)
    call_command("check_stock", stdout=said)
    assert said.getvalue() == "every lot adds up\n"

    Lot.objects.update(available=900)
    with pytest.raises(CommandError, match="1 lots do not add up"):
        call_command("check_stock", stdout=said)
    assert f"lot {lot.key}: 1000 in, 900 available, 0 written off, 0 held or taken" in said.getvalue()
