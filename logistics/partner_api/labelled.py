"""In which form labels are answered: PDF for any printer, ZPL for thermal ones; the asker says which."""

from io import BytesIO
from typing import Annotated, TypeAlias

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Query

from logistics.partner_api.binary import PDF, ZPL
from logistics.partner_api.enums import LabelFormat

AskedFormat: TypeAlias = Annotated[
    LabelFormat | None,
    Query(
        alias="format",
        description="pdf, hoặc zpl cho máy in nhiệt A6 203 dpi. Không có thì theo Accept; không rõ thì PDF.",
    ),
]


def label_answer(request: HttpRequest, pdf: bytes, asked: LabelFormat | None) -> HttpResponseBase:
    """The pages as they were asked for, sent piece by piece. `format` counts more than Accept."""
    if _wants_zpl(request, asked):
        from logistics.dispatch.zpl import zpl_of  # PDFium: only who prints so pays for it

        answer: HttpResponseBase = StreamingHttpResponse(zpl_of(pdf), content_type=ZPL)
    else:
        answer = FileResponse(BytesIO(pdf), content_type=PDF)
    answer.headers["Vary"] = "Accept"
    return answer


def _wants_zpl(request: HttpRequest, asked: LabelFormat | None) -> bool:
    if asked:
        return asked == LabelFormat.ZPL
    return request.get_preferred_type([PDF, ZPL]) == ZPL
