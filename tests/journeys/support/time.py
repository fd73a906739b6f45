"""How hours pass in a shop whose clock is real: the moments of a row are moved into the past."""

from datetime import timedelta

from celery import Celery
from django.db.models import F

from marketplace.orders.models import Order
from marketplace.payments.models import Payable
from tests.journeys.support.people import Bought
from tests.journeys.support.shop import Shop


def let_hours_pass(order: Bought, hours: float) -> None:
    """For this order alone; the sweep sees what has become due."""
    ago = timedelta(hours=hours)
    moments = ("placed_at", "moved_at", "due_at", "wake_at")
    Order.objects.filter(secret=order.secret).update(**{name: F(name) - ago for name in moments})


def let_payables_ripen(days: int = 3) -> None:
    Payable.objects.exclude(payable_from=None).update(payable_from=F("payable_from") - timedelta(days=days))


def sweep_now(shop: Shop) -> None:
    """Ask the running worker for the sweep that beat asks for every minute."""
    with Celery(broker=shop.environment["CELERY_BROKER_URL"]) as broker:
        broker.send_task("marketplace.orders.tasks.wake_orders")
