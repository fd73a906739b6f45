"""What a browser gets: the stand-in for Stripe.js, and the bank's 3-D Secure page."""

from functools import cache
from html import escape
from pathlib import Path

from config.demo.fake_stripe.store import Shape

_HERE = Path(__file__).parent


@cache
def script() -> bytes:
    return (_HERE / "stripe.js").read_bytes()


@cache
def _frame() -> str:
    return (_HERE / "bank.html").read_text()


def bank(intent: Shape) -> bytes:
    """Two buttons while the bank is asked; then a word, which the frame around it is told as well."""
    if intent.get("status") == "requires_action":
        inside = (
            f"<p>{intent['amount']:,} {escape(intent['currency'].upper())}</p>".replace(",", ".")
            + '<form method="post"><button name="passed" value="1">Xác nhận</button>'
            + '<button name="passed" value="0" class="quiet">Từ chối</button></form>'
        )
    else:
        good = intent.get("status") in ("requires_capture", "succeeded")
        word = "Đã xác nhận." if good else "Đã từ chối."
        inside = f"<p>{word}</p><script>parent.postMessage('3ds-done', '*')</script>"
    return _frame().replace("<!-- inside -->", inside).encode()
