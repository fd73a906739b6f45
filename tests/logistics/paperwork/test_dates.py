"""Days that contradict each other shut the gate, and both places are named."""

from datetime import UTC, date, datetime

import pytest

from logistics.goods.models import Treatment
from logistics.paperwork.models import Consignment, IssuedPaper
from logistics.paperwork.operations.gate import clear
from logistics.paperwork.refusals import GateShut
from tests.factories.consignments import AT, EXPORTER, a_consignment
from tests.factories.paperwork import load_rules_of, sign

pytestmark = pytest.mark.django_db
PC = "phytosanitary_certificate DEMO-phytosanitary_certificate"


@pytest.fixture
def consignment(db: None) -> Consignment:
    load_rules_of("EU")
    sign("lychee/EU")
    return a_consignment()


def shut_by(consignment: Consignment) -> list[str]:
    with pytest.raises(GateShut) as refused:
        clear(key=consignment.key, actor=EXPORTER, at=AT)
    items = refused.value.data["items"]
    assert isinstance(items, list)
    return [str(code) for code in items if str(code).startswith("difference.dates")]


def test_entry_before_departure(consignment: Consignment) -> None:
    Consignment.objects.filter(pk=consignment.pk).update(entry_on=date(2026, 6, 1))

    assert shut_by(consignment) == ["difference.dates:departure:entry"]


def test_a_certificate_that_rests_on_a_later_analysis(consignment: Consignment) -> None:
    mine = IssuedPaper.objects.filter(consignment=consignment, kind__code="phytosanitary_certificate")
    issued_on = mine.get().issued_on

    mine.update(analysed_on=date(2026, 6, 30))
    assert shut_by(consignment) == [f"difference.dates:{PC}: analysed:{PC}: issued"]

    mine.update(analysed_on=issued_on, expires_on=issued_on)  # the same day is in order
    assert shut_by_nothing(consignment)


def shut_by_nothing(consignment: Consignment) -> bool:
    try:
        clear(key=consignment.key, actor=EXPORTER, at=AT)
    except GateShut as refused:
        return not any("dates" in str(code) for code in refused.data["items"])  # type: ignore[union-attr]
    return True


def test_a_treatment_before_the_harvest(consignment: Consignment) -> None:
    Treatment.objects.filter(lot__reference="lot:demo1").update(done_at=datetime(2026, 5, 1, 8, tzinfo=UTC))

    assert shut_by(consignment) == ["difference.dates:lot:demo1: harvested:lot:demo1: FUMIGATION"]
