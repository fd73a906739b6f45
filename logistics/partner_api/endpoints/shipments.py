"""Shipments, parcels, events in lists; what is declared; quotes."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from logistics.carriers.quotes import quote
from logistics.carriers.sandbox import is_sandbox
from logistics.dispatch.operations import set_customs_reference
from logistics.dispatch.queries import parcels, shipment_by_key, shipments
from logistics.partner_api import shapes_lists as shapes
from logistics.partner_api.auth import Bearer, actor_of, carrier_of, moment_of
from logistics.partner_api.enums import Scope
from logistics.partner_api.fields import Key
from logistics.partner_api.once import IdempotencyKey, once
from logistics.partner_api.pages import page_of
from logistics.partner_api.sandbox import SERVICE
from logistics.partner_api.schemas import shipments as schemas
from logistics.partner_api.schemas.pickups import ShipmentOut
from logistics.partner_api.shapes import shipment_out

router = Router()


@router.get(
    "/shipments",
    response=schemas.ShipmentPage,
    auth=Bearer(Scope.PICKUPS),
    operation_id="listShipments",
    summary="Vận đơn",
    tags=["Shipments"],
)
def list_shipments(
    request: HttpRequest, response: HttpResponse, asked: Annotated[schemas.ShipmentQuery, Query()]
) -> schemas.ShipmentPage:
    """Vận đơn của hãng, cũ trước mới sau."""
    found = shipments(carrier_code=carrier_of(request))
    found = found.filter(state=asked.state) if asked.state else found
    page = page_of(found, by=[("key", "str")], asked=asked, request=request, response=response)
    return page.told(schemas.ShipmentPage, shipment_out)


@router.get(
    "/shipments/{key}",
    response=ShipmentOut,
    auth=Bearer(Scope.PICKUPS),
    operation_id="getShipment",
    summary="Một vận đơn",
    tags=["Shipments"],
)
def get_shipment(request: HttpRequest, key: Key) -> ShipmentOut:
    """Một vận đơn với người gửi, người nhận và các kiện."""
    return shipment_out(shipment_by_key(carrier_code=carrier_of(request), key=key))


@router.get(
    "/shipments/{key}/customs",
    response=schemas.CustomsOut,
    auth=Bearer(Scope.CUSTOMS),
    operation_id="getCustoms",
    summary="Hàng khai báo",
    tags=["Customs"],
)
def get_customs(request: HttpRequest, key: Key) -> schemas.CustomsOut:
    """Từng dòng hàng khai báo của một vận đơn, và số tờ khai nếu có."""
    return shapes.customs_out(shipment_by_key(carrier_code=carrier_of(request), key=key))


@router.post(
    "/shipments/{key}/customs",
    response=schemas.CustomsOut,
    auth=Bearer(Scope.CUSTOMS),
    operation_id="postCustoms",
    summary="Ghi số tờ khai",
    tags=["Customs"],
)
def post_customs(
    request: HttpRequest, key: Key, payload: schemas.CustomsIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Ghi số tờ khai hải quan đã mở cho vận đơn. Ghi lại thì số sau thay số trước."""
    carrier_code = carrier_of(request)

    def work() -> schemas.CustomsOut:
        set_customs_reference(
            carrier_code=carrier_code,
            shipment_key=key,
            customs_reference=payload.customs_reference,
            actor=actor_of(request),
            at=moment_of(request),
        )
        return shapes.customs_out(shipment_by_key(carrier_code=carrier_code, key=key))

    return once(request, idempotency_key, work, name="customs")


@router.get(
    "/parcels",
    response=schemas.ParcelPage,
    auth=Bearer(Scope.EVENTS),
    operation_id="listParcels",
    summary="Các kiện hàng",
    tags=["Parcels"],
)
def list_parcels(
    request: HttpRequest, response: HttpResponse, asked: Annotated[schemas.ParcelQuery, Query()]
) -> schemas.ParcelPage:
    """Các kiện của hãng, cũ trước mới sau."""
    found = parcels(carrier_code=carrier_of(request))
    found = found.filter(state=asked.state) if asked.state else found
    page = page_of(found, by=[("key", "str")], asked=asked, request=request, response=response)
    return page.told(schemas.ParcelPage, shapes.parcel_line)


@router.post(
    "/quotes",
    response=schemas.QuoteOut,
    auth=Bearer(Scope.PICKUPS),
    operation_id="postQuote",
    summary="Báo giá",
    tags=["Quotes"],
)
def post_quote(
    request: HttpRequest, payload: schemas.QuoteIn, idempotency_key: IdempotencyKey
) -> HttpResponse:
    """Cước và ngày đến của các dịch vụ của hãng, như người mua đang thấy."""
    carrier_code, at = carrier_of(request), moment_of(request)

    def work() -> schemas.QuoteOut:
        offers = quote(
            sender_commune=payload.sender_commune_code,
            recipient_commune=payload.recipient_commune_code,
            gross_g=payload.gross_g,
            cod_dong=payload.cod_dong,
            needs_chill=payload.needs_chill,
            at=at,
        )
        mine = SERVICE.partition(":")[0] if is_sandbox(carrier_code) else carrier_code
        shown = [shapes.offer_out(offer) for offer in offers if offer.carrier_code == mine]
        return schemas.QuoteOut(offers=shown, asked_at=at)

    return once(request, idempotency_key, work, name="quote")
