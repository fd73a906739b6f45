"""Lots, treatments, and the codes of growing areas and packing houses."""

from datetime import UTC, date, datetime

import pytest

from kernel.audit.models import AuditRecord
from kernel.states import ForbiddenMove
from logistics.goods.enums import CodeStatus, TreatmentKind
from logistics.goods.models import CodeStatusChange, Commodity, GrowingArea, LotRecord
from logistics.goods.operations import (
    change_code_status,
    open_growing_area,
    open_packing_house,
    record_lot,
    record_treatment,
)
from logistics.goods.refusals import (
    HarvestInTheFuture,
    LotAlreadyRecorded,
    UnknownGrowingArea,
    UnknownLot,
    UnknownPackingHouse,
)
from tests.factories.goods import CommodityFactory, GrowingAreaFactory
from tests.factories.places import LUC_NGAN

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 9, 3, 0, tzinfo=UTC)
TODAY = date(2026, 6, 9)
OFFICER = "account:officer"


@pytest.fixture
def lychee() -> Commodity:
    return CommodityFactory(code="vai-thieu", name_vi="Vải thiều")


@pytest.fixture
def area(lychee: Commodity) -> GrowingArea:
    return open_growing_area(
        code=" demo-puc-0001 ",
        commodity_code=lychee.code,
        commune_code=LUC_NGAN,
        actor=OFFICER,
        at=AT,
    )


def lot(lychee: Commodity, **facts: str) -> LotRecord:
    return record_lot(reference="lot:abc", commodity_code=lychee.code, harvested_on=TODAY, at=AT, **facts)


def test_a_lot_is_written_once_and_the_same_facts_again_change_nothing(lychee: Commodity) -> None:
    assert lot(lychee) == lot(lychee)
    assert LotRecord.objects.count() == 1


def test_other_facts_under_the_same_reference_are_refused(lychee: Commodity, area: GrowingArea) -> None:
    lot(lychee)
    with pytest.raises(LotAlreadyRecorded):
        lot(lychee, growing_area_code=area.code)


def test_a_lot_remembers_its_growing_area_even_when_that_is_suspended(
    lychee: Commodity, area: GrowingArea
) -> None:
    suspend(area)
    assert lot(lychee, growing_area_code="demo-puc-0001").growing_area == area


def test_codes_that_nobody_entered_are_refused(lychee: Commodity) -> None:
    with pytest.raises(UnknownGrowingArea):
        lot(lychee, growing_area_code="DEMO-PUC-9999")
    with pytest.raises(UnknownPackingHouse):
        lot(lychee, packing_house_code="DEMO-PHC-9999")
    assert not LotRecord.objects.exists()


def test_nothing_is_harvested_tomorrow_by_the_calendar_of_viet_nam(lychee: Commodity) -> None:
    late_evening = datetime(2026, 6, 8, 17, 30, tzinfo=UTC)
    record_lot(reference="lot:1", commodity_code=lychee.code, harvested_on=TODAY, at=late_evening)
    with pytest.raises(HarvestInTheFuture):
        record_lot(
            reference="lot:2", commodity_code=lychee.code, harvested_on=date(2026, 6, 10), at=late_evening
        )


def test_treatments_stand_in_the_order_they_were_done(lychee: Commodity) -> None:
    record = lot(lychee)
    for kind, hour in ((TreatmentKind.COLD, 9), (TreatmentKind.WASHED, 7), (TreatmentKind.COLD, 9)):
        record_treatment(reference=record.reference, kind=kind, done_at=AT.replace(hour=hour))
    assert [treatment.kind for treatment in record.treatments.all()] == ["WASHED", "COLD"]


def test_a_treatment_of_an_unknown_lot_is_refused() -> None:
    with pytest.raises(UnknownLot):
        record_treatment(reference="lot:none", kind=TreatmentKind.COLD, done_at=AT)


def test_a_code_is_upper_case_and_entering_it_again_changes_nothing(
    area: GrowingArea, lychee: Commodity
) -> None:
    again = open_growing_area(
        code="DEMO-PUC-0001", commodity_code=lychee.code, commune_code=LUC_NGAN, actor=OFFICER, at=AT
    )
    assert again == area
    assert area.code == "DEMO-PUC-0001"
    assert [change.status for change in area.status_changes.all()] == ["APPROVED"]


def suspend(area: GrowingArea) -> None:
    change_code_status(
        area_or_house=area,
        status=CodeStatus.SUSPENDED,
        effective_on=date(2026, 7, 1),
        reason="Dư lượng vượt mức",
        actor=OFFICER,
        at=AT,
    )


def test_a_change_of_status_is_kept_with_its_day_and_in_the_audit_trail(area: GrowingArea) -> None:
    suspend(area)
    area.refresh_from_db()
    history = CodeStatusChange.objects.filter(growing_area=area).order_by("effective_on")
    assert area.status == CodeStatus.SUSPENDED
    assert [(change.status, change.effective_on) for change in history] == [
        ("APPROVED", TODAY),
        ("SUSPENDED", date(2026, 7, 1)),
    ]
    assert list(AuditRecord.objects.order_by("id").values_list("action", flat=True)) == [
        "growing_area.approved",
        "growing_area.suspended",
    ]


def test_a_revoked_code_stays_revoked() -> None:
    area = GrowingAreaFactory(status=CodeStatus.REVOKED)
    with pytest.raises(ForbiddenMove):
        suspend(area)
    assert not CodeStatusChange.objects.exists()


def test_a_packing_house_has_the_same_history() -> None:
    house = open_packing_house(code="demo-phc-0001", commune_code=LUC_NGAN, actor=OFFICER, at=AT)
    change_code_status(
        area_or_house=house,
        status=CodeStatus.REVOKED,
        effective_on=TODAY,
        reason="",
        actor=OFFICER,
        at=AT,
    )
    assert [change.status for change in house.status_changes.order_by("id")] == ["APPROVED", "REVOKED"]
