"""The forms of a consignment: its facts, its parties, its goods."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.clock import now
from logistics.paperwork.enums import Form, PartyRole
from logistics.paperwork.models import Consignment
from logistics.paperwork.operations.consignments import AllocationSpec, PartySpec
from marketplace.exporters.operations import (
    add_export_line,
    allocate_export,
    change_export,
    set_export_party,
    withdraw_export,
)
from marketplace.exporters.queries import MOST_LOTS, consignment_for, lots_of
from web.acts import act
from web.http import HouseRequest
from web.views.export.forms import FactsForm, LineForm, PackedForm, PartyForm, initial_facts
from web.views.export.one import party_of
from web.views.export.saving import save
from web.views.sign_in.guard import signed_in

PARTY_FIELDS = ("name", "country", "address", "tax_number", "telephone", "email", "licence")


@require_http_methods(["GET", "POST"])
@signed_in
def facts(request: HouseRequest, key: str) -> HttpResponse:
    consignment = consignment_for(person=request.person, key=key)
    form = FactsForm(request.POST or None, initial=initial_facts(consignment), consignment=consignment)

    def run() -> None:
        seen = form.cleaned_data["seen"]
        change_export(person=request.person, key=key, seen=seen, changes=form.changes(), at=now())

    return save(request, form, consignment, run, done=_("Đã lưu."), page="export/facts.html", words={})


@require_http_methods(["GET", "POST"])
@signed_in
def party(request: HouseRequest, key: str, role: str) -> HttpResponse:
    consignment = consignment_for(person=request.person, key=key)
    known = _role(role)
    form = PartyForm(request.POST or None, initial=_initial_party(consignment, known))

    def run() -> None:
        given = {name: form.cleaned_data[name] for name in PARTY_FIELDS}
        seen = form.cleaned_data["seen"]
        set_export_party(
            person=request.person, key=key, seen=seen, role=known, party=PartySpec(**given), at=now()
        )

    return save(
        request, form, consignment, run, done=_("Đã lưu."), page="export/party.html", words={"role": known}
    )


def _role(name: str) -> PartyRole:
    try:
        return PartyRole(name.upper())
    except ValueError as unknown:
        raise Http404 from unknown


def _initial_party(consignment: Consignment, role: PartyRole) -> dict[str, object]:
    before = party_of(consignment, role)
    country = "VN" if role == PartyRole.EXPORTER else consignment.country
    facts_ = {name: getattr(before, name) for name in PARTY_FIELDS} if before else {"country": country}
    return {**facts_, "seen": consignment.data_version}


@require_http_methods(["GET", "POST"])
@signed_in
def line(request: HouseRequest, key: str) -> HttpResponse:
    consignment = consignment_for(person=request.person, key=key)
    form = LineForm(request.POST or None, initial={"seen": consignment.data_version})

    def run() -> None:
        given = form.cleaned_data
        add_export_line(
            person=request.person,
            key=key,
            seen=given["seen"],
            good=given["good"],
            description_en=given["description_en"],
            form=Form(given["form"]),
            package_kind=given["package_kind"],
            at=now(),
        )

    return save(
        request, form, consignment, run, done=_("Đã thêm mặt hàng."), page="export/line.html", words={}
    )


@require_http_methods(["GET", "POST"])
@signed_in
def packed(request: HouseRequest, key: str, position: int) -> HttpResponse:
    consignment = consignment_for(person=request.person, key=key)
    good = consignment.lines.select_related("good").filter(position=position).first()
    if good is None:
        raise Http404
    lots = lots_of(owner=consignment.owner).filter(listing__commodity__code__in=good.good.commodity_codes)
    form = PackedForm(
        request.POST or None,
        lots=list(lots[:MOST_LOTS]),
        currency=consignment.currency,
        initial={"seen": consignment.data_version},
    )

    def run() -> None:
        given = dict(form.cleaned_data)
        seen = given.pop("seen")
        share = AllocationSpec(holder="", **given)
        allocate_export(
            person=request.person, key=key, seen=seen, position=position, allocations=[share], at=now()
        )

    words: dict[str, object] = {"line": good, "no_lots": not form.fields["lot"].choices}  # type: ignore[attr-defined]
    return save(
        request, form, consignment, run, done=_("Đã xếp hàng."), page="export/packed.html", words=words
    )


@require_POST
@signed_in
def unpack(request: HouseRequest, key: str) -> HttpResponse:
    holder, seen = request.POST.get("holder", ""), request.POST.get("seen", "")

    def run() -> None:
        number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else -1
        withdraw_export(person=request.person, key=key, seen=number, holders=[holder], at=now())

    return act(request, run, done=_("Đã lấy ra."), back=reverse("web:export_one", args=[key]))
