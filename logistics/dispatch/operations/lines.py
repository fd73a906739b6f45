"""What each line of a carrier's list is: right, or one of the ways in which it is not."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from kernel.clock import local_day
from logistics.carriers.sandbox import PREFIX as SANDBOX
from logistics.carriers.sandbox import is_sandbox
from logistics.dispatch.enums import CashState, LineState
from logistics.dispatch.models import CashTerms, CodCollection, CodRemittance, CodRemittanceLine, Parcel
from logistics.dispatch.operations.scene import Scene
from logistics.dispatch.values import RemittanceLineSpec

_COUNTS: Final = (LineState.MATCHED, LineState.EARLY)


@dataclass(frozen=True)
class _Known:
    """What lines are judged by. `listed`: shipments that this list has named already; `early`: those that
    wait from an older one."""

    collections: Mapping[int, CodCollection]
    terms: CashTerms | None
    others: set[str]
    early: set[int | None]
    listed: set[int | None]


def judge_lines(
    remittance: CodRemittance,
    specs: Sequence[RemittanceLineSpec],
    scene: Scene,
    collections: Mapping[int, CodCollection],
    *,
    at: datetime,
) -> list[CodRemittanceLine]:
    """The lines with their states, not stored yet: three statements, however many lines. Of
    several lines for one shipment the first that is right counts."""
    early = CodRemittanceLine.objects.filter(shipment_id__in=scene.shipments, state=LineState.EARLY)
    boxes = scene.by_code()
    known = _Known(
        collections=collections,
        terms=terms_of(remittance.carrier_code, at=at),
        others=_of_others(remittance.carrier_code, {spec.tracking_code for spec in specs} - set(boxes)),
        early={*early.values_list("shipment_id", flat=True)},
        listed=set(),
    )
    lines = []
    for position, spec in enumerate(specs, start=1):
        box = boxes.get(spec.tracking_code)
        line = CodRemittanceLine(remittance=remittance, position=position, **asdict(spec))
        line.shipment_id = box.shipment_id if box else None
        line.state = _state_of(line, known)
        if line.shipment_id and line.state in _COUNTS:
            known.listed.add(line.shipment_id)
        lines.append(line)
    return lines


def terms_of(carrier_code: str, *, at: datetime) -> CashTerms | None:
    """Those in force on the day."""
    found = CashTerms.objects.filter(carrier_code=carrier_code, valid_from__lte=local_day(at))
    return found.order_by("-valid_from").first()


def _of_others(carrier_code: str, codes: set[str]) -> set[str]:
    """Codes that are parcels of another carrier. Sandboxes and live carriers do not know of each other, nor
    one sandbox of another."""
    if not codes or is_sandbox(carrier_code):
        return set()
    found = Parcel.objects.filter(tracking_code__in=codes).exclude(carrier_code=carrier_code)
    found = found.exclude(carrier_code__startswith=SANDBOX)
    return set(found.values_list("tracking_code", flat=True))


def _state_of(line: CodRemittanceLine, known: _Known) -> LineState:
    if line.shipment_id is None:
        return LineState.OTHER_CARRIER if line.tracking_code in known.others else LineState.UNKNOWN
    if line.shipment_id in known.listed:
        return LineState.DUPLICATE
    collection = known.collections.get(line.shipment_id)
    if collection is None:
        return LineState.DIFFERENT  # nothing was to be collected
    if collection.state == CashState.REMITTED or line.shipment_id in known.early:
        return LineState.ALREADY
    collected = collection.state == CashState.COLLECTED
    due = collection.collected_dong if collected else collection.due_dong
    if line.amount_dong != due:
        return LineState.DIFFERENT
    if not is_fee_right(line, known.terms):
        return LineState.WRONG_FEE
    return LineState.MATCHED if collected else LineState.EARLY


def is_fee_right(line: CodRemittanceLine, terms: CashTerms | None) -> bool:
    """As agreed; without an agreement, any fee that is not beyond the cash."""
    if terms is None:
        return line.fee_dong <= line.amount_dong
    return line.fee_dong == terms.fee_of(line.amount_dong)
