"""Papers of authorities coming in as files: one person types what stands on them, another looks and confirms.
What is typed is compared and never trusted, and the page shows both places where two differ.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.clock import now
from kernel.errors import JSON, NotAllowed, NotFound, Refusal
from logistics.documents.queries import issued_paper
from logistics.documents.uploads import MOST_BYTES
from logistics.paperwork.comparing import FIELDS, says_of
from logistics.paperwork.models import Consignment, IssuedPaper
from logistics.paperwork.operations.papers import PaperSpec
from logistics.paperwork.rulebook import rulebook
from marketplace.exporters.operations import (
    confirm_export_paper,
    receive_export_paper,
    withdraw_export_paper,
)
from marketplace.exporters.queries import consignment_for
from web.acts import act
from web.forms import HouseForm
from web.http import HouseRequest
from web.quantities import KILOGRAM, read_quantity
from web.views.sign_in.guard import signed_in

FIELD_WORDS = {
    "net_g": gettext_lazy("Khối lượng tịnh"),
    "gross_g": gettext_lazy("Khối lượng cả bì"),
    "packages": gettext_lazy("Số kiện"),
    "hs6": gettext_lazy("Mã HS"),
    "botanical": gettext_lazy("Tên khoa học"),
    "lots": gettext_lazy("Số lô"),
    "consignee": gettext_lazy("Người nhận"),
    "origin": gettext_lazy("Nước xuất xứ"),
}
DAY = {"type": "date"}


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )


def _text(label: Any, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=more.pop("required", False), **more)


class ReceiveForm(HouseForm):
    refused_as = {"": "file"}

    kind = forms.ChoiceField(label=gettext_lazy("Giấy gì?"))
    file = forms.FileField(
        label=gettext_lazy("Tệp"), help_text=gettext_lazy("PDF, ảnh JPEG, PNG hoặc XML, đến 10 MB.")
    )
    number = _text(gettext_lazy("Số giấy"), 80, required=True)
    issuer = _text(gettext_lazy("Nơi cấp"), 160, required=True)
    issued_on = _day(gettext_lazy("Ngày cấp"), required=True)
    expires_on = _day(gettext_lazy("Hết hạn ngày"))
    analysed_on = _day(gettext_lazy("Ngày có kết quả phân tích"))
    net_g = _text(gettext_lazy("Khối lượng tịnh"), 20, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    gross_g = _text(
        gettext_lazy("Khối lượng cả bì"), 20, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    packages = forms.IntegerField(label=gettext_lazy("Số kiện"), required=False, min_value=0)
    hs6 = _text(gettext_lazy("Mã HS"), 60, help_text=gettext_lazy("Sáu số, cách nhau dấu phẩy."))
    botanical = _text(gettext_lazy("Tên khoa học"), 200)
    lots = _text(gettext_lazy("Số lô"), 400)
    consignee = _text(gettext_lazy("Người nhận"), 200)
    origin = _text(gettext_lazy("Nước xuất xứ"), 2)
    declarations = _text(gettext_lazy("Khai thêm trên giấy"), 400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        english = get_language() == "en"
        kinds = rulebook().kinds.values()
        choices = [(one.code, one.name_en if english else one.name_vi) for one in kinds]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        if self.cleaned_data["file"].size > MOST_BYTES:
            raise forms.ValidationError(_("Tệp lớn quá 10 MB."))
        return self.cleaned_data["file"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name in ("net_g", "gross_g"):
            self._weigh(name)
        return self.cleaned_data

    def _weigh(self, name: str) -> None:
        if typed := self.cleaned_data.get(name):
            try:
                self.cleaned_data[name] = read_quantity(typed, factor=KILOGRAM)
            except Refusal as refusal:
                self.add_error(name, str(refusal.text))

    def spec(self) -> PaperSpec:
        given = self.cleaned_data
        return PaperSpec(
            kind=given["kind"],
            number=given["number"],
            issuer=given["issuer"],
            issued_on=given["issued_on"],
            expires_on=given["expires_on"],
            analysed_on=given["analysed_on"],
            says=self._says(),
        )

    def _says(self) -> dict[str, JSON]:
        given = self.cleaned_data
        plain = {name: given[name] for name in ("net_g", "gross_g", "packages", "consignee", "origin")}
        lists = {
            name: [one.strip() for one in given[name].split(",") if one.strip()]
            for name in ("hs6", "botanical", "lots", "declarations")
        }
        return {name: value for name, value in {**plain, **lists}.items() if value not in (None, "", [])}


@require_http_methods(["GET", "POST"])
@signed_in
def receive(request: HouseRequest, key: str) -> HttpResponse:
    consignment = consignment_for(person=request.person, key=key)
    form = ReceiveForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            content = form.cleaned_data["file"].read()
            receive_export_paper(person=request.person, key=key, paper=form.spec(), content=content, at=now())
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã nhận giấy. Chờ người thứ hai xem lại."))
            return redirect("web:export_papers", key=key)
    page = {"form": form, "consignment": consignment, "bar": ""}
    return render(request, "export/receive.html", page, status=422 if form.is_bound else 200)


@dataclass(frozen=True, slots=True)
class Compared:
    """A field as it stands on the paper and in the consignment."""

    name: str
    on_paper: str
    ours: str

    @property
    def differs(self) -> bool:
        return self.on_paper.casefold() != self.ours.casefold()


def compared(consignment: Consignment, paper: IssuedPaper) -> list[Compared]:
    """What the second person looks at: only what was typed from the paper. 4 queries."""
    lines = list(consignment.lines.select_related("good").prefetch_related("allocations"))
    everything = [one for line in lines for one in line.allocations.all()]
    ours = says_of(consignment, lines, everything)
    return [
        Compared(str(FIELD_WORDS[field]), _shown(field, paper.says[field]), _shown(field, ours[field]))
        for field in FIELDS
        if paper.says.get(field) not in (None, "", [])
    ]


def _shown(field: str, value: JSON) -> str:
    """Names are kept as fingerprints: only that they are the same or not can be said."""
    if isinstance(value, list):
        return ", ".join(sorted(str(one) for one in value))
    if field in ("net_g", "gross_g") and isinstance(value, int):
        return f"{value / KILOGRAM:.3f} kg"
    return str(value)


@require_safe
@signed_in
def look(request: HouseRequest, key: str, paper: str) -> HttpResponse:
    consignment = consignment_for(person=request.person, key=key)
    row = issued_paper(consignment=consignment, key=paper)
    page = {
        "consignment": consignment,
        "paper": row,
        "compared": compared(consignment, row),
        "mine": row.entered_by == request.person.actor,
        "bar": "",
    }
    return render(request, "export/look.html", page)


@require_POST
@signed_in
def confirm(request: HouseRequest, key: str, paper: str) -> HttpResponse:
    return act(
        request,
        lambda: confirm_export_paper(person=request.person, key=key, paper_key=paper, at=now()),
        done=_("Đã xác nhận giấy."),
        back=reverse("web:look_paper", args=[key, paper]),
    )


@require_POST
@signed_in
def withdraw(request: HouseRequest, key: str, paper: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return act(
        request,
        lambda: withdraw_export_paper(
            person=request.person, key=key, paper_key=paper, reason=reason, at=now()
        ),
        done=_("Đã rút giấy. Giấy này không còn được tính."),
        back=reverse("web:look_paper", args=[key, paper]),
    )
