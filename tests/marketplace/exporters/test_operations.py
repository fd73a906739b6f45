"""What exporters may do to consignments, and to whose: deny by default."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kernel.errors import Invalid, NotAllowed, NotFound
from logistics.goods.refusals import UnknownLot
from logistics.paperwork.enums import Form, PartyRole, Wood
from logistics.paperwork.models import Allocation, Consignment
from logistics.paperwork.operations.consignments import AllocationSpec, PartySpec, allocate
from logistics.paperwork.refusals import ConsignmentChanged
from marketplace.exporters.operations import (
    MAY_CHANGE,
    add_export_line,
    allocate_export,
    cancel_export,
    change_export,
    set_export_party,
    withdraw_export,
)
from marketplace.exporters.queries import consignment_for, consignments_of, exporters_of
from marketplace.households.enums import HouseholdState
from marketplace.households.models import Consent, Household, HouseholdMember
from marketplace.people.rules import GUEST, Person
from tests.factories.consignments import AT
from tests.factories.exporting import SEEN, opened, own_lot
from tests.factories.households import HouseholdFactory, manager_for, owner_of, staff, stranger
from tests.factories.paperwork import load_rules_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules(db: None) -> None:
    load_rules_of("EU", "JP")


@pytest.fixture
def exporter() -> Person:
    return owner_of(HouseholdFactory.create())


def share(lot: str, **changes: Any) -> AllocationSpec:
    known = {"holder": "mine", "net_g": 1000, "gross_g": 1100, "packages": 1, "value_minor": 900}
    return AllocationSpec(lot=lot, **(known | changes))


def line(person: Person, consignment: Consignment) -> int:
    """Adds one of lychee; the version after it."""
    add_export_line(
        person=person,
        key=consignment.key,
        seen=consignment.data_version,
        good="lychee",
        description_en="Fresh lychee",
        form=Form.FRESH,
        package_kind="CT",
        at=AT,
    )
    consignment.refresh_from_db()
    return consignment.data_version


def test_whoever_acts_for_a_verified_house_opens_one_in_its_name(exporter: Person) -> None:
    consignment = opened(exporter, province_code="01")

    [mine] = exporters_of(person=exporter)
    assert consignment.owner == mine.owner
    assert consignment.province_code == "24"
    assert consignment_for(person=exporter, key=consignment.key) == consignment


@pytest.mark.parametrize("who", [stranger, lambda: GUEST, staff])
def test_nobody_else_opens_one_or_sees_one(exporter: Person, who: Callable[[], Person]) -> None:
    consignment = opened(exporter)
    other = who()

    with pytest.raises(NotFound):
        opened(other)
    with pytest.raises(NotFound):
        consignment_for(person=other, key=consignment.key)
    assert list(consignments_of(person=other)) == []


def test_an_unverified_house_does_not_export() -> None:
    person = owner_of(HouseholdFactory.create(state=HouseholdState.SUBMITTED))

    with pytest.raises(NotFound):
        opened(person)


def test_one_cannot_open_in_anothers_name(exporter: Person) -> None:
    other = HouseholdFactory.create()

    with pytest.raises(NotFound):
        opened(exporter, owner=other.subject)


def test_exporters_do_not_see_each_others(exporter: Person) -> None:
    other = owner_of(HouseholdFactory.create())
    mine, theirs = opened(exporter), opened(other)

    assert list(consignments_of(person=exporter)) == [mine]
    with pytest.raises(NotFound):
        change_export(person=exporter, key=theirs.key, seen=SEEN, changes={"wood": Wood.NONE}, at=AT)
    theirs.refresh_from_db()
    assert theirs.wood == Wood.UNKNOWN


def test_two_who_edit_at_once_are_told(exporter: Person) -> None:
    consignment = opened(exporter)
    changed = change_export(
        person=exporter, key=consignment.key, seen=SEEN, changes={"conveyance": "VN 37"}, at=AT
    )

    with pytest.raises(ConsignmentChanged):
        change_export(
            person=exporter, key=consignment.key, seen=SEEN, changes={"conveyance": "QR 977"}, at=AT
        )
    consignment.refresh_from_db()
    assert (consignment.conveyance, changed.data_version) == ("VN 37", SEEN + 1)


STRANGE = ("owner", "state", "decision", "eur_rate", "eur_rate_source", "number", "channel", "data_version")


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_not_an_exporters_to_set_is_refused_by_name(exporter: Person, name: str) -> None:
    consignment = opened(exporter)

    with pytest.raises(Invalid) as refused:
        change_export(person=exporter, key=consignment.key, seen=SEEN, changes={name: "x"}, at=AT)
    assert refused.value.field == name
    assert name not in MAY_CHANGE


WRONG: dict[str, Any] = {
    "region": "X" * 11,
    "wood": "OAK",
    "incoterm": "XXX",
    "conveyance": "a\x00b",
    "freight_minor": -(10**19),
    "arrival_at": datetime(2026, 6, 12, 6, 0),  # noqa: DTZ001 - the very thing that is refused
    "departure_on": "tomorrow",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_names_its_field(exporter: Person, name: str) -> None:
    consignment = opened(exporter)

    with pytest.raises(Invalid) as refused:
        change_export(person=exporter, key=consignment.key, seen=SEEN, changes={name: WRONG[name]}, at=AT)
    assert refused.value.field == name


@pytest.mark.parametrize(("name", "value"), [("name", " "), ("country", "de"), ("country", "DEU")])
def test_a_wrong_party_names_its_field(exporter: Person, name: str, value: str) -> None:
    consignment = opened(exporter)
    party = PartySpec(**({"name": "Muster GmbH", "country": "DE"} | {name: value}))

    with pytest.raises(Invalid) as refused:
        set_export_party(
            person=exporter, key=consignment.key, seen=SEEN, role=PartyRole.IMPORTER, party=party, at=AT
        )
    assert refused.value.field == name


def test_ones_own_lot_is_packed_under_a_holder_that_nobody_chose(exporter: Person) -> None:
    consignment = opened(exporter)
    lot = own_lot(exporter_house(exporter), 1, "EU")
    seen = line(exporter, consignment)

    allocate_export(
        person=exporter,
        key=consignment.key,
        seen=seen,
        position=1,
        allocations=[share(lot, holder="order-line:theirs")],
        at=AT,
    )

    [packed] = Allocation.objects.all()
    assert packed.holder.startswith("wholesale:")
    assert (packed.lot, packed.net_g, packed.gross_g, packed.packages) == (lot, 1000, 1100, 1)


def exporter_house(person: Person) -> Household:
    return HouseholdMember.objects.get(account=person.account).household


def test_anothers_lot_is_unknown(exporter: Person) -> None:
    consignment = opened(exporter)
    lot = own_lot(HouseholdFactory.create(), 1, "EU")
    seen = line(exporter, consignment)

    with pytest.raises(UnknownLot):
        allocate_export(
            person=exporter, key=consignment.key, seen=seen, position=1, allocations=[share(lot)], at=AT
        )
    assert not Allocation.objects.exists()


def test_a_cooperative_sends_the_lots_of_those_who_consented() -> None:
    household = HouseholdFactory.create()
    manager = manager_for(household)
    [cooperative] = [one for one in exporters_of(person=manager) if one.owner.startswith("cooperative:")]
    consignment = opened(manager, cooperative.owner)
    lot = own_lot(household, 1, "EU")
    seen = line(manager, consignment)
    Consent.objects.update(withdrawn_at=AT)

    with pytest.raises(UnknownLot):
        allocate_export(
            person=manager, key=consignment.key, seen=seen, position=1, allocations=[share(lot)], at=AT
        )
    Consent.objects.update(withdrawn_at=None)
    allocate_export(
        person=manager, key=consignment.key, seen=seen, position=1, allocations=[share(lot)], at=AT
    )
    assert Allocation.objects.count() == 1


WEIGHTS = [("net_g", 0), ("gross_g", 999), ("packages", 0), ("value_minor", -1), ("net_g", 10**11)]


@pytest.mark.parametrize(("name", "value"), WEIGHTS)
def test_a_wrong_weight_names_its_field(exporter: Person, name: str, value: int) -> None:
    consignment = opened(exporter)
    lot = own_lot(exporter_house(exporter), 1, "EU")
    seen = line(exporter, consignment)

    with pytest.raises(Invalid) as refused:
        allocate_export(
            person=exporter,
            key=consignment.key,
            seen=seen,
            position=1,
            allocations=[share(lot, **{name: value})],
            at=AT,
        )
    assert refused.value.field == name


def test_what_buyers_ordered_is_not_taken_out_by_the_exporter(exporter: Person) -> None:
    consignment = opened(exporter)
    lot = own_lot(exporter_house(exporter), 1, "EU")
    line(exporter, consignment)
    ordered = share(lot, holder="order-line:one")
    allocate(key=consignment.key, position=1, allocations=[ordered], actor="system:orders", at=AT)
    consignment.refresh_from_db()

    with pytest.raises(NotAllowed):
        withdraw_export(
            person=exporter,
            key=consignment.key,
            seen=consignment.data_version,
            holders=["order-line:one"],
            at=AT,
        )


def test_calling_off_takes_a_reason(exporter: Person) -> None:
    consignment = opened(exporter)

    with pytest.raises(Invalid):
        cancel_export(person=exporter, key=consignment.key, seen=SEEN, reason=" ", at=AT)
    cancel_export(person=exporter, key=consignment.key, seen=SEEN, reason="Mưa", at=AT)
    consignment.refresh_from_db()
    assert consignment.state == "CANCELLED"


def test_a_day_that_is_past_is_refused(exporter: Person) -> None:
    with pytest.raises(Invalid) as refused:
        opened(exporter, departure_on=date(2026, 6, 9))
    assert refused.value.field == "departure_on"
    assert datetime(2026, 6, 9, 18, 0, tzinfo=UTC) < AT
