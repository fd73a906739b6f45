"""Labels as PDF, A6. What stands on them is read here; how it looks is label.py. Where a carrier that we call
has given a label of its own, that one is printed.

A parcel of an export consignment gets one only while that consignment's gate is open (GateShut).
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from kernel.money import format_dong
from kernel.places.queries import commune
from kernel.telephones import mask
from kernel.text import tidy
from logistics.carriers.queries import at_carrier, carrier, carrier_labels, is_called, service
from logistics.dispatch.enums import OnUndelivered
from logistics.dispatch.models import Parcel, Shipment
from logistics.dispatch.queries import pickup_by_key
from logistics.dispatch.refusals import UnknownParcel, UnknownShipment
from logistics.dispatch.values import Address, Label
from logistics.paperwork.operations.gate import issue_labels


def label_pdf(*, reference: str, actor: str, at: datetime) -> bytes:
    """One A6 page per box of the shipment booked as `reference`."""
    shipment = Shipment.objects.select_related("pickup").filter(reference=reference).first()
    if shipment is None:
        raise UnknownShipment
    issue_labels(shipments=[reference], actor=actor, at=at)
    return _print(list(_labels_of([shipment]).values()), carrier_code=shipment.carrier_code, title=reference)


def parcel_label_pdf(*, carrier_code: str, tracking_code: str, actor: str, at: datetime) -> bytes:
    """The page of one box."""
    found = Parcel.objects.select_related("shipment__pickup")
    parcel = found.filter(carrier_code=carrier_code, tracking_code=tracking_code).first()
    if parcel is None:
        raise UnknownParcel
    issue_labels(shipments=[parcel.shipment.reference], actor=actor, at=at)
    label = _labels_of([parcel.shipment])[tracking_code]
    return _print([label], carrier_code=carrier_code, title=tracking_code)


def parcel_labels_pdf(*, carrier_code: str, tracking_codes: Sequence[str], actor: str, at: datetime) -> bytes:
    """The pages of many boxes, in the order of their codes, each once. Raises UnknownParcel, naming the first
    that is not the carrier's, and then prints none."""
    codes = list(dict.fromkeys(tracking_codes))
    boxes = Parcel.objects.filter(carrier_code=carrier_code, tracking_code__in=codes)
    found = Shipment.objects.filter(parcels__in=boxes).distinct().order_by("id")
    shipments = list(found.select_related("pickup").prefetch_related("parcels", "goods"))
    labels = _labels_of(shipments)
    missing = [code for code in codes if code not in labels]
    if missing:
        raise UnknownParcel(field=f"tracking_codes/{codes.index(missing[0])}")
    issue_labels(shipments=[shipment.reference for shipment in shipments], actor=actor, at=at)
    return _print([labels[code] for code in codes], carrier_code=carrier_code, title=f"{len(codes)}")


def pickup_labels_pdf(*, carrier_code: str, pickup_key: str, actor: str, at: datetime) -> bytes:
    """All boxes of a pickup, in the order of its list."""
    pickup = pickup_by_key(carrier_code=carrier_code, key=pickup_key)
    shipments = list(pickup.shipments.all())
    issue_labels(shipments=[shipment.reference for shipment in shipments], actor=actor, at=at)
    labels = list(_labels_of(shipments).values())
    title = f"{pickup.commune_code} {pickup.day:%d/%m/%Y}"
    return _print(labels, carrier_code=carrier_code, title=title)


def _print(labels: Sequence[Label], *, carrier_code: str, title: str) -> bytes:
    """Ours, and the carrier's own for those boxes that have one.

    What draws and binds takes a fifth of a second to load: only who prints pays it.
    """
    from logistics.dispatch.binding import bind
    from logistics.dispatch.label import draw_labels

    codes = [label.tracking_code for label in labels]
    theirs = carrier_labels(codes) if is_called(carrier_code) else {}
    if not theirs:
        return draw_labels(labels, title=title)
    return bind([(theirs.get(label.tracking_code), label) for label in labels], title=title)


def _labels_of(shipments: Sequence[Shipment]) -> dict[str, Label]:
    """By tracking code, in the order of the shipments and their boxes."""
    parcels = {
        shipment: sorted(shipment.parcels.all(), key=lambda parcel: parcel.position) for shipment in shipments
    }
    called = [
        parcel.tracking_code
        for shipment, boxes in parcels.items()
        if is_called(shipment.carrier_code)
        for parcel in boxes
    ]
    there = at_carrier(called) if called else {}
    return {
        parcel.tracking_code: _label(
            shipment,
            parcel,
            boxes=len(boxes),
            waybill=there[parcel.tracking_code].waybill if parcel.tracking_code in there else "",
        )
        for shipment, boxes in parcels.items()
        for parcel in boxes
    }


def _label(shipment: Shipment, parcel: Parcel, *, boxes: int, waybill: str) -> Label:
    """`waybill` is the carrier's own number, where we call it. The cash of a shipment is collected once: it
    stands on the first box, and the others say so.
    """
    cash = format_dong(shipment.cod_dong) if shipment.cod_dong else ""
    if cash and parcel.position > 1:
        cash = _("ở kiện 1")
    return Label(
        carrier=carrier(shipment.carrier_code).name,
        service=" · ".join(part for part in (service(shipment.service_code).name, waybill) if part),
        tracking_code=parcel.tracking_code,
        handover_code=parcel.handover_code,
        sender=_address(shipment, "sender"),
        recipient=_abroad(shipment) if shipment.is_abroad else _address(shipment, "recipient"),
        cash=cash,
        weight=_kilograms(parcel.gross_g),
        box=_("Kiện %(n)s/%(m)s") % {"n": parcel.position, "m": boxes},
        goods="; ".join(
            f"{tidy(line.description)} {_kilograms(line.net_g)}" for line in shipment.goods.all()
        ),
        dates=_("Lấy %(day)s · giao trước %(promised)s")
        % {"day": f"{shipment.pickup.day:%d/%m}", "promised": f"{shipment.promised_on:%d/%m/%Y}"},
        undelivered=_("Không giao được: %(what)s") % {"what": OnUndelivered(shipment.on_undelivered).label},
        chilled=shipment.chilled,
    )


def _address(shipment: Shipment, side: str) -> Address:
    place = commune(getattr(shipment, f"{side}_commune_code"))
    return Address(
        name=tidy(getattr(shipment, f"{side}_name")),
        telephone=mask(getattr(shipment, f"{side}_telephone")),
        address=tidy(getattr(shipment, f"{side}_address")),
        place=f"{place.full_name}, {place.province_name}",
    )


def _abroad(shipment: Shipment) -> Address:
    """The country stands last, as posts of the world read an envelope. The number is masked here too."""
    city = " ".join(part for part in (shipment.recipient_postal_code, shipment.recipient_city) if part)
    return Address(
        name=tidy(shipment.recipient_name),
        telephone=mask(shipment.recipient_telephone),
        address=tidy(shipment.recipient_address),
        place=f"{tidy(city)}, {shipment.recipient_country}",
    )


def _kilograms(grams: int) -> str:
    """With a comma, as people write it: "5,2 kg"."""
    kilograms = (Decimal(grams) / 1000).normalize()
    return f"{kilograms:f} kg".replace(".", ",")
