"""What an importer abroad sees by a secret link, in English: all papers, what is still open, messages."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from kernel.clock import now
from kernel.errors import Refusal
from kernel.limits import take
from logistics.documents.queries import (
    content_of,
    document,
    issued_content,
    issued_paper,
    issued_papers,
    newest_set,
)
from logistics.documents.refusals import UnknownDocument
from logistics.paperwork.models import ConsignmentLink
from logistics.paperwork.operations.sharing import link_of, write_message
from logistics.paperwork.queries import open_items
from logistics.paperwork.standings import UNDER_WAY
from web.http import HouseRequest
from web.views.export.one import missing_of
from web.views.export.papers import TYPES, file_response

MOST: Final = 30
"""Messages of one link in an hour."""


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HouseRequest, secret: str) -> HttpResponse:
    link = link_of(secret=secret, at=now())
    with override("en"):
        problem = _write(request, link) if request.method == "POST" else ""
        if request.method == "POST" and not problem:
            return _private(redirect("web:importer", secret=secret))
        return _private(render(request, "export/importer.html", _page(link, secret, problem)))


def _write(request: HouseRequest, link: ConsignmentLink) -> str:
    """ "" when it was written."""
    take(name="importer_message", key=link.key, limit=MOST, seconds=3600, at=now())
    text = request.POST.get("text", "")
    try:
        write_message(key=link.consignment.key, text=text, actor=f"importer:{link.key}", at=now(), link=link)
    except Refusal as refusal:
        return refusal.text
    return ""


def _page(link: ConsignmentLink, secret: str, problem: str) -> dict[str, object]:
    consignment = link.consignment
    newest = newest_set(consignment=consignment)
    open_ = consignment.state in UNDER_WAY
    return {
        "link": link,
        "secret": secret,
        "consignment": consignment,
        "missing": missing_of(open_items(consignment, at=now())) if open_ else [],
        "drawn": list(newest.documents.all()) if newest else [],
        "issued": [
            one for one in issued_papers(consignment=consignment) if one.confirmed_at and not one.withdrawn_at
        ],
        "talk": list(consignment.messages.select_related("link").order_by("id")),
        "problem": problem,
        "bar": "",
    }


@require_safe
def drawn(request: HouseRequest, secret: str, paper: str) -> HttpResponse:  # noqa: ARG001
    link = link_of(secret=secret, at=now())
    found = document(consignment=link.consignment, key=paper)
    name = (found.file.name or "").rpartition("/")[2]
    return _private(file_response(content_of(document=found), found.media_type, name))


@require_safe
def issued(request: HouseRequest, secret: str, paper: str) -> HttpResponse:  # noqa: ARG001
    """Confirmed ones only: what one person typed is not handed on."""
    link = link_of(secret=secret, at=now())
    found = issued_paper(consignment=link.consignment, key=paper)
    if found.confirmed_at is None or found.withdrawn_at is not None:
        raise UnknownDocument
    name = (found.file.name or "").rpartition("/")[2]
    media_type = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return _private(file_response(issued_content(paper=found), media_type, name))
