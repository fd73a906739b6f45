"""A carrier's whole file against what it collected: every error is found, none is invented, and the ledger is
the file plus the variances. A twentieth of it in `make test`, all 10,000 lines in `make soak`."""

import logging
import os
import random
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from time import perf_counter

import pytest

from kernel.clock import local_day
from kernel.ids import new_key
from kernel.outbox.models import Delivery
from kernel.outbox.relay import run_inside
from kernel.outbox.testing import run_relay
from logistics.dispatch.codes import new_tracking_code
from logistics.dispatch.models import (
    CashTerms,
    CodCollection,
    CodRemittanceLine,
    Discrepancy,
    Parcel,
    Shipment,
)
from logistics.dispatch.operations import record_remittance
from logistics.dispatch.remittance_file import read_remittance_file
from logistics.dispatch.values import RemittanceLineSpec
from marketplace.payments.enums import AccountKind
from marketplace.payments.ledger import balance
from tests.factories.dispatch import A_WEEK_LATER, NOW, TODAY, ShipmentFactory, event, tell

pytestmark = pytest.mark.django_db(transaction=True)  # as in life: the queue is cleaned between batches
WHOLE = bool(os.environ.get("SOAK"))
MOST_SECONDS = 30
KINDS = ("missing", "unknown", "different", "duplicate", "wrong_fee", "already or not theirs")


def ship(count: int, *, carrier_code: str = "vnpost") -> list[str]:
    """So many deliveries with cash, written at once; their tracking codes."""
    draw, one = random.Random(count), ShipmentFactory(carrier_code=carrier_code)
    own = ("id", "key", "reference", "cod_dong")
    like = {
        field.attname: getattr(one, field.attname)
        for field in Shipment._meta.concrete_fields
        if field.name not in own
    }
    shipments = Shipment.objects.bulk_create(
        Shipment(cod_dong=1000 * draw.randrange(50, 2000), reference=f"order:{new_key()}#1", **like)
        for _number in range(count)
    )
    parcels = [
        Parcel(
            shipment=row,
            carrier_code=carrier_code,
            tracking_code=new_tracking_code(carrier_code),
            handover_code="12345",
            position=1,
            gross_g=5200,
            length_mm=300,
            width_mm=200,
            height_mm=150,
        )
        for row in shipments
    ]
    Parcel.objects.bulk_create(parcels)
    CodCollection.objects.bulk_create(
        CodCollection(shipment=row, carrier_code=carrier_code, office_code="x", due_dong=row.cod_dong)
        for row in shipments
    )
    return [parcel.tracking_code for parcel in parcels]


def collect(codes: Sequence[str], due: dict[str, int], carrier_code: str = "vnpost") -> None:
    for start in range(0, len(codes), 1000):
        some = codes[start : start + 1000]
        tell(
            *(event(code, "cod_collected", 20, amount_dong=due[code]) for code in some),
            carrier_code=carrier_code,
        )


def due_of(codes: Sequence[str]) -> dict[str, int]:
    found = Parcel.objects.filter(tracking_code__in=codes)
    return dict(found.values_list("tracking_code", "shipment__cod_dong"))


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("lines", [int(os.environ.get("CASH_LINES") or (10_000 if WHOLE else 500))])
def test_every_error_of_a_carriers_file_is_found_and_none_invented(lines: int) -> None:
    terms = CashTerms.objects.create(
        carrier_code="vnpost", valid_from=TODAY, fee_ppm=8_000, fee_min_dong=2_000, remits_within_days=3
    )
    before, others = ship(lines // 300 + 1), ship(3, carrier_code="ghn")
    codes = ship(lines - lines // 150)  # with what is added and left out the file has so many rows
    due = due_of([*codes, *before, *others])
    collect([*codes, *before], due)
    collect(others, due, carrier_code="ghn")
    fee = {code: terms.fee_of(amount) for code, amount in due.items()}
    paid = [RemittanceLineSpec(tracking_code=c, amount_dong=due[c], fee_dong=fee[c]) for c in before]
    record_remittance(carrier_code="vnpost", reference="BK-0", lines=paid, at=A_WEEK_LATER)

    wrong, rows = seeded(codes, before, others, due, fee, count=lines // 50)
    text = "Mã vận đơn;Tiền thu hộ;Phí thu hộ\n" + "\n".join(f"{c};{a};{f}" for c, a, f in rows)
    specs = read_remittance_file(content=text.encode(), name="bang-ke.csv")
    run_relay()  # what carriers collected is on the books before they hand it in
    day, begin = local_day(NOW + timedelta(hours=20)), perf_counter()
    record_remittance(
        carrier_code="vnpost", reference="BK-1", lines=specs, covers=(day, day), at=A_WEEK_LATER
    )
    book()
    seconds = perf_counter() - begin
    logging.getLogger(__name__).warning("%s lines matched and booked in %.1f s", lines, seconds)
    assert seconds < MOST_SECONDS
    run_relay()  # and each carrier is told of each parcel

    found = Counter(
        "missing" if row.kind == "cash_missing" else str(row.data["state"])
        for row in Discrepancy.objects.filter(resolved_at=None)
    )
    assert found == wrong
    assert (found.total(), len(rows)) == (lines // 50, lines)
    check_ledger(rows, paid)


def book() -> None:
    """The relay until the list is on the books; what else it does in between counts too."""
    while Delivery.objects.filter(aggregate="remittance").exists():
        assert run_inside(strict=True).claimed


def seeded(
    codes: Sequence[str],
    before: Sequence[str],
    others: Sequence[str],
    due: dict[str, int],
    fee: dict[str, int],
    *,
    count: int,
) -> tuple[Counter[str], list[tuple[str, int, int]]]:
    """The rows of the file with so many errors, the six kinds in turn; and how many of each there are."""
    draw = random.Random(7)
    rows = {code: (code, due[code], fee[code]) for code in codes}
    extra: list[tuple[str, int, int]] = []
    wrong: Counter[str] = Counter()
    for number, code in enumerate(draw.sample(list(codes), count)):
        kind = KINDS[number % len(KINDS)]
        if kind == "missing":
            del rows[code]
        elif kind == "unknown":
            extra.append((new_tracking_code("vnpost"), 90_000, 2_000))
        elif kind == "different":
            rows[code] = (code, due[code] + draw.choice((-1000, 1000)), fee[code])
        elif kind == "duplicate":
            extra.append(rows[code])
        elif kind == "wrong_fee":
            rows[code] = (code, due[code], fee[code] + 1)
        else:
            kind = "already" if number // len(KINDS) % 2 else "not_theirs"
            one = (before if kind == "already" else others)[
                number % (len(before) if kind == "already" else 3)
            ]
            extra.append((one, due[one], fee[one]))
        wrong[kind] += 1
    file = [*rows.values()]
    for row in extra:
        file.insert(draw.randrange(len(file) // 2, len(file)), row)
    return wrong, file


def check_ledger(rows: Sequence[tuple[str, int, int]], paid: Sequence[RemittanceLineSpec]) -> None:
    """What the bank has and what the carrier owes, from the file and the variances alone."""
    lines = CodRemittanceLine.objects.filter(remittance__reference="BK-1")
    matched = list(lines.filter(state="matched").values_list("amount_dong", "fee_dong"))
    unmatched = sum(lines.exclude(state="matched").values_list("amount_dong", flat=True))
    came_before = sum(line.amount_dong for line in paid)
    assert sum(amount for _code, amount, _fee in rows) == sum(amount for amount, _fee in matched) + unmatched
    fees = sum(fee for _amount, fee in matched) + sum(line.fee_dong for line in paid)
    arrived = sum(amount for amount, _fee in matched) + came_before
    assert balance(kind=AccountKind.BANK) == arrived - fees
    assert balance(kind=AccountKind.CASH_FEE, owner="vnpost") == fees
    collected = CodCollection.objects.filter(carrier_code="vnpost").exclude(state="remitted")
    owed = sum(collected.values_list("collected_dong", flat=True))
    assert balance(kind=AccountKind.CARRIER_CASH, owner="vnpost") == owed
    assert owed > 0
