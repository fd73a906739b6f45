"""A label that says that it is none."""

from io import BytesIO


def pdf(carrier: str, waybill: str) -> bytes:
    """What draws takes a while to load: the server starts without it."""
    from reportlab.lib.pagesizes import A6
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=A6, invariant=1)
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(24, 360, carrier.upper())
    canvas.setFont("Helvetica", 14)
    canvas.drawString(24, 330, waybill)
    canvas.drawString(24, 300, "demo label")
    canvas.showPage()
    canvas.save()
    return out.getvalue()
