from django.contrib import admin
from django.http import HttpRequest

from kernel.rates.models import ExchangeRate


@admin.register(ExchangeRate)
class ExchangeRateAdmin(admin.ModelAdmin[ExchangeRate]):
    """Rows are added and never changed: a correction is another row."""

    list_display = ("valid_on", "base", "quote", "value", "source")
    list_filter = ("base", "quote")

    def has_change_permission(self, _request: HttpRequest, _row: ExchangeRate | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _row: ExchangeRate | None = None) -> bool:
        return False
