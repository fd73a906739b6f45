"""Every code that the carriers' own tables have is mapped; the rest is unknown, and says so."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from logistics.carriers.enums import Incident, Step
from logistics.carriers.registry import ADAPTERS
from logistics.carriers.statuses import UNKNOWN, Meaning, incident_of, table
from logistics.dispatch.enums import DiscrepancyKind, EventCode, Reason
from logistics.dispatch.operations.haul import ALARMING, EVENT_OF, SILENT

REFERENCE = Path(settings.BASE_DIR).parent / "shared" / "reference" / "logistics.md"
MAPPED = {"vnpost": 34, "ems": 5, "viettelpost": 33, "ghn": 22, "ghtk": 22}
SECTIONS = {
    "vnpost": "### 1.1",
    "ems": "### 1.2",
    "viettelpost": "### 1.3",
    "ghn": "### 1.4",
    "ghtk": "### 1.5",
}
COLUMNS = {"vnpost": 1, "viettelpost": 2, "ghn": 3, "ghtk": 4}
ROWS = {
    "created": {Step.CREATED},
    "pickup_assigned": {Step.PICKUP_ASSIGNED},
    "pickup_failed": {Step.PICKUP_FAILED},
    "picked_up": {Step.PICKED_UP},
    "in_transit": {Step.IN_TRANSIT, Step.AT_DELIVERY_OFFICE},
    "customs_hold": {Step.CUSTOMS_HOLD},
    "out_for_delivery": {Step.OUT_FOR_DELIVERY},
    "delivery_attempt_failed": {Step.DELIVERY_FAILED, Step.ON_HOLD},
    "ready_for_collection": {Step.READY_FOR_COLLECTION},
    "delivered": {Step.DELIVERED},
    "returning": {Step.RETURNING, Step.ON_HOLD},  # waiting for a decision is not yet the way back
    "returned": {Step.RETURNED},
    "cancelled": {Step.CANCELLED},
    "lost / damaged": {Step.LOST, Step.DAMAGED, Step.EXCEPTION},
    "cod_remitted (ledger, not transit)": {Step.COD_REMITTED},
}
"""What the reference proposes for a code, and what of ours agrees with it."""


@pytest.mark.parametrize("carrier", MAPPED)
def test_every_table_has_as_many_codes_as_its_carrier(carrier: str) -> None:
    assert len(ADAPTERS[carrier].statuses) == MAPPED[carrier]
    assert UNKNOWN not in ADAPTERS[carrier].statuses.meanings.values()


def section(carrier: str) -> str:
    text = REFERENCE.read_text()
    return text.partition(SECTIONS[carrier])[2].partition("\n### ")[0]


def codes_told_of(carrier: str) -> set[str]:
    """The codes in the tables of the reference (in its sentences for EMS and GHN)."""
    text = section(carrier)
    if carrier == "ghn":
        named = re.search(r"Statuses \(22\): `([^`]*)`", text)
        assert named
        return {re.sub(r"\(.*?\)", "", word).strip() for word in named.group(1).split(",")}
    if carrier == "ems":
        return {"1", "2", "4", "11000"}
    cells = [cell.strip() for line in text.splitlines() if line.startswith("|") for cell in line.split("|")]
    return {code for cell in cells for code in _numbers(cell)}


def _numbers(cell: str) -> set[str]:
    """ "300–303", "401/402/403", "-100"."""
    if spread := re.fullmatch(r"(\d+)–(\d+)", cell):
        return {str(code) for code in range(int(spread.group(1)), int(spread.group(2)) + 1)}
    return set(cell.split("/")) if re.fullmatch(r"-?\d+(/\d+)*", cell) else set()


@pytest.mark.skipif(not REFERENCE.exists(), reason="the carriers' reference tables are not beside this clone")
@pytest.mark.parametrize("carrier", MAPPED)
def test_every_code_of_the_reference_is_mapped(carrier: str) -> None:
    told = codes_told_of(carrier)
    assert len(told) == {"ems": 4}.get(carrier, MAPPED[carrier])
    assert told - set(ADAPTERS[carrier].statuses.meanings) == set()


def proposed(carrier: str) -> Mapping[str, str]:
    """Code → row of the canonical mapping."""
    found = {}
    for line in REFERENCE.read_text().partition("### 1.10")[2].partition("\n## ")[0].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] in ROWS:
            for word in re.split(r",| / ", re.sub(r"\(.*?\)", "", cells[COLUMNS[carrier]])):
                for code in _numbers(word.strip()) or ({word.strip()} - {"–", "", "CODTransferDate"}):
                    found[code] = cells[0]
    return found


@pytest.mark.skipif(not REFERENCE.exists(), reason="the carriers' reference tables are not beside this clone")
@pytest.mark.parametrize("carrier", COLUMNS)
def test_the_steps_agree_with_the_reference(carrier: str) -> None:
    statuses = ADAPTERS[carrier].statuses
    told = codes_told_of(carrier) - ({"3"} if carrier == "ghtk" else set())  # which stands in two rows
    rows = {code: row for code, row in proposed(carrier).items() if code in told}
    assert len(rows) > 15
    assert {code for code, row in rows.items() if statuses.read(code).step not in ROWS[row]} == set()


def test_what_a_courier_says_on_the_road_is_provisional() -> None:
    provisional = {code for code, m in ADAPTERS["ghtk"].statuses.meanings.items() if m.provisional}
    assert provisional == {"45", "49", "123", "127", "128", "410"}


def test_a_step_moves_a_parcel_or_alarms_or_is_silent_and_never_two_of_them() -> None:
    kinds = [set(EVENT_OF), set(ALARMING), set(SILENT), {Step.UNKNOWN}]
    assert sorted(step for kind in kinds for step in kind) == sorted(Step)
    assert set(EVENT_OF.values()) <= set(EventCode)
    assert {alarm.value for alarm in ALARMING.values()} <= set(DiscrepancyKind.values)


def test_the_reasons_of_dispatch_are_incidents_word_for_word() -> None:
    assert set(Reason.values) <= set(Incident.values)


@given(st.one_of(st.text(max_size=60), st.integers()))
def test_any_other_code_is_unknown(code: str | int) -> None:
    for adapter in ADAPTERS.values():
        if str(code) not in adapter.statuses.meanings:
            assert adapter.statuses.read(code) == UNKNOWN


def test_a_code_twice_in_a_table_is_refused() -> None:
    with pytest.raises(ValueError, match="1 twice"):
        table(([1], Meaning(Step.CREATED)), (["1"], Meaning(Step.LOST)))


@pytest.mark.parametrize(
    ("words", "incident"),
    [
        ("Khách không nghe máy 3 lần", "no_answer"),
        ("Người nhận hẹn lại ngày 12/6", "rescheduled"),
        ("Sai địa chỉ, gọi không được", "wrong_address"),
        ("KH từ chối nhận hàng", "changed_mind"),
        ("Hàng lỗi, khách không nhận", "quality"),
        ("Ngập đường do mưa bão", "weather"),
        ("Đã giao thành công", ""),
    ],
)
def test_couriers_own_words_name_the_reason(words: str, incident: str) -> None:
    found = incident_of(words)
    assert (found.value if found else "") == incident
