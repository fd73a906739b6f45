"""The address of the secret link that messages carry; the page behind it is the web's."""

from django.conf import settings


def order_abroad_link(secret: str) -> str:
    """The buyer's page of one order abroad: paying it, and where the consignment is."""
    return f"{settings.PUBLIC_URL}/abroad/order/{secret}"
