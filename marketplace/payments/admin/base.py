"""What all desks share: rows are looked at, and changed by actions only."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.auth import get_permission_codename
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kernel.clock import now
from kernel.errors import Refusal
from marketplace.people.models import Account
from marketplace.people.rules import Person


class ReasonForm(ActionForm):
    """The word that some decisions need."""

    reason = forms.CharField(label=_("Lý do"), required=False, max_length=200)


def actor_of(request: HttpRequest) -> str:
    return Person(account=request.user if isinstance(request.user, Account) else None).actor


def do_each(request: HttpRequest, rows: QuerySet[Any], one: Callable[[str, datetime], object]) -> None:
    """Every chosen row by its key; says how many, and each refusal with its row."""
    done = 0
    for row in rows.order_by("pk"):
        try:
            one(row.key, now())
        except Refusal as refusal:
            messages.error(request, f"{row}: {refusal.text}")
        else:
            done += 1
    if done:
        messages.success(request, ngettext("Xong %d mục.", "Xong %d mục.", done) % done)


class ReadOnly(admin.ModelAdmin[Any]):
    show_full_result_count = False

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _row: object = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _row: object = None) -> bool:
        return False

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Who may change such rows, by the actions."""
        name = get_permission_codename("change", self.opts)
        return request.user.has_perm(f"{self.opts.app_label}.{name}")


class ReadOnlyRows(admin.TabularInline[Any, Any]):
    extra = 0
    can_delete = False

    def has_add_permission(self, _request: HttpRequest, _row: object = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _row: object = None) -> bool:
        return False
