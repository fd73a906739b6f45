"""Which market a code may serve, and what was done to a lot before it goes there."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from kernel.audit.models import AuditRecord
from kernel.errors import Invalid
from logistics.goods.enums import TreatmentKind
from logistics.goods.models import GrowingArea, LotRecord, MarketApproval, TreatmentFacility
from logistics.goods.operations import (
    Dose,
    approve_market,
    record_spray,
    record_treatment,
    withdraw_market,
)
from logistics.goods.refusals import UnknownFacility, UnknownLot
from tests.factories.goods import GrowingAreaFactory, LotRecordFactory
from tests.factories.places import LUC_NGAN

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 10, 3, 0, tzinfo=UTC)
DAY = date(2026, 6, 10)
BY = {"actor": "account:officer", "at": AT}


@pytest.fixture
def area() -> GrowingArea:
    return GrowingAreaFactory.create()


@pytest.fixture
def lot() -> LotRecord:
    return LotRecordFactory.create()


def test_a_code_comes_onto_a_list_once_and_goes_off_it_on_a_day(area: GrowingArea) -> None:
    for _twice in range(2):
        approve_market(of=area, destination="JP", approved_on=date(2026, 1, 5), **BY)

    assert withdraw_market(of=area, destination="JP", withdrawn_on=DAY, **BY) == 1
    assert withdraw_market(of=area, destination="JP", withdrawn_on=DAY, **BY) == 0
    assert MarketApproval.objects.get().withdrawn_on == DAY
    actions = AuditRecord.objects.order_by("id").values_list("action", flat=True)
    assert list(actions) == ["market.approved", "market.withdrawn"]


def test_it_can_come_back_and_the_gap_stays_to_be_seen(area: GrowingArea) -> None:
    approve_market(of=area, destination="JP", approved_on=date(2026, 1, 5), **BY)
    withdraw_market(of=area, destination="JP", withdrawn_on=DAY, **BY)
    approve_market(of=area, destination="JP", approved_on=DAY + timedelta(days=9), **BY)

    spans = MarketApproval.objects.order_by("id").values_list("approved_on", "withdrawn_on")
    assert list(spans) == [(date(2026, 1, 5), DAY), (DAY + timedelta(days=9), None)]


def test_a_treatment_keeps_its_dose_and_its_place(lot: LotRecord) -> None:
    TreatmentFacility.objects.create(code="DEMO-TF-1", commune_code=LUC_NGAN, approved_on=DAY)

    done = record_treatment(
        reference=lot.reference,
        kind=TreatmentKind.FUMIGATION,
        done_at=AT,
        dose=Dose(chemical="methyl_bromide", grams_per_m3=Decimal(32), minutes=120),
        facility_code="demo-tf-1 ",
    )

    assert (done.grams_per_m3, done.minutes, done.dose_gray) == (Decimal(32), 120, None)
    assert done.facility is not None
    with pytest.raises(UnknownFacility):
        record_treatment(
            reference=lot.reference, kind=TreatmentKind.COLD, done_at=AT, facility_code="DEMO-NONE"
        )


def test_the_spray_log_is_of_before_the_harvest(lot: LotRecord) -> None:
    day = lot.harvested_on
    for _twice in range(2):
        record_spray(reference=lot.reference, sprayed_on=day, product="Demo 25EC", wait_days=14, at=AT)

    assert lot.sprays.count() == 1
    with pytest.raises(Invalid):
        record_spray(reference=lot.reference, sprayed_on=day + timedelta(days=1), product="Demo", at=AT)
    with pytest.raises(UnknownLot):
        record_spray(reference="lot:none", sprayed_on=day, product="Demo", at=AT)
