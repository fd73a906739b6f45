"""What sensors measured on the way, and the alarm when goods got too warm or too cold."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Prefetch

from kernel.errors import JSON
from logistics.dispatch.enums import DiscrepancyKind
from logistics.dispatch.events import TemperatureAlarm
from logistics.dispatch.models import DeclaredGoods, Discrepancy, Parcel, TemperatureReading
from logistics.dispatch.operations.queue import Doubt, open_discrepancies
from logistics.dispatch.operations.scene import lock_by_ids
from logistics.dispatch.operations.turn import Turn, save_turns
from logistics.dispatch.refusals import TooManyItems
from logistics.dispatch.values import ItemResult, Temperature
from logistics.goods.queries import commodity
from logistics.goods.refusals import UnknownCommodity

MOST_READINGS: Final = 1000
SLACK_C: Final = 200
"""Hundredths of a degree beyond the goods' band before it is an alarm: a door that opens is none. An
assumption."""


class Band(NamedTuple):
    """In hundredths of a degree; None where nothing is promised."""

    lowest: int | None = None
    highest: int | None = None

    def is_left_by(self, reading: Temperature) -> bool:
        too_cold = self.lowest is not None and reading.lowest_c < self.lowest - SLACK_C
        return too_cold or (self.highest is not None and reading.highest_c > self.highest + SLACK_C)


@transaction.atomic
def record_temperatures(
    *, carrier_code: str, readings: Sequence[Temperature], at: datetime
) -> list[ItemResult]:
    """Keep up to 1,000 readings; one result each: stored, duplicate, or refused with UNKNOWN_TRACKING_CODE or
    TIME_IN_FUTURE.

    A reading beyond the band of what a chilled shipment carries, or one that the sensor itself calls an
    alarm, announces TemperatureAlarm, once a parcel as long as staff have not closed the row that it
    opens."""
    if len(readings) > MOST_READINGS:
        raise TooManyItems(limit=MOST_READINGS)
    parcels = _parcels(carrier_code, {reading.tracking_code for reading in readings})
    results = [_refusal(index, reading, parcels, at=at) for index, reading in enumerate(readings)]
    rows = [
        (index, _row(parcels[readings[index].tracking_code], readings[index], at=at))
        for index, refused in enumerate(results)
        if refused is None
    ]
    fresh = _keep([row for _index, row in rows])
    alarms = [row for _index, row in rows if row.alarm and _name(row) in fresh]
    _alarm(carrier_code, alarms, at=at)
    for index, row in rows:
        name = _name(row)
        results[index] = ItemResult(index=index, status="stored" if name in fresh else "duplicate")
        fresh.discard(name)
    return [result for result in results if result]


def _parcels(carrier_code: str, codes: set[str]) -> Mapping[str, Parcel]:
    goods = Prefetch("shipment__goods", DeclaredGoods.objects.only("shipment_id", "commodity_code"))
    found = Parcel.objects.filter(carrier_code=carrier_code, tracking_code__in=codes)
    return {
        parcel.tracking_code: parcel for parcel in found.select_related("shipment").prefetch_related(goods)
    }


def _refusal(
    index: int, reading: Temperature, parcels: Mapping[str, Parcel], *, at: datetime
) -> ItemResult | None:
    if reading.tracking_code not in parcels:
        return ItemResult(index=index, status="refused", code="UNKNOWN_TRACKING_CODE")
    if reading.until_at > at or reading.from_at > reading.until_at:
        return ItemResult(index=index, status="refused", code="TIME_IN_FUTURE")
    return None


def band_of(parcel: Parcel) -> Band:
    """What a chilled service promises for these goods: the narrowest of their bands."""
    if not parcel.shipment.chilled:
        return Band()
    lows, highs = [], []
    for line in parcel.shipment.goods.all():
        try:
            goods = commodity(line.commodity_code)
        except UnknownCommodity:
            continue
        if goods.temperature_min is not None and goods.temperature_max is not None:
            lows.append(goods.temperature_min * 100)
            highs.append(goods.temperature_max * 100)
    return Band(max(lows, default=None), min(highs, default=None))


def _row(parcel: Parcel, reading: Temperature, *, at: datetime) -> TemperatureReading:
    return TemperatureReading(
        parcel=parcel,
        device=reading.device,
        from_at=reading.from_at,
        until_at=reading.until_at,
        lowest_c=reading.lowest_c,
        highest_c=reading.highest_c,
        alarm=reading.alarm or band_of(parcel).is_left_by(reading),
        received_at=at,
    )


def _name(row: TemperatureReading) -> tuple[object, ...]:
    return (row.parcel_id, row.device, row.from_at, row.until_at)


def _keep(rows: Sequence[TemperatureReading]) -> set[tuple[object, ...]]:
    """Those that were not known yet."""
    wanted = {row.parcel_id for row in rows}
    before = TemperatureReading.objects.filter(
        parcel_id__in=wanted,
        from_at__in={row.from_at for row in rows},
        device__in={row.device for row in rows},
    )
    known = set(before.values_list("parcel_id", "device", "from_at", "until_at"))
    TemperatureReading.objects.bulk_create(rows, ignore_conflicts=True)
    return {_name(row) for row in rows} - known


def _alarm(carrier_code: str, rows: Sequence[TemperatureReading], *, at: datetime) -> None:
    if not rows:
        return
    first = {row.parcel.tracking_code: row for row in reversed(rows)}
    open_now = Discrepancy.objects.filter(
        kind=DiscrepancyKind.TOO_WARM, carrier_code=carrier_code, subject__in=first, resolved_at=None
    )
    for code in open_now.values_list("subject", flat=True):
        del first[code]
    scene = lock_by_ids({row.parcel.shipment_id for row in first.values()})
    turns = {key: Turn(found) for key, found in scene.shipments.items()}
    for code, row in first.items():
        turns[row.parcel.shipment_id].say(
            TemperatureAlarm,
            tracking_code=code,
            lowest_c=row.lowest_c,
            highest_c=row.highest_c,
            occurred_at=row.until_at.isoformat(),
        )
    save_turns(turns.values())
    doubts = [_doubt(carrier_code, code, row) for code, row in first.items()]
    open_discrepancies(doubts, at=at)


def _doubt(carrier_code: str, code: str, row: TemperatureReading) -> Doubt:
    data: dict[str, JSON] = {"lowest_c": row.lowest_c, "highest_c": row.highest_c, "device": row.device}
    return Doubt(DiscrepancyKind.TOO_WARM, carrier_code, code, data, row.parcel.shipment_id)
