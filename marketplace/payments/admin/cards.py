"""Card payments with their calls and facts, and the messages that came in. To look at."""

from django.contrib import admin

from kernel.desk import ReadOnly, ReadOnlyRows
from marketplace.payments.models import CardCall, CardFact, CardPayment, ProviderMessage


class CallRows(ReadOnlyRows):
    model = CardCall
    fields = ("kind", "reference", "amount", "state", "attempts", "refusal", "asked_at", "done_at")


class FactRows(ReadOnlyRows):
    model = CardFact
    fields = ("kind", "provider_ref", "amount", "reason", "source", "known_at")


@admin.register(CardPayment)
class CardPaymentAdmin(ReadOnly):
    list_display = ("checkout_key", "state", "amount", "captured", "refunded", "ends_at")
    list_filter = ("state",)
    search_fields = ("checkout_key", "provider_id")
    exclude = ("client_secret",)
    inlines = (CallRows, FactRows)


@admin.register(ProviderMessage)
class ProviderMessageAdmin(ReadOnly):
    exclude = ("raw",)  # holds client secrets
    list_display = ("received_at", "kind", "event_id", "outcome", "processed_at")
    list_filter = (("processed_at", admin.EmptyFieldListFilter), "kind")
    search_fields = ("event_id",)
