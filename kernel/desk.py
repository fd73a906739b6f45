"""What every desk of staff in the admin shares: rows are looked at, and changed by actions only."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import ngettext

from kernel.clock import now
from kernel.errors import Refusal


class LookedAt:
    """No adding, no changing, no deleting by hand."""

    def has_add_permission(self, _request: HttpRequest, _row: Any = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _row: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _row: Any = None) -> bool:
        return False


class ReadOnly(LookedAt, admin.ModelAdmin[Any]):
    show_full_result_count = False

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Who may change such rows by an action with `permissions=["act"]`: more than to look at them."""
        name = get_permission_codename("change", self.opts)
        return request.user.has_perm(f"{self.opts.app_label}.{name}")


class ReadOnlyRows(LookedAt, admin.TabularInline[Any, Any]):
    extra = 0
    can_delete = False


def do_each(request: HttpRequest, rows: QuerySet[Any], one: Callable[[str, datetime], object]) -> None:
    """Do it to every chosen row by its key; say how many it was done to, and each refusal with its row."""
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
