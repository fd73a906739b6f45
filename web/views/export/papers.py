"""The export papers of a consignment: what was drawn, what authorities gave, what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kernel.clock import now
from kernel.errors import JSON, Invalid
from kernel.money import exponent_of
from logistics.documents.gathering import posting_of
from logistics.documents.models import Document, DocumentSet
from logistics.documents.queries import (
    content_of,
    document,
    issued_content,
    issued_paper,
    issued_papers,
    newest_set,
)
from logistics.documents.values import Posting
from logistics.paperwork.enums import Channel
from logistics.paperwork.models import Consignment
from marketplace.exporters.operations import draw_export_papers, enter_drawn_papers
from marketplace.exporters.queries import consignment_for
from web.acts import act
from web.forms import HouseForm
from web.http import HouseRequest
from web.views.export.forms import plain_minor, read_into, read_minor
from web.views.sign_in.guard import signed_in

TYPES: Final = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "xml": "application/xml"}


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One document with what its check found."""

    document: Document
    severe: Sequence[dict[str, JSON]]
    notes: Sequence[dict[str, JSON]]


@require_safe
@signed_in
def show(request: HouseRequest, key: str) -> HttpResponse:
    return _page(request, consignment_for(person=request.person, key=key), None)


def _page(request: HouseRequest, consignment: Consignment, form: "PostingForm | None") -> HttpResponse:
    newest = newest_set(consignment=consignment)
    words = {
        "consignment": consignment,
        "set": newest,
        "lines": [_line(one) for one in newest.documents.all()] if newest else [],
        "changed": newest is not None and newest.data_version != consignment.data_version,
        "issued": issued_papers(consignment=consignment),
        "form": form or _posting_form(consignment, newest),
        "bar": "",
    }
    return render(request, "household/papers.html", words, status=422 if form else 200)


def _line(one: Document) -> PaperLine:
    severe = [found for found in one.findings if found["level"] == "SEVERE"]
    return PaperLine(one, severe, [found for found in one.findings if found not in severe])


class PostingForm(HouseForm):
    """What only a postal item has; the office gives the number."""

    item = forms.CharField(
        label=gettext_lazy("Mã bưu gửi (S10)"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Bưu cục cho, ví dụ EE012345675VN."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    office = forms.CharField(label=gettext_lazy("Bưu cục gửi"), max_length=80, required=False)
    postage = forms.CharField(
        label=gettext_lazy("Cước"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    letter = forms.BooleanField(label=gettext_lazy("Gói nhỏ gửi như thư (đến 2 kg)"), required=False)

    def __init__(self, *args: Any, exponent: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exponent = exponent

    def clean(self) -> dict[str, Any]:
        super().clean()
        read_into(self, "postage", lambda text: read_minor(text, self.exponent))
        return self.cleaned_data

    def posting(self) -> Posting:
        given = self.cleaned_data
        item = given["item"].replace(" ", "").upper()
        return Posting(
            item=item, letter=given["letter"], office=given["office"], postage_minor=given["postage"]
        )


def _posting_form(consignment: Consignment, newest: DocumentSet | None) -> PostingForm | None:
    """With what the earlier set knew; None for what does not go by post."""
    if consignment.channel != Channel.POST:
        return None
    known = posting_of(newest.posting) if newest else Posting()
    exponent = exponent_of(consignment.currency)
    first = {"item": known.item, "office": known.office, "letter": known.letter}
    return PostingForm(
        initial={**first, "postage": plain_minor(known.postage_minor, exponent)}, exponent=exponent
    )


@require_POST
@signed_in
def draw(request: HouseRequest, key: str) -> HttpResponse:
    """Ask for the papers of today's data."""
    consignment = consignment_for(person=request.person, key=key)
    form = None
    if consignment.channel == Channel.POST:
        form = PostingForm(request.POST, exponent=exponent_of(consignment.currency))
        if not form.is_valid():
            return _page(request, consignment, form)
    try:
        draw_export_papers(person=request.person, key=key, posting=form.posting() if form else None, at=now())
    except Invalid as refusal:
        if form is None:
            raise
        form.refuse(refusal)
        return _page(request, consignment, form)
    messages.success(request, _("Đang lập chứng từ. Vài giây nữa mở lại trang này."))
    return redirect("web:export_papers", key=key)


@require_POST
@signed_in
def enter(request: HouseRequest, key: str) -> HttpResponse:
    return act(
        request,
        lambda: enter_drawn_papers(person=request.person, key=key, at=now()),
        done=_("Đã đưa giấy của mình vào lô. Chờ người thứ hai xem lại."),
        back=reverse("web:export_papers", args=[key]),
    )


@require_safe
@signed_in
def download(request: HouseRequest, key: str, document: str) -> HttpResponse:
    found = _document(request, key, document)
    name = (found.file.name or "").rpartition("/")[2]
    return file_response(content_of(document=found), found.media_type, name)


def _document(request: HouseRequest, key: str, document_key: str) -> Document:
    return document(consignment=consignment_for(person=request.person, key=key), key=document_key)


@require_safe
@signed_in
def issued(request: HouseRequest, key: str, paper: str) -> HttpResponse:
    found = issued_paper(consignment=consignment_for(person=request.person, key=key), key=paper)
    name = (found.file.name or "").rpartition("/")[2]
    media_type = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return file_response(issued_content(paper=found), media_type, name)


def file_response(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Never shown in our own frame: somebody else made what is in it."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
