"""From rows to the lines of long lists, and evidence."""

from collections import Counter
from collections.abc import Sequence

from logistics.carriers.quotes import Offer
from logistics.dispatch.enums import ClaimKind, ClaimState, ParcelState, ProofKind, ScanResult
from logistics.dispatch.models import (
    CarrierClaim,
    Manifest,
    Parcel,
    ProofOfDelivery,
    Shipment,
    TrackingEvent,
)
from logistics.dispatch.values import ItemResult, Temperature
from logistics.partner_api.schemas import evidence, shipments


def parcel_line(parcel: Parcel) -> shipments.ParcelLine:
    return shipments.ParcelLine(
        tracking_code=parcel.tracking_code,
        shipment_key=parcel.shipment.key,
        state=ParcelState(parcel.state),
        state_since=parcel.state_since,
        attempts=parcel.attempts,
        gross_g=parcel.gross_g,
        cod_dong=parcel.shipment.cod_dong,
    )


def event_line(event: TrackingEvent) -> shipments.EventLine:
    return shipments.EventLine(
        tracking_code=event.tracking_code,
        code=event.code,
        reason=event.reason,
        note=event.note,
        amount_dong=event.amount_dong,
        provisional=event.provisional,
        dedupe_key=event.dedupe_key,
        occurred_at=event.occurred_at,
        received_at=event.received_at,
    )


def customs_out(shipment: Shipment) -> shipments.CustomsOut:
    return shipments.CustomsOut(
        shipment_key=shipment.key,
        customs_reference=shipment.customs_reference,
        gross_g=shipment.gross_g,
        declared_dong=shipment.declared_dong,
        lines=[
            shipments.CustomsLine(
                description=line.description,
                commodity_code=line.commodity_code,
                hs_code=line.hs_code,
                origin_country=line.origin_country,
                pieces=line.pieces,
                net_g=line.net_g,
                value_dong=line.value_dong,
            )
            for line in shipment.goods.all()
        ],
    )


def offer_out(offer: Offer) -> shipments.OfferOut:
    return shipments.OfferOut(
        service_code=offer.service_code,
        service_name=offer.service_name,
        price_dong=offer.price_dong,
        promised_hours=offer.promised_hours,
        arrives_on=offer.arrives_on,
        refused=offer.refused,
        reason=offer.reason,
    )


def manifest_out(manifest: Manifest) -> evidence.ManifestOut:
    lines = sorted(manifest.lines.all(), key=lambda line: line.position)
    counts = Counter(line.result for line in lines)
    return evidence.ManifestOut(
        **manifest_brief(manifest).model_dump(),
        counts={result.value: counts[result.value] for result in ScanResult if counts[result.value]},
        lines=[
            evidence.ManifestLineOut(
                position=line.position, tracking_code=line.tracking_code, result=ScanResult(line.result)
            )
            for line in lines
        ],
    )


def manifest_brief(manifest: Manifest) -> evidence.ManifestBrief:
    return evidence.ManifestBrief(
        key=manifest.key,
        reference=manifest.reference,
        scanned_at=manifest.scanned_at,
        received_at=manifest.received_at,
    )


def claim_out(claim: CarrierClaim) -> evidence.ClaimOut:
    return evidence.ClaimOut(
        key=claim.key,
        shipment_key=claim.shipment.key,
        kind=ClaimKind(claim.kind),
        state=ClaimState(claim.state),
        description=claim.description,
        claimed_dong=claim.claimed_dong,
        minimum_dong=claim.minimum_dong,
        accepted_dong=claim.accepted_dong,
        answer=claim.answer,
        filed_at=claim.filed_at,
        answered_at=claim.answered_at,
        pay_until=claim.pay_until,
        paid_at=claim.paid_at,
        payment_reference=claim.payment_reference,
        photos=len(claim.photos.all()),
    )


def proof_out(proof: ProofOfDelivery) -> evidence.ProofOut:
    return evidence.ProofOut(
        key=proof.key,
        kind=ProofKind(proof.kind),
        occurred_at=proof.occurred_at,
        received_at=proof.received_at,
    )


def sensors_out(
    places: Sequence[tuple[int, Temperature]], results: Sequence[ItemResult]
) -> evidence.SensorResults:
    counts = Counter(result.status for result in results)
    return evidence.SensorResults(
        stored=counts["stored"],
        duplicate=counts["duplicate"],
        refused=counts["refused"],
        items=[
            evidence.ReadingResult(
                event=place, tracking_code=reading.tracking_code, status=result.status, code=result.code
            )
            for (place, reading), result in zip(places, results, strict=True)
        ],
    )
