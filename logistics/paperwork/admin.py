"""Staff read rules and sign them here, and see consignments; all changes go through the operations."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kernel.clock import now
from kernel.errors import Refusal
from logistics.paperwork.enums import Verdict
from logistics.paperwork.models import Consignment, Decision, Rule, RulePaper, RuleReview
from logistics.paperwork.operations.gate import clear, hand_over
from logistics.paperwork.operations.reviews import review_rule, worthless


class _Read(admin.ModelAdmin[Any]):
    """To be looked at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PaperInline(admin.TabularInline[RulePaper, Rule]):
    model = RulePaper
    extra = 0


class ReviewInline(admin.TabularInline[RuleReview, Rule]):
    model = RuleReview
    extra = 0


@admin.register(Rule)
class RuleAdmin(_Read):
    list_display = ("name", "version", "status", "valid_from", "confidence", "superseded_at")
    list_filter = ("destination", "status", "confidence")
    list_select_related = ("destination",)
    search_fields = ("name",)
    inlines = (PaperInline, ReviewInline)


class ReviewForm(forms.ModelForm[RuleReview]):
    """Says before signing why a signature would be worth nothing."""

    class Meta:
        model = RuleReview
        fields = ("rule", "verdict", "source", "read_on", "note")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors:
            told = {name: given[name] for name in ("rule", "source", "read_on", "note")}
            if (refusal := worthless(at=now(), **told)) is not None:
                raise forms.ValidationError(refusal.text)
        return given


@admin.register(RuleReview)
class RuleReviewAdmin(admin.ModelAdmin[RuleReview]):
    """Adding one is signing: the right to add reviews is the reviewer's role. Nothing is unsigned."""

    list_display = ("rule", "verdict", "actor", "read_on", "signed_at", "demo")
    list_filter = ("verdict", "demo")
    list_select_related = ("rule",)
    form = ReviewForm
    raw_id_fields = ("rule",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: RuleReview, form: Any, change: bool) -> None:
        signed = review_rule(
            rule_key=obj.rule.key,
            verdict=Verdict(obj.verdict),
            source=obj.source,
            read_on=obj.read_on,
            note=obj.note,
            actor=_actor(request),
            at=now(),
        )
        obj.pk = signed.pk


@admin.register(Consignment)
class ConsignmentAdmin(_Read):
    list_display = ("number", "destination", "state", "departure_on", "province_code", "data_version")
    list_filter = ("state", "destination")
    list_select_related = ("destination",)
    search_fields = ("number", "owner")
    actions = ("clear_chosen", "hand_over_chosen")

    @admin.action(description=_("Xét cho đi"), permissions=["gate"])
    def clear_chosen(self, request: HttpRequest, chosen: QuerySet[Consignment]) -> None:
        self._each(request, chosen, clear)

    @admin.action(description=_("Giao cho hãng"), permissions=["gate"])
    def hand_over_chosen(self, request: HttpRequest, chosen: QuerySet[Consignment]) -> None:
        self._each(request, chosen, hand_over)

    def has_gate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("paperwork.change_consignment")

    def _each(self, request: HttpRequest, chosen: QuerySet[Consignment], act: Any) -> None:
        for key, number in chosen.order_by("id").values_list("key", "number"):
            try:
                act(key=key, actor=_actor(request), at=now())
            except Refusal as refusal:
                self.message_user(request, f"{number}: {refusal.text}", messages.ERROR)


@admin.register(Decision)
class DecisionAdmin(_Read):
    list_display = ("sequence", "at", "consignment", "outcome", "actor")
    list_filter = ("outcome",)
    list_select_related = ("consignment",)


def _actor(request: HttpRequest) -> str:
    return f"account:{getattr(request.user, 'key', request.user.pk)}"
