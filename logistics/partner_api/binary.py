"""How the contract says that an answer is a file."""

from typing import Any, Final

MOST_BYTES: Final = 64 * 1024 * 1024
PDF: Final = "application/pdf"
ZPL: Final = "application/zpl"
PICTURES: Final = ("image/jpeg", "image/png")


def file_answer(*kinds: str) -> dict[str, Any]:
    """For `openapi_extra` of an operation that answers with one of these kinds."""
    content = {
        kind: {
            "schema": {"type": "string", "contentMediaType": kind, "maxLength": MOST_BYTES},
            "example": _EXAMPLES[kind],
        }
        for kind in kinds
    }
    return {"responses": {200: {"description": "OK", "content": content}}}


_EXAMPLES: Final = {
    PDF: "%PDF-1.4 …",
    ZPL: "^XA^FDNNV483920175628^FS^XZ",
    **dict.fromkeys(PICTURES, "…"),
}
