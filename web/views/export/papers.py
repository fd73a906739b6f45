"""The export papers of a consignment: what was drawn, what authorities gave, what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel.clock import now
from kernel.errors import JSON
from logistics.documents.gathering import posting_of
from logistics.documents.models import Document, DocumentSet
from logistics.documents.operations import request_documents
from logistics.documents.queries import (
    content_of,
    document,
    issued_content,
    issued_paper,
    issued_papers,
    newest_set,
)
from logistics.documents.values import Posting
from marketplace.exporters.queries import consignment_for
from web.http import HouseRequest
from web.views.export.guard import for_exporter

TYPES: Final = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "xml": "application/xml"}


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One document with what its check found."""

    document: Document
    severe: Sequence[dict[str, JSON]]
    notes: Sequence[dict[str, JSON]]


@require_safe
@for_exporter
def show(request: HouseRequest, key: str) -> HttpResponse:
    consignment = consignment_for(person=request.person, key=key)
    newest = newest_set(consignment=consignment)
    words = {
        "consignment": consignment,
        "set": newest,
        "lines": [_line(one) for one in newest.documents.all()] if newest else [],
        "changed": newest is not None and newest.data_version != consignment.data_version,
        "issued": issued_papers(consignment=consignment),
        "bar": "",
    }
    return render(request, "household/papers.html", words)


def _line(one: Document) -> PaperLine:
    severe = [found for found in one.findings if found["level"] == "SEVERE"]
    return PaperLine(one, severe, [found for found in one.findings if found not in severe])


@require_POST
@for_exporter
def draw(request: HouseRequest, key: str) -> HttpResponse:
    """Ask for the papers of today's data; keeps what the earlier set knew of the postal item."""
    consignment = consignment_for(person=request.person, key=key)
    earlier = newest_set(consignment=consignment)
    request_documents(consignment_key=key, posting=_posting(earlier), actor=request.person.actor, at=now())
    messages.success(request, _("Đang lập chứng từ. Vài giây nữa mở lại trang này."))
    return redirect("web:export_papers", key=key)


def _posting(earlier: DocumentSet | None) -> Posting | None:
    return posting_of(earlier.posting) if earlier else None


@require_safe
@for_exporter
def download(request: HouseRequest, key: str, document: str) -> HttpResponse:
    found = _document(request, key, document)
    name = (found.file.name or "").rpartition("/")[2]
    return file_response(content_of(document=found), found.media_type, name)


def _document(request: HouseRequest, key: str, document_key: str) -> Document:
    return document(consignment=consignment_for(person=request.person, key=key), key=document_key)


@require_safe
@for_exporter
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
