"""From rows to what partners read."""

from typing import Any

from kernel.places.queries import commune
from logistics.dispatch.enums import LineState, OnUndelivered, ParcelState, PickupState
from logistics.dispatch.models import (
    CodRemittanceLine,
    Parcel,
    Pickup,
    Shipment,
    TrackingEvent,
)
from logistics.dispatch.values import ItemResult, RemittanceResult
from logistics.partner_api.schemas import cash, events, pickups


def pickup_out(pickup: Pickup) -> pickups.PickupOut:
    return pickups.PickupOut(
        key=pickup.key,
        day=pickup.day,
        window_start=f"{pickup.window_start:%H:%M}",
        window_end=f"{pickup.window_end:%H:%M}",
        office_code=pickup.office_code,
        commune_code=pickup.commune_code,
        place=_place(pickup.commune_code),
        state=PickupState(pickup.state),
        taken_at=pickup.taken_at,
        shipments=[shipment_out(shipment) for shipment in pickup.shipments.all()],
    )


def shipment_out(shipment: Shipment) -> pickups.ShipmentOut:
    return pickups.ShipmentOut(
        key=shipment.key,
        service_code=shipment.service_code,
        held=not shipment.released,
        chilled=shipment.chilled,
        on_undelivered=OnUndelivered(shipment.on_undelivered),
        cod_dong=shipment.cod_dong,
        declared_dong=shipment.declared_dong,
        promised_on=shipment.promised_on,
        sender=_party(shipment, "sender"),
        recipient=_party(shipment, "recipient"),
        parcels=[_parcel(parcel) for parcel in shipment.parcels.all()],
        goods=[
            pickups.GoodsOut(
                description=line.description,
                commodity_code=line.commodity_code,
                net_g=line.net_g,
                value_dong=line.value_dong,
            )
            for line in shipment.goods.all()
        ],
    )


def _party(shipment: Shipment, side: str) -> pickups.PartyOut:
    code = getattr(shipment, f"{side}_commune_code")
    return pickups.PartyOut(
        name=getattr(shipment, f"{side}_name"),
        telephone=getattr(shipment, f"{side}_telephone"),
        address=getattr(shipment, f"{side}_address"),
        commune_code=code,
        place=_place(code),
    )


def _place(code: str) -> str:
    """In memory: no SQL."""
    place = commune(code)
    return f"{place.full_name}, {place.province_name}"


def _parcel(parcel: Parcel) -> pickups.ParcelBrief:
    return pickups.ParcelBrief(
        tracking_code=parcel.tracking_code,
        handover_code=parcel.handover_code,
        position=parcel.position,
        gross_g=parcel.gross_g,
        length_mm=parcel.length_mm,
        width_mm=parcel.width_mm,
        height_mm=parcel.height_mm,
        state=ParcelState(parcel.state),
    )


def parcel_out(parcel: Parcel, log: list[TrackingEvent]) -> events.ParcelOut:
    return events.ParcelOut(
        tracking_code=parcel.tracking_code,
        shipment_key=parcel.shipment.key,
        state=ParcelState(parcel.state),
        state_since=parcel.state_since,
        attempts=parcel.attempts,
        held=not parcel.shipment.released,
        cod_dong=parcel.shipment.cod_dong,
        events=[
            events.StepOut(
                code=event.code,
                reason=event.reason,
                note=event.note,
                amount_dong=event.amount_dong,
                occurred_at=event.occurred_at,
                received_at=event.received_at,
            )
            for event in log
        ],
    )


def results_out(results: list[ItemResult]) -> events.EventResults:
    counts = dict.fromkeys(("stored", "duplicate", "kept", "refused"), 0)
    for result in results:
        counts[result.status] += 1
    items = [
        events.EventResult(index=item.index, status=item.status, code=item.code, detail=item.detail)
        for item in results
    ]
    return events.EventResults(**counts, items=items)


def remittance_brief(row: Any) -> cash.RemittanceBrief:
    """Of a list with what the query counted of it."""
    return cash.RemittanceBrief(
        key=row.key,
        reference=row.reference,
        amount_dong=row.amount_dong,
        fee_dong=row.fee_dong,
        received_at=row.received_at,
        lines=row.line_count,
        matched=row.matched_count,
    )


def line_out(line: CodRemittanceLine) -> cash.LineOut:
    return cash.LineOut(
        position=line.position,
        tracking_code=line.tracking_code,
        state=LineState(line.state),
        amount_dong=line.amount_dong,
        expected_dong=line.shipment.cod_dong if line.shipment else None,
    )


def remittance_out(result: RemittanceResult) -> cash.RemittanceOut:
    return cash.RemittanceOut(
        key=result.key,
        reference=result.reference,
        amount_dong=result.amount_dong,
        fee_dong=result.fee_dong,
        lines=[
            cash.LineOut(
                position=line.position,
                tracking_code=line.tracking_code,
                state=LineState(line.state),
                amount_dong=line.amount_dong,
                expected_dong=line.expected_dong,
            )
            for line in result.lines
        ],
    )
