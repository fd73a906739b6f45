"""Several labels as one PDF."""

import logging
from collections.abc import Sequence
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from logistics.dispatch.label import draw_labels
from logistics.dispatch.values import Label

log = logging.getLogger(__name__)


def bind(pairs: Sequence[tuple[bytes | None, Label]], *, title: str) -> bytes:
    """For each box its carrier's label, else ours; ours too where the carrier's is no readable PDF."""
    writer = PdfWriter()
    for theirs, label in pairs:
        if theirs is None or not _append(writer, theirs):
            _append(writer, draw_labels([label], title=label.tracking_code))
    writer.add_metadata({"/Title": title})
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _append(writer: PdfWriter, pdf: bytes) -> bool:
    try:
        writer.append(PdfReader(BytesIO(pdf)), import_outline=False)
    except (PyPdfError, ValueError, KeyError):
        log.warning("a carrier's label is no readable PDF", exc_info=True)
        return False
    return True
