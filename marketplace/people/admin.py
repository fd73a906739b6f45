from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Field
from django.forms import TypedChoiceField
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from kernel.clock import now
from marketplace.people.enums import RoleKind
from marketplace.people.forms import NewAccountForm, RoleGrantForm, StaffLoginForm
from marketplace.people.models import Account, RoleGrant
from marketplace.people.operations import grant_role, revoke_role
from marketplace.people.rules import Person

admin.site.unregister(Group)
admin.site.login_form = StaffLoginForm


def is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, Account) and request.user.is_superuser


def _actor(request: HttpRequest) -> str:
    account = request.user
    return Person(account=account if isinstance(account, Account) else None).actor


@admin.register(Account)
class AccountAdmin(UserAdmin[Account]):
    """People have no password; staff get one with `manage.py staff create`."""

    list_display = ("telephone", "name", "language", "is_active", "is_staff", "joined_at")
    list_filter = ("is_active", "is_staff", "language")
    search_fields = ("telephone", "name", "key")
    ordering = ("-id",)
    readonly_fields = ("key", "joined_at", "last_login", "is_staff")
    fieldsets = (
        (None, {"fields": ("key", "telephone", "name", "language")}),
        (_("Quyền"), {"fields": ("is_active", "is_staff", "is_superuser", "user_permissions")}),
        (_("Thời gian"), {"fields": ("joined_at", "last_login")}),
    )
    add_form = NewAccountForm
    add_fieldsets = ((None, {"fields": ("telephone", "name", "language")}),)
    filter_horizontal = ("user_permissions",)

    def has_change_permission(self, request: HttpRequest, obj: Account | None = None) -> bool:
        """Who is let in here is a superuser's to change."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (is_superuser(request) or not (obj and (obj.is_staff or obj.is_superuser)))

    def get_readonly_fields(self, request: HttpRequest, _account: Account | None = None) -> tuple[str, ...]:
        """The telephone is who somebody is: whoever changes it signs in as them."""
        fixed = () if is_superuser(request) else ("telephone", "is_superuser", "user_permissions")
        return (*self.readonly_fields, *fixed)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        if not is_superuser(request):
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def has_delete_permission(self, _request: HttpRequest, _account: Account | None = None) -> bool:
        """An account is closed (is_active off), never deleted: orders and the audit name it."""
        return False


@admin.register(RoleGrant)
class RoleGrantAdmin(admin.ModelAdmin[RoleGrant]):
    """Roles are given and taken by the operations, which write the audit."""

    form = RoleGrantForm
    list_display = ("account", "kind", "subject", "granted_at")
    list_filter = ("kind",)
    search_fields = ("account__telephone", "account__name", "subject")
    autocomplete_fields = ("account",)
    list_select_related = ("account",)
    ordering = ("-id",)
    actions = None

    def has_change_permission(self, _request: HttpRequest, _grant: RoleGrant | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RoleGrant | None = None) -> bool:
        of_staff = obj is not None and obj.kind == RoleKind.STAFF
        return super().has_delete_permission(request, obj) and (is_superuser(request) or not of_staff)

    def formfield_for_choice_field(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> TypedChoiceField | None:
        """The role of staff is a superuser's to give."""
        if db_field.name == "kind" and not is_superuser(request):
            kwargs["choices"] = [choice for choice in RoleKind.choices if choice[0] != RoleKind.STAFF]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: RoleGrant, *_form_and_change: Any) -> None:
        grant = grant_role(
            actor=_actor(request),
            account=obj.account,
            kind=RoleKind(obj.kind),
            subject=obj.subject,
            at=now(),
        )
        obj.pk = grant.pk

    def delete_model(self, request: HttpRequest, obj: RoleGrant) -> None:
        revoke_role(
            actor=_actor(request),
            account=obj.account,
            kind=RoleKind(obj.kind),
            subject=obj.subject,
            at=now(),
        )
