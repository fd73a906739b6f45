"""From a drawn PDF to one that can be kept: the profile of PDF/A-3b (ISO 19005-3) as far as it goes here.

Added are the metadata as XMP, the colours' meaning (an sRGB output intent), the document's language, and the
machine-readable file as an associated file. The fonts are embedded by the drawing already. Whether all of it
satisfies the standard only a full checker says; docs/export-papers.md tells what ours looks at.
"""

from datetime import date
from functools import cache
from io import BytesIO
from typing import Final

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import ImageCms

from logistics.documents.sheets.sheet import Attached

CONFORMANCE: Final = "B"
PART: Final = "3"
ICC_DATE: Final = slice(24, 36)
"""Where an ICC profile says when it was made: fixed, or no two files would be the same."""


def archive(pdf: bytes, *, title: str, dated_on: date, attached: Attached | None = None) -> bytes:
    """The same input gives the same bytes."""
    out = BytesIO()
    stamp = f"D:{dated_on:%Y%m%d}000000Z"
    with Pdf.open(BytesIO(pdf)) as document:
        _intent(document)
        document.Root.Lang = String("vi-VN")
        document.docinfo[Name.CreationDate] = String(stamp)
        document.docinfo[Name.ModDate] = String(stamp)
        document.docinfo[Name.Producer] = String("Nhà Nông")
        document.docinfo[Name.Creator] = String("Nhà Nông")
        if attached is not None:
            _attach(document, attached, stamp)
        _metadata(document, title, dated_on)
        document.save(out, deterministic_id=True, force_version="1.7", linearize=False)
    return out.getvalue()


def _intent(document: Pdf) -> None:
    profile = Stream(document, srgb(), N=3)
    document.Root.OutputIntents = Array(
        [
            document.make_indirect(
                Dictionary(
                    Type=Name.OutputIntent,
                    S=Name.GTS_PDFA1,
                    OutputConditionIdentifier=String("sRGB"),
                    Info=String("sRGB"),
                    DestOutputProfile=profile,
                )
            )
        ]
    )


@cache
def srgb() -> bytes:
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = bytearray(made)
    profile[ICC_DATE] = bytes([7, 234, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0])  # 2026-01-01
    return bytes(profile)


def _attach(document: Pdf, attached: Attached, stamp: str) -> None:
    kind = Name("/" + attached.media_type)
    size = Dictionary(Size=len(attached.content), ModDate=String(stamp), CreationDate=String(stamp))
    content = Stream(document, attached.content, Type=Name.EmbeddedFile, Subtype=kind, Params=size)
    spec = document.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(attached.name),
            UF=String(attached.name),
            Desc=String(attached.describes),
            AFRelationship=Name.Alternative,
            EF=Dictionary(F=content, UF=content),
        )
    )
    names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String(attached.name), spec])))
    document.Root.Names = names
    document.Root.AF = Array([spec])


def _metadata(document: Pdf, title: str, dated_on: date) -> None:
    moment = f"{dated_on.isoformat()}T00:00:00Z"
    document.Root.Metadata = document.make_stream(_xmp(title, moment), Type=Name.Metadata, Subtype=Name.XML)


def _xmp(title: str, moment: str) -> bytes:
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{_escaped(title)}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{_escaped(title)}</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>Nhà Nông</rdf:li></rdf:Seq></dc:creator>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
<xmp:CreatorTool>Nhà Nông</xmp:CreatorTool>
<pdf:Producer>Nhà Nông</pdf:Producer>
<pdfaid:part>{PART}</pdfaid:part>
<pdfaid:conformance>{CONFORMANCE}</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>""".encode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
