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
    consignment_of,
    content_of,
    document,
    issued_content,
    issued_paper,
    issued_papers,
    newest_set,
)
from logistics.documents.values import Posting
from logistics.paperwork.models import Consignment
from web.http import HouseRequest
from web.views.household.guard import Home, for_household

TYPES: Final = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "xml": "application/xml"}


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One document with what its check found."""

    document: Document
    severe: Sequence[dict[str, JSON]]
    notes: Sequence[dict[str, JSON]]


@require_safe
@for_household
def show(request: HouseRequest, home: Home, key: str) -> HttpResponse:
    consignment = _mine(home, key)
    newest = newest_set(consignment=consignment)
    words = {
        "home": home,
        "consignment": consignment,
        "set": newest,
        "lines": [_line(one) for one in newest.documents.all()] if newest else [],
        "changed": newest is not None and newest.data_version != consignment.data_version,
        "issued": issued_papers(consignment=consignment),
        "bar": "",
    }
    return render(request, "household/papers.html", words)


def _mine(home: Home, key: str) -> Consignment:
    return consignment_of(owner=f"household:{home.key}", key=key)


def _line(one: Document) -> PaperLine:
    severe = [found for found in one.findings if found["level"] == "SEVERE"]
    return PaperLine(one, severe, [found for found in one.findings if found not in severe])


@require_POST
@for_household
def draw(request: HouseRequest, home: Home, key: str) -> HttpResponse:
    """Ask for the papers of today's data; keeps what the earlier set knew of the postal item."""
    consignment = _mine(home, key)
    earlier = newest_set(consignment=consignment)
    request_documents(consignment_key=key, posting=_posting(earlier), actor=request.person.actor, at=now())
    messages.success(request, _("Đang lập chứng từ. Vài giây nữa mở lại trang này."))
    return redirect("web:export_papers", key=key)


def _posting(earlier: DocumentSet | None) -> Posting | None:
    return posting_of(earlier.posting) if earlier else None


@require_safe
@for_household
def download(request: HouseRequest, home: Home, key: str, document: str) -> HttpResponse:  # noqa: ARG001
    found = _document(home, key, document)
    name = (found.file.name or "").rpartition("/")[2]
    return _file(content_of(document=found), found.media_type, name)


def _document(home: Home, key: str, document_key: str) -> Document:
    return document(consignment=_mine(home, key), key=document_key)


@require_safe
@for_household
def issued(request: HouseRequest, home: Home, key: str, paper: str) -> HttpResponse:  # noqa: ARG001
    found = issued_paper(consignment=_mine(home, key), key=paper)
    name = (found.file.name or "").rpartition("/")[2]
    media_type = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return _file(issued_content(paper=found), media_type, name)


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Never shown in our own frame: somebody else made what is in it."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
