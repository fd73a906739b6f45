"""Every consignment of whoever exports, by stage: what is missing, whose turn it is, how long there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kernel.clock import now
from kernel.errors import Refusal
from logistics.paperwork.enums import ConsignmentState, Incoterm, Purpose, Route, Turn
from logistics.paperwork.operations.consignments import Plan
from logistics.paperwork.rulebook import rulebook
from logistics.paperwork.standings import OnBoard, standings
from logistics.paperwork.values import Item
from logistics.paperwork.words import words
from marketplace.exporters.operations import open_export
from marketplace.exporters.queries import consignments_of, exporters_of
from web.http import HouseRequest
from web.views.export.amounts import minor_words
from web.views.export.forms import OpenForm
from web.views.sign_in.guard import signed_in
from web.words import is_english

NAMED = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One consignment in words; `more` are the missing things that are not named."""

    standing: OnBoard
    missing: Sequence[str]
    more: int
    turns: Sequence[str]
    value: str
    cost: str


def rows_of(found: Sequence[OnBoard]) -> list[tuple[str, list[Row]]]:
    """By stage, with the stage's name."""
    staged = groupby(found, key=lambda one: one.consignment.state)
    return [(str(ConsignmentState(state).label), [_row(one) for one in each]) for state, each in staged]


def _row(one: OnBoard) -> Row:
    named = [_named(item) for item in one.missing[:NAMED]]
    turns = [str(Turn(turn).label) for turn in one.turns]
    currency = one.consignment.currency
    value, cost = (minor_words(minor, currency) for minor in (one.value_minor, one.cost_minor))
    return Row(one, named, len(one.missing) - len(named), turns, value, cost)


def _named(item: Item) -> str:
    """With the paper that it speaks of: "Chưa có." alone says nothing."""
    kind = rulebook().kinds.get(item.kind)
    if kind is None:
        return words(item)
    return f"{kind.name_en if is_english() else kind.name_vi}: {words(item)}"


@require_safe
@signed_in
def show(request: HouseRequest) -> HttpResponse:
    stages = rows_of(standings(consignments_of(person=request.person), at=now()))
    return render(request, "export/board.html", {"stages": stages, "bar": ""})


@require_http_methods(["GET", "POST"])
@signed_in
def begin(request: HouseRequest) -> HttpResponse:
    exporters = exporters_of(person=request.person)
    if not exporters:
        return redirect("web:open_household")
    form = OpenForm(request.POST or None, exporters=exporters)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            consignment = open_export(
                person=request.person, owner=given["owner"], plan=_plan(given), at=now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã mở lô. Ghi tiếp người nhập khẩu và hàng."))
            return redirect("web:export_one", key=consignment.key)
    words_ = {"form": form, "bar": ""}
    return render(request, "export/open.html", words_, status=422 if form.is_bound else 200)


def _plan(given: dict[str, str]) -> Plan:
    destination, _slash, country = given["place"].partition("/")
    return Plan(
        owner="",
        province_code="",
        destination=destination,
        country=country,
        route=Route(given["route"]),
        incoterm=Incoterm(given["incoterm"]),
        incoterm_place=given["incoterm_place"],
        currency=given["currency"],
        departure_on=given["departure_on"],  # type: ignore[arg-type]
        purpose=Purpose(given["purpose"]),
    )
