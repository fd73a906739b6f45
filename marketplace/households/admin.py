"""The desk of staff: who waits for verification, what is decided and why. All writing goes through the
operations.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kernel.clock import now
from kernel.desk import ReadOnly, ReadOnlyRows, do_each
from kernel.errors import Refusal
from kernel.places.queries import commune
from kernel.telephones import local, normalise
from marketplace.households import operations
from marketplace.households.models import (
    Consent,
    Cooperative,
    CooperativeManager,
    Household,
    HouseholdMember,
    Plot,
)
from marketplace.households.personal import ending
from marketplace.people.models import Account
from marketplace.people.rules import Person


class ReasonForm(ActionForm):
    """The word to the household that some decisions need."""

    reason = forms.CharField(label=_("Lý do"), required=False, max_length=300)


def staff_person(request: HttpRequest) -> Person:
    return Person(account=request.user if isinstance(request.user, Account) else None)


class Members(ReadOnlyRows):
    model = HouseholdMember
    fields = ("account", "role", "joined_at")


class Consents(ReadOnlyRows):
    model = Consent
    fields = ("cooperative", "channel", "text_version", "assisted_by", "given_at", "withdrawn_at")


class Plots(ReadOnlyRows):
    model = Plot
    fields = ("name", "commune_code", "area_m2", "growing_area_code")


@admin.register(Household)
class HouseholdAdmin(ReadOnly):
    list_display = (
        "name",
        "state",
        "telephone_",
        "commune_code",
        "cooperative",
        "submitted_at",
        "state_reason",
    )
    list_filter = ("state", "cooperative")
    list_select_related = ("cooperative",)
    search_fields = ("name", "key", "telephone")
    ordering = ("submitted_at", "pk")
    inlines = (Members, Consents, Plots)
    action_form = ReasonForm
    actions = ("verify", "reject", "suspend", "reinstate")
    fields = (
        "key",
        "name",
        "state",
        "state_reason",
        "telephone_",
        "commune_code",
        "address",
        "story",
        "cooperative",
        "identity_ends",
        "tax_code_ends",
        "bank_code",
        "bank_account_ends",
        "missed_orders",
        "opened_at",
        "submitted_at",
        "verified_at",
    )

    @admin.display(description=_("điện thoại"))
    def telephone_(self, household: Household) -> str:
        return local(household.telephone)

    @admin.display(description=_("số căn cước"))
    def identity_ends(self, household: Household) -> str:
        return ending(household.identity_number)

    @admin.display(description=_("mã số thuế"))
    def tax_code_ends(self, household: Household) -> str:
        return ending(household.tax_code)

    @admin.display(description=_("số tài khoản"))
    def bank_account_ends(self, household: Household) -> str:
        return ending(household.bank_account)

    @admin.action(description=_("Xác minh"))
    def verify(self, request: HttpRequest, rows: QuerySet[Household]) -> None:
        person = staff_person(request)
        do_each(request, rows, lambda key, at: operations.verify(person=person, household_key=key, at=at))

    @admin.action(description=_("Trả lại, kèm lý do"))
    def reject(self, request: HttpRequest, rows: QuerySet[Household]) -> None:
        self._with_reason(request, rows, operations.reject)

    @admin.action(description=_("Tạm ngừng bán, kèm lý do"))
    def suspend(self, request: HttpRequest, rows: QuerySet[Household]) -> None:
        self._with_reason(request, rows, operations.suspend)

    @admin.action(description=_("Cho bán lại"))
    def reinstate(self, request: HttpRequest, rows: QuerySet[Household]) -> None:
        person = staff_person(request)
        do_each(request, rows, lambda key, at: operations.reinstate(person=person, household_key=key, at=at))

    def _with_reason(
        self, request: HttpRequest, rows: QuerySet[Household], decision: Callable[..., Household]
    ) -> None:
        person, reason = staff_person(request), request.POST.get("reason", "")
        do_each(
            request,
            rows,
            lambda key, at: decision(person=person, household_key=key, reason=reason, at=at),
        )


class CooperativeForm(forms.ModelForm[Cooperative]):
    """What the operation would refuse is said beside its field."""

    class Meta:
        model = Cooperative
        fields = ("name", "commune_code", "telephone")

    def clean_commune_code(self) -> str:
        return said(lambda: commune(self.cleaned_data["commune_code"]).code)

    def clean_telephone(self) -> str:
        return said(lambda: normalise(self.cleaned_data["telephone"]))


def said(check: Callable[[], str]) -> str:
    """A refusal in the words of a form."""
    try:
        return check()
    except Refusal as refusal:
        raise forms.ValidationError(refusal.text) from refusal


class Managers(ReadOnlyRows):
    model = CooperativeManager
    fields = ("account", "appointed_at")


@admin.register(Cooperative)
class CooperativeAdmin(ReadOnly):
    """Opened here; a manager is appointed by the telephone number they sign in with."""

    list_display = ("name", "commune_code", "telephone")
    search_fields = ("name", "key", "telephone")
    ordering = ("name", "pk")
    form = CooperativeForm
    fields = ("name", "commune_code", "telephone")

    def get_inlines(self, _request: HttpRequest, obj: Cooperative | None) -> tuple[type[ReadOnlyRows], ...]:
        """None yet on the page that opens one."""
        return (Managers,) if obj else ()

    def has_add_permission(self, request: HttpRequest, _row: Any = None) -> bool:
        return staff_person(request).is_staff

    def save_model(self, request: HttpRequest, obj: Cooperative, *_form_and_change: Any) -> None:
        opened = operations.open_cooperative(
            person=staff_person(request),
            name=obj.name,
            commune_code=obj.commune_code,
            telephone=obj.telephone,
            at=now(),
        )
        obj.pk, obj.key = opened.pk, opened.key


@admin.register(CooperativeManager)
class CooperativeManagerAdmin(ReadOnly):
    list_display = ("cooperative", "account", "appointed_at")
    list_select_related = ("cooperative", "account")
    search_fields = ("cooperative__name", "account__telephone")
    autocomplete_fields = ("cooperative", "account")
    fields = ("cooperative", "account")
    ordering = ("cooperative", "pk")

    def has_add_permission(self, request: HttpRequest, _row: Any = None) -> bool:
        return staff_person(request).is_staff

    def has_delete_permission(self, request: HttpRequest, _row: Any = None) -> bool:
        return staff_person(request).is_staff

    def save_model(self, request: HttpRequest, obj: CooperativeManager, *_form_and_change: Any) -> None:
        appointed = operations.appoint_manager(
            person=staff_person(request), cooperative_key=obj.cooperative.key, account=obj.account, at=now()
        )
        obj.pk = appointed.pk

    def delete_model(self, request: HttpRequest, obj: CooperativeManager) -> None:
        operations.dismiss_manager(
            person=staff_person(request), cooperative_key=obj.cooperative.key, account=obj.account, at=now()
        )
