"""Orders a household let lie, counted in a row; orders pauses the listing after the second."""

from django.db.models import F

from marketplace.households.models import Household


def count_missed_order(*, household_id: int) -> int:
    """One more in a row; answers how many now. Inside the caller's transaction."""
    Household.objects.filter(pk=household_id).update(missed_orders=F("missed_orders") + 1)
    return Household.objects.values_list("missed_orders", flat=True).get(pk=household_id)


def clear_missed_orders(*, household_id: int) -> None:
    """It answered. Writes only where there is something to clear."""
    Household.objects.filter(pk=household_id, missed_orders__gt=0).update(missed_orders=0)
