"""One consignment: what it is, what is missing and whose turn that is, and the steps from here."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.clock import local_day, now
from kernel.money import exponent_of
from logistics.paperwork.enums import (
    BLOCKING,
    Channel,
    ConsignmentState,
    Gate,
    Incoterm,
    PartyRole,
    Turn,
)
from logistics.paperwork.levying import Shipped, estimate
from logistics.paperwork.models import Consignment, ConsignmentLine, ConsignmentParty
from logistics.paperwork.queries import all_items
from logistics.paperwork.rulebook import KindFacts, rulebook
from logistics.paperwork.standings import UNDER_WAY, turn_of
from logistics.paperwork.values import Item
from logistics.paperwork.words import words
from marketplace.exporters.operations import cancel_export, clear_export, hand_over_export, report_export
from marketplace.exporters.queries import consignment_for
from web.acts import act
from web.http import HouseRequest
from web.views.export.amounts import minor_words
from web.views.export.saving import SeenForm, save
from web.views.sign_in.guard import signed_in
from web.words import goods_name

NEXT = {
    ConsignmentState.HANDED_OVER: ConsignmentState.ARRIVED,
    ConsignmentState.ARRIVED: ConsignmentState.RELEASED,
    ConsignmentState.RELEASED: ConsignmentState.DELIVERED,
}


@dataclass(frozen=True, slots=True)
class Missing:
    """An open item in words: `kind` is the paper it speaks of, with its issuer."""

    item: Item
    words: str
    turn: str
    kind: KindFacts | None


def missing_of(items: Sequence[Item]) -> list[Missing]:
    book = rulebook()
    once = {(item.code, str(item.data)): item for item in items}.values()
    return [
        Missing(item, words(item), str(Turn(turn_of(item, book)).label), book.kinds.get(item.kind))
        for item in once
    ]


@require_safe
@signed_in
def show(request: HouseRequest, key: str) -> HttpResponse:
    consignment = consignment_for(person=request.person, key=key)
    open_ = consignment.state in UNDER_WAY
    items = [one for one in all_items(consignment, at=now()) if one.is_open] if open_ else []
    parties = {party.role: party for party in consignment.parties.all()}
    page = {
        "consignment": consignment,
        "editable": open_,
        "missing": missing_of([one for one in items if one.gate in BLOCKING]),
        "dearer": missing_of([one for one in items if one.gate == Gate.PREFERENCE]),
        "parties": [(role, parties.get(role)) for role in PartyRole],
        "lines": _lines(consignment),
        "exponent": exponent_of(consignment.currency),
        "levies": levies_of(consignment),
        "next": NEXT.get(ConsignmentState(consignment.state)),
        "bar": "",
    }
    return render(request, "export/one.html", page)


@dataclass(frozen=True, slots=True)
class LevyLine:
    """One kind of goods and what its border is likely to take, in words."""

    name: str
    taken: Sequence[tuple[str, str]]
    verified: bool
    buyer_pays: bool


def levies_of(consignment: Consignment) -> list[LevyLine]:
    """An estimate of each line, by its own value; carriage is left out of it where there are several."""
    lines = _lines(consignment)
    carriage = consignment.freight_minor + consignment.insurance_minor if len(lines) == 1 else 0
    return [_levy_line(consignment, line, carriage) for line in lines]


def _levy_line(consignment: Consignment, line: ConsignmentLine, carriage: int) -> LevyLine:
    shipped = Shipped(
        good=line.good_id,
        country=consignment.country,
        channel=Channel(consignment.channel),
        currency=consignment.currency,
        value_minor=sum(one.value_minor for one in line.allocations.all()),
        carriage_minor=carriage,
        preference=consignment.preference,
    )
    found = estimate(shipped=shipped, incoterm=Incoterm(consignment.incoterm), day=local_day(now()))
    taken = [(str(one.levy.label), minor_words(one.minor, consignment.currency)) for one in found.taken]
    return LevyLine(goods_name(line.good), taken, found.verified, found.buyer_pays)


def _lines(consignment: Consignment) -> list[ConsignmentLine]:
    rows = consignment.lines.select_related("good").prefetch_related("allocations")
    return list(rows.order_by("position"))


@require_POST
@signed_in
def clear(request: HouseRequest, key: str) -> HttpResponse:
    back = reverse("web:export_one", args=[key])
    done = _("Đủ giấy tờ. Lô được đi.")
    return act(request, lambda: clear_export(person=request.person, key=key, at=now()), done=done, back=back)


@require_POST
@signed_in
def hand_over(request: HouseRequest, key: str) -> HttpResponse:
    back = reverse("web:export_one", args=[key])
    done = _("Đã giao lô cho hãng.")
    return act(
        request, lambda: hand_over_export(person=request.person, key=key, at=now()), done=done, back=back
    )


@require_POST
@signed_in
def report(request: HouseRequest, key: str) -> HttpResponse:
    """The next step and no other: what is shown on the button."""
    found = consignment_for(person=request.person, key=key)
    state = NEXT.get(ConsignmentState(found.state), ConsignmentState.ARRIVED)
    back = reverse("web:export_one", args=[key])
    done = _("Đã ghi: %(state)s.") % {"state": state.label}
    return act(
        request,
        lambda: report_export(person=request.person, key=key, state=state, at=now()),
        done=done,
        back=back,
    )


class CancelForm(SeenForm):
    reason = forms.CharField(label=gettext_lazy("Vì sao hủy?"), max_length=200)


@require_http_methods(["GET", "POST"])
@signed_in
def cancel(request: HouseRequest, key: str) -> HttpResponse:
    consignment = consignment_for(person=request.person, key=key)
    form = CancelForm(request.POST or None, initial={"seen": consignment.data_version})

    def run() -> None:
        cancel_export(person=request.person, key=key, at=now(), **form.cleaned_data)

    return save(request, form, consignment, run, done=_("Đã hủy lô."), page="export/cancel.html", words={})


def party_of(consignment: Consignment, role: PartyRole) -> ConsignmentParty | None:
    return consignment.parties.filter(role=role).first()
