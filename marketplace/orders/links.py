"""Addresses of the secret links that messages carry. The pages behind them are the web's; the paths are
agreed here.
"""

from django.conf import settings


def buyer_link(secret: str) -> str:
    """The buyer's page of one order: timeline, weights, money back, answer to a short weight."""
    return f"{settings.PUBLIC_URL}/don/{secret}"


def checkout_link(secret: str) -> str:
    """The buyer's page of a whole checkout."""
    return f"{settings.PUBLIC_URL}/dat-hang/{secret}"


def answer_link(answer_secret: str) -> str:
    """The household's page with "Có hàng / Hết hàng". Opening it changes nothing: only its POST answers."""
    return f"{settings.PUBLIC_URL}/tra-loi/{answer_secret}"


def work_link() -> str:
    """Việc hôm nay, for a household that signs in."""
    return f"{settings.PUBLIC_URL}/nha"
