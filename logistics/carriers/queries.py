"""Carriers, services and offices, from the rate card in memory."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from kernel.clock import local_day
from kernel.places.queries import commune
from kernel.places.refusals import UnknownPlace
from logistics.carriers.card import card, recheck
from logistics.carriers.models import Carrier, CarrierBooking, CarrierLabel, FlatPostage, PostOffice, Service
from logistics.carriers.refusals import UnknownCarrier, UnknownOffice, UnknownService


class CarrierInfo(NamedTuple):
    """`tariff_note` is to be shown beside any price of a carrier with `is_demo`."""

    code: str
    name: str
    is_demo: bool
    tariff_note: str


class ServiceInfo(NamedTuple):
    code: str
    carrier_code: str
    carrier_name: str
    name: str
    temperature: str
    hand_over: str
    max_weight_g: int
    cut_off_hour: int
    cod: bool
    max_cod_dong: int


class Office(NamedTuple):
    """A post office. `code` is what a carrier operator's role names: "vnpost-00091"."""

    code: str
    carrier_code: str
    commune_code: str
    name: str
    address: str


def carriers() -> Sequence[CarrierInfo]:
    """The carriers that take parcels, in the order of the fixture."""
    return [_carrier(found) for found in card().carriers.values() if found.active]


def carrier(code: str) -> CarrierInfo:
    """UnknownCarrier when there is none; one that is new (a sandbox's) is looked for at once."""
    found = card().carriers.get(code) or recheck().carriers.get(code)
    if found is None:
        raise UnknownCarrier(carrier=code)
    return _carrier(found)


def flats_of(*, sender_reference: str, at: datetime) -> dict[str, FlatPostage]:
    """What a farm asks for postage itself at `at`, by zone; from the tables, so that its own page shows what
    was just written.
    """
    today = local_day(at)
    rows = FlatPostage.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today), sender_reference=sender_reference, valid_from__lte=today
    )
    return {row.zone: row for row in rows}


def services(*, carrier_code: str = "") -> Sequence[ServiceInfo]:
    """The services in use, of one carrier or of all."""
    found = card().services.values()
    return [_service(service) for service in found if carrier_code in ("", service.carrier.code)]


def service(code: str) -> ServiceInfo:
    """UnknownService when there is none."""
    found = card().services.get(code)
    if found is None:
        raise UnknownService(service=code)
    return _service(found)


def is_called(carrier_code: str) -> bool:
    """Whether we order parcels at this carrier by its API; else its people read our lists. From memory."""
    return carrier_code in card().called


class CarrierStanding(NamedTuple):
    """What the carrier's books say about one parcel; `waybill` is its number there."""

    reference: str
    state: str
    waybill: str
    last_step: str
    provisional: bool


def at_carrier(references: Iterable[str]) -> dict[str, CarrierStanding]:
    """Those of the parcels that were ordered at a carrier, by our reference; one statement."""
    rows = CarrierBooking.objects.filter(reference__in=list(references))
    found = rows.values_list("reference", "state", "waybill", "last_step", "provisional")
    return {row[0]: CarrierStanding(*row) for row in found}


def carrier_labels(references: Iterable[str]) -> dict[str, bytes]:
    """The carrier's own labels (PDF) of those parcels that have one, by our reference."""
    rows = CarrierLabel.objects.filter(booking__reference__in=list(references))
    return {reference: bytes(pdf) for reference, pdf in rows.values_list("booking__reference", "pdf")}


def office_for(carrier_code: str, commune_code: str) -> Office:
    """The carrier's office that serves a commune: its row in PostOffice, else one made up by rule
    (code "<carrier>-<commune>", name "Bưu cục Phường Cầu Giấy"). UnknownCarrier, UnknownPlace.
    """
    found = card().offices.get((carrier_code, commune_code))
    if found is not None:
        return _office(found, carrier_code)
    place = commune(commune_code)
    name = _("Bưu cục %(place)s") % {"place": place.full_name}
    return Office(f"{carrier(carrier_code).code}-{place.code}", carrier_code, place.code, name, place.label)


def office(code: str) -> Office:
    """The office with this code; UnknownOffice when neither a row nor the rule knows it."""
    for (carrier_code, _commune), found in card().offices.items():
        if found.code == code:
            return _office(found, carrier_code)
    carrier_code, _dash, commune_code = code.rpartition("-")
    try:
        return office_for(carrier_code, commune_code)
    except (UnknownCarrier, UnknownPlace) as unknown:
        raise UnknownOffice(office=code) from unknown


def is_office(code: str) -> bool:
    """Whether there is such an office."""
    try:
        office(code)
    except UnknownOffice:
        return False
    return True


def _carrier(found: Carrier) -> CarrierInfo:
    return CarrierInfo(found.code, found.name, found.is_demo, found.tariff_note)


def _service(found: Service) -> ServiceInfo:
    return ServiceInfo(
        code=found.code,
        carrier_code=found.carrier.code,
        carrier_name=found.carrier.name,
        name=found.name,
        temperature=found.temperature,
        hand_over=found.hand_over,
        max_weight_g=found.max_weight_g,
        cut_off_hour=found.cut_off_hour,
        cod=found.cod,
        max_cod_dong=found.max_cod_dong,
    )


def _office(found: PostOffice, carrier_code: str) -> Office:
    return Office(found.code, carrier_code, found.commune_code, found.name, found.address)
