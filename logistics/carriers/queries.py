"""Carriers, services and offices, from the rate card in memory."""

from collections.abc import Sequence
from typing import NamedTuple


class CarrierInfo(NamedTuple):
    code: str
    name: str
    is_demo: bool
    tariff_note: str


class ServiceInfo(NamedTuple):
    code: str
    carrier_code: str
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
    raise NotImplementedError


def carrier(code: str) -> CarrierInfo:
    """UnknownCarrier when there is none."""
    raise NotImplementedError


def service(code: str) -> ServiceInfo:
    """UnknownService when there is none."""
    raise NotImplementedError


def office_for(carrier_code: str, commune_code: str) -> Office:
    """The carrier's office that serves a commune: its row in PostOffice, else one made up by rule
    (code "<carrier>-<commune>", name "Bưu cục Phường Cầu Giấy"). UnknownCarrier, UnknownPlace."""
    raise NotImplementedError


def office(code: str) -> Office:
    """The office with this code; UnknownOffice when neither a row nor the rule knows it."""
    raise NotImplementedError
