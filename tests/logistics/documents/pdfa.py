"""What Python can see of PDF/A-3b in a file: a part of ISO 19005-3, not all of it.

Seen: metadata and its claim, the output intent and its profile, embedded fonts with a way back to letters, no
script, no encryption, no transparency, no outside reference, the associated file and its relation, a file id.
Not seen: glyph widths against the font programs, character-set rules of the fonts, colour of each operator,
the exact syntax of streams. A full checker such as veraPDF looks at those too.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree
from pikepdf import Dictionary, Name, Pdf, Stream

PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
BANNED = ("/JavaScript", "/JS", "/Launch", "/GoToR", "/SubmitForm", "/AA", "/RichMedia")


def faults(content: bytes) -> Iterator[str]:
    if b"%PDF-1.7" not in content[:16] or content[9:10] != b"%":
        yield "header"
    with Pdf.open(BytesIO(content)) as document:
        if document.is_encrypted:
            yield "encrypted"
        if "/ID" not in document.trailer:
            yield "no file id"
        yield from _claim(document)
        yield from _intent(document)
        yield from _fonts(document)
        yield from _banned(document)
        yield from _associated(document)


def _claim(document: Pdf) -> Iterator[str]:
    xmp = bytes(document.Root.Metadata.read_bytes())
    root = etree.fromstring(xmp)
    said = {node.tag: node.text for node in root.iter() if isinstance(node.tag, str)}
    if (said.get(f"{PDFAID}part"), said.get(f"{PDFAID}conformance")) != ("3", "B"):
        yield "no claim of PDF/A-3b"
    if "/Filter" in document.Root.Metadata:
        yield "metadata is compressed"
    producer = "{http://ns.adobe.com/pdf/1.3/}Producer"
    if said.get(producer) != str(document.docinfo["/Producer"]):
        yield "metadata and information differ"


def _intent(document: Pdf) -> Iterator[str]:
    (intent,) = document.Root.OutputIntents  # type: ignore[misc]
    profile = intent.DestOutputProfile.read_bytes()
    if intent.S != Name.GTS_PDFA1 or profile[36:40] != b"acsp" or profile[16:20] != b"RGB ":
        yield "output intent"


def _fonts(document: Pdf) -> Iterator[str]:
    for one in document.objects:
        if isinstance(one, Dictionary) and one.get("/Type") == Name.Font:
            descriptor = one.get("/FontDescriptor")
            if descriptor is None or not any(f"/FontFile{end}" in descriptor for end in ("", "2", "3")):
                yield f"font {one.get('/BaseFont')} is not embedded"
            elif "/ToUnicode" not in one:
                yield f"font {one.get('/BaseFont')} has no way back to letters"


def _banned(document: Pdf) -> Iterator[str]:
    for one in document.objects:
        if isinstance(one, Dictionary | Stream):
            yield from (f"{key} is there" for key in BANNED if key in one)
            if str(one.get("/SMask", "/None")) != "/None" or float(one.get("/ca", 1)) != 1:
                yield "transparency"


def _associated(document: Pdf) -> Iterator[str]:
    for spec in document.Root.get("/AF", []):
        if any(key not in spec for key in ("/AFRelationship", "/F", "/UF", "/EF")):
            yield "associated file without its relation or names"
        embedded: Any = spec.EF.F
        if embedded.get("/Subtype") is None or "/ModDate" not in embedded.Params:
            yield "associated file without kind or day"
