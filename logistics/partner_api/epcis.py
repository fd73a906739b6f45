"""Sensor events of EPCIS 2.0, read as temperatures of parcels."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from logistics.dispatch.codes import tidy_code
from logistics.dispatch.values import Temperature
from logistics.partner_api.schemas.evidence import SensorElement, SensorEvent, SensorReport

_ALARMS: Final = ("ALARM_CONDITION", "ERROR_CONDITION")


def temperatures_of(events: Sequence[SensorEvent]) -> list[tuple[int, Temperature]]:
    """Every temperature with the place of its event: one for each parcel and sensor element that has any."""
    return [(place, found) for place, event in enumerate(events) for found in _readings(event)]


def _readings(event: SensorEvent) -> Iterator[Temperature]:
    for element in event.sensorElementList:
        reports = [report for report in element.sensorReport if report.type.split(":")[-1] == "Temperature"]
        degrees = [_celsius(value, report.uom) for report in reports for value in _values(report)]
        alarm = any(report.exception in _ALARMS and report.booleanValue is not False for report in reports)
        if not degrees and not alarm:
            continue
        start, end = _span(event, element)
        for epc in event.epcList:
            yield Temperature(
                tracking_code=tidy_code(re.split(r"[/:.]", epc)[-1])[:40],
                device=element.sensorMetadata.deviceID,
                from_at=start,
                until_at=end,
                lowest_c=min(degrees, default=0),
                highest_c=max(degrees, default=0),
                alarm=alarm,
            )


def _values(report: SensorReport) -> list[float]:
    return [value for value in (report.value, report.minValue, report.maxValue) if value is not None]


def _celsius(value: float, uom: str) -> int:
    """Hundredths of a degree; FAH is Fahrenheit in UN/CEFACT's codes, anything else is taken as Celsius."""
    return round(((value - 32) * 5 / 9 if uom == "FAH" else value) * 100)


def _span(event: SensorEvent, element: SensorElement) -> tuple[datetime, datetime]:
    meta = element.sensorMetadata
    end = meta.endTime or meta.time or event.eventTime
    return meta.startTime or meta.time or end, end
